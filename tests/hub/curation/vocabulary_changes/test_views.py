"""The pages on which a term is changed: the choice, what it touches, the deed, and its undoing."""

import pytest

from hub.curation.vocabulary_changes.models import TermChange
from hub.digests.models import Subscription
from hub.imports.models import ImportSource, Profile
from hub.vocabulary.models import Term
from tests.plugins.term_changes import a_merge, slugs_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WHY = {"reason": "The words are clearer."}


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", "vocabulary")


def path_of(term, kind):
    return f"/desk/vocabulary/term/{term.pk}/{kind}/"


def looked_at(browser, term, kind, **chosen):
    """The page of what a choice touches."""
    return browser.get(path_of(term, kind), {"chosen": "1", **chosen})


def decided(browser, term, kind, more=None, **chosen):
    """The answer to the decision that follows a look."""
    page = looked_at(browser, term, kind, **chosen)
    sent = {**chosen, **WHY, "seen": page.context["seen"], **(more or {})}
    return browser.post(path_of(term, kind), sent)


CHOICES = {
    "rename": {"name": "Another", "slug": "another", "keep_name": "on"},
    "merge": {},
    "split": {"names": "One\nTwo | second"},
    "retire": {},
}


def choice(kind, make_term):
    chosen = dict(CHOICES[kind])
    if kind in ("merge", "retire"):
        chosen["successor"] = str(make_term("purpose/other").pk)
    return chosen


@pytest.mark.parametrize("kind", CHOICES)
def test_a_term_is_changed_after_a_look(curator, make_term, make_tool, kind):
    term = make_term("purpose/old")
    make_tool(terms=("purpose/old",))
    answer = decided(curator, term, kind, **choice(kind, make_term))
    change = TermChange.objects.get()
    assert answer.status_code == 302
    assert (answer["location"], change.kind) == (f"/desk/vocabulary/{change.pk}/", kind)
    assert change.reason == WHY["reason"]


@pytest.mark.parametrize("kind", CHOICES)
def test_looking_changes_nothing(curator, make_term, kind):
    term = make_term("purpose/old")
    chosen = choice(kind, make_term)
    before = list(Term.objects.values())
    assert looked_at(curator, term, kind, **chosen).status_code == 200
    assert (list(Term.objects.values()), TermChange.objects.count()) == (before, 0)


@pytest.mark.parametrize("kind", CHOICES)
def test_the_form_opens(curator, make_term, kind):
    assert curator.get(path_of(make_term("purpose/old"), kind)).status_code == 200


def test_it_tells_what_a_change_touches(curator, make_term, make_tool, subscribed):
    term = make_term("purpose/old")
    term.labels.create(language="fr", text="Ancien", kind="preferred")
    make_term("purpose/below", broader=term, label="Narrower one")
    make_tool(name="Map", terms=("purpose/old",))
    subscribed(query="purpose=old", title="Tools · Purpose: Old")
    source = ImportSource.objects.create(slug="s", title="Partner", kind="tool")
    Profile.objects.create(
        slug="p", title="Columns of the partner", source=source,
        words={"purpose": {"former word": "old"}},
    )  # fmt: skip
    page = looked_at(curator, term, "split", names="One\nTwo").content.decode()
    for text in (
        ">Map</a>", "/tools/?purpose=old", "1 saved filter names it", "former word", "Ancien",
        "Narrower one",
    ):  # fmt: skip
        assert text in page, text


def test_records_get_the_parts_that_are_ticked(curator, make_term, make_tool):
    term = make_term("purpose/old")
    first, second = make_tool(terms=("purpose/old",)), make_tool(terms=("purpose/old",))
    ticks = {
        "record": [f"tool:{first.pk}", f"tool:{second.pk}"],
        f"to:tool:{first.pk}": ["one"],
        f"to:tool:{second.pk}": ["one", "two"],
        "decided": "1",
    }
    decided(curator, term, "split", ticks, names="One\nTwo")
    assert (slugs_of(first), slugs_of(second)) == (["one"], ["one", "two"])


def test_a_record_without_a_part_is_asked_about(curator, make_term, make_tool):
    term = make_term("purpose/old")
    tool = make_tool(terms=("purpose/old",))
    answer = decided(
        curator, term, "split", {"record": [f"tool:{tool.pk}"], "decided": "1"}, names="One\nTwo"
    )
    assert answer.status_code == 400
    assert "Each record needs one part at least" in answer.content.decode()


def test_many_records_get_one_part_by_a_rule(curator, make_term, make_tool, monkeypatch):
    monkeypatch.setattr("hub.curation.vocabulary_changes.preview.FEW", 1)
    tools = [make_tool(terms=("purpose/old",)) for _number in range(2)]
    term = make_term("purpose/old")
    decided(curator, term, "split", {"default": "two", "decided": "1"}, names="One\nTwo")
    assert [slugs_of(tool) for tool in tools] == [["two"], ["two"]]


@pytest.mark.parametrize(
    ("kind", "chosen", "sentence"),
    [
        ("rename", {"name": "Taken", "slug": "old"}, "Another term is called"),
        ("rename", {"name": "New", "slug": "taken"}, "belongs to"),
        ("rename", {"name": "", "slug": "old"}, "This field is required"),
        ("merge", {"successor": ""}, "Choose the term that is used instead"),
        ("merge", {"successor": "x"}, "Choose a term of the list"),
        ("split", {"names": "One\nOne"}, "Two parts are the same"),
        ("split", {"names": "One"}, "two parts at least"),
        ("split", {"names": "One\n测试"}, "makes no address"),
        ("split", {"names": "One\nTaken"}, "Another term is called"),
    ],
)
def test_a_wrong_choice_is_told_in_a_sentence(curator, make_term, kind, chosen, sentence):
    make_term("purpose/taken")
    answer = looked_at(curator, make_term("purpose/old"), kind, **chosen)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("purpose/old", "stand for itself"), ("user/else", "another scheme")],
)
def test_a_wrong_successor_is_told_in_a_sentence(curator, make_term, key, sentence):
    old = make_term("purpose/old")
    answer = looked_at(curator, old, "merge", successor=str(make_term(key).pk))
    assert (answer.status_code, sentence in answer.content.decode()) == (400, True)


def test_a_retired_successor_is_told_in_a_sentence(curator, make_term):
    gone = make_term("purpose/gone")
    gone.deprecate()
    answer = looked_at(curator, make_term("purpose/old"), "merge", successor=str(gone.pk))
    assert (answer.status_code, "no longer used" in answer.content.decode()) == (400, True)


def test_what_was_typed_is_shown_again(curator, make_term):
    answer = looked_at(curator, make_term("purpose/old"), "split", names="Only this")
    assert "Only this" in answer.content.decode()


def test_a_country_is_not_renamed_and_the_page_says_why(curator, make_term):
    page = curator.get(path_of(make_term("country/ke"), "rename"))
    assert "it can only be retired" in page.content.decode()


def test_a_reason_is_asked_for(curator, make_term):
    term = make_term("purpose/old")
    answer = decided(curator, term, "rename", {"reason": " "}, **CHOICES["rename"])
    assert (answer.status_code, "Say why" in answer.content.decode()) == (400, True)


def test_a_term_that_was_changed_meanwhile_is_looked_at_again(curator, make_term):
    term = make_term("purpose/old")
    sent = {**CHOICES["rename"], **WHY, "seen": "another"}
    answer = curator.post(path_of(term, "rename"), sent)
    assert (answer.status_code, "changed meanwhile" in answer.content.decode()) == (409, True)
    assert WHY["reason"] in answer.content.decode()


def test_a_decision_sent_twice_is_done_once(curator, make_term):
    term = make_term("purpose/old")
    chosen = choice("merge", make_term)
    sent = {**chosen, **WHY, "seen": looked_at(curator, term, "merge", **chosen).context["seen"]}
    answers = [curator.post(path_of(term, "merge"), sent).status_code for _number in range(2)]
    assert (answers, TermChange.objects.count()) == ([302, 409], 1)


def test_an_unknown_change_or_term_is_not_found(curator, make_term):
    term = make_term("purpose/old")
    paths = (
        path_of(term, "eat"), f"/desk/vocabulary/term/{10**30}/merge/", "/desk/vocabulary/4711/",
    )  # fmt: skip
    assert [curator.get(path).status_code for path in paths] == [404] * 3


def test_a_change_is_undone_by_a_button(curator, make_term, make_tool):
    tool = make_tool(terms=("purpose/old",))
    change = a_merge(make_term("purpose/old"), make_term("purpose/new"))
    assert "Undo</button>" in curator.get(f"/desk/vocabulary/{change.pk}/").content.decode()
    answer = curator.post(f"/desk/vocabulary/{change.pk}/undo/")
    assert (answer.status_code, slugs_of(tool)) == (302, ["old"])


def test_undoing_twice_is_told_in_a_sentence(curator, make_term):
    change = a_merge(make_term("purpose/old"), make_term("purpose/new"))
    curator.post(f"/desk/vocabulary/{change.pk}/undo/")
    answer = curator.post(f"/desk/vocabulary/{change.pk}/undo/")
    assert (answer.status_code, "already" in answer.content.decode()) == (409, True)


def test_undoing_is_posted(curator, make_term):
    change = a_merge(make_term("purpose/old"), make_term("purpose/new"))
    assert curator.get(f"/desk/vocabulary/{change.pk}/undo/").status_code == 405


def test_all_changes_stand_on_one_page(curator, make_term):
    a_merge(make_term("purpose/old"), make_term("purpose/new"))
    page = curator.get("/desk/vocabulary/").content.decode()
    assert "Old" in page
    assert "The words are clearer." in page


def test_the_form_of_a_term_leads_to_its_changes(curator, make_term):
    term = make_term("purpose/old")
    page = curator.get(f"/admin/vocabulary/term/{term.pk}/change/").content.decode()
    assert all(path_of(term, kind) in page for kind in CHOICES)


def test_they_are_for_curators(signed_in, make_term):
    browser = signed_in()
    paths = ("/desk/vocabulary/", path_of(make_term(), "merge"))
    assert [browser.get(path).status_code for path in paths] == [403, 403]


def test_a_subscription_is_not_rewritten(curator, make_term, subscribed):
    subscribed(query="purpose=old", title="Tools · Purpose: Old")
    decided(curator, make_term("purpose/old"), "split", names="One\nTwo")
    assert Subscription.objects.get().query == "purpose=old"

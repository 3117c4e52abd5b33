"""The curators' side of the vocabulary."""

import pytest

from hub.records.models import SearchState
from hub.vocabulary.admin import TermForm, digest_of
from hub.vocabulary.models import Term

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def looked_at(term, successor=None):
    """What the forms about a term send when they were opened on both as they are."""
    sent = {"seen": digest_of(term), "seen_successor": digest_of(successor)}
    return sent | ({"successor": [successor.pk]} if successor else {})


def suggested(browser, **query):
    answer = browser.get("/admin/vocabulary/term/suggest/", query)
    return [result["text"] for result in answer.json()["results"]]


def test_type_ahead_stays_in_its_scheme(curator, make_term):
    make_term("purpose/outreach")
    make_term("user/outreach-worker")
    assert suggested(curator, scheme="purpose", term="outreach") == ["Outreach"]


def test_type_ahead_finds_other_labels_and_shows_the_definition(curator, make_term):
    term = make_term("purpose/outreach")
    term.labels.create(language="fr", text="Travail de rue")
    answer = curator.get("/admin/vocabulary/term/suggest/?scheme=purpose&term=travail rue")
    assert answer.json()["results"][0]["definition"] == "What outreach means."


def test_type_ahead_leaves_out_terms_no_longer_used(curator, make_term):
    make_term("purpose/outreach").deprecate()
    assert suggested(curator, scheme="purpose") == []


def test_type_ahead_goes_on_page_by_page(curator, make_term):
    for number in range(21):
        make_term(f"purpose/t-{number}")
    assert len(suggested(curator, scheme="purpose")) == 20
    assert len(suggested(curator, scheme="purpose", page="2")) == 1


def test_type_ahead_is_for_curators(client):
    assert client.get("/admin/vocabulary/term/suggest/?scheme=purpose").status_code == 302


def test_a_term_cannot_be_deleted(signed_in, make_term):
    term = make_term()
    browser = signed_in(is_superuser=True)
    assert browser.post(f"/admin/vocabulary/term/{term.pk}/delete/").status_code == 403
    assert Term.objects.filter(pk=term.pk).exists()


def test_a_term_is_retired_with_its_successor(curator, make_term):
    old, new = make_term("purpose/old"), make_term("purpose/new")
    curator.post(f"/admin/vocabulary/term/{old.pk}/retire/", looked_at(old, new))
    old.refresh_from_db()
    assert (old.deprecated, old.replaced_by) == (True, new)


def test_a_term_can_be_retired_without_a_successor(curator, make_term):
    old = make_term("purpose/old")
    curator.post(f"/admin/vocabulary/term/{old.pk}/retire/", looked_at(old))
    old.refresh_from_db()
    assert old.deprecated


@pytest.mark.parametrize("wrong", ["itself", "elsewhere", "retired"])
def test_a_wrong_successor_is_refused(curator, make_term, wrong):
    old = make_term("purpose/old")
    make_term("purpose/gone").deprecate()
    key = {"itself": "purpose/old", "elsewhere": "user/other", "retired": "purpose/gone"}[wrong]
    answer = curator.post(
        f"/admin/vocabulary/term/{old.pk}/retire/", {"successor": [make_term(key).pk]}
    )
    assert "successor" in answer.context["form"].errors
    old.refresh_from_db()
    assert not old.deprecated


def test_a_retired_term_can_be_used_again(curator, make_term):
    term = make_term("purpose/old")
    term.deprecate(successor=make_term("purpose/new"))
    curator.post(f"/admin/vocabulary/term/{term.pk}/revive/", looked_at(term))
    term.refresh_from_db()
    assert (term.deprecated, term.replaced_by) == (False, None)


def labels(term, **row):
    fields = {
        "label": term.label,
        "definition": term.definition,
        "position": term.position,
        "seen": TermForm(instance=term).initial["seen"],
        "labels-TOTAL_FORMS": "1",
        "labels-INITIAL_FORMS": "0",
    }
    return fields | {f"labels-0-{name}": value for name, value in row.items()}


def test_a_label_is_kept_with_language_kind_and_origin(curator, make_term):
    term = make_term()
    row = {"language": "fr", "text": "Gestion de cas", "kind": "preferred", "origin": "machine"}
    curator.post(f"/admin/vocabulary/term/{term.pk}/change/", labels(term, **row))
    label = term.labels.get()
    assert (label.language, label.text, label.kind, label.origin) == tuple(row.values())


def test_a_new_label_restamps_the_tools_that_carry_the_term(curator, make_term, make_tool):
    tool = make_tool(terms=("purpose/outreach",))
    term = make_term("purpose/outreach")
    row = {"language": "fr", "text": "Travail", "kind": "alternative", "origin": "human"}
    curator.post(f"/admin/vocabulary/term/{term.pk}/change/", labels(term, **row))
    tool.refresh_from_db()
    assert tool.index_seq == SearchState.current()


def test_the_slug_of_a_term_is_fixed(curator, make_term):
    term = make_term("purpose/outreach")
    curator.post(
        f"/admin/vocabulary/term/{term.pk}/change/",
        labels(term) | {"labels-TOTAL_FORMS": "0", "slug": "other"},
    )
    term.refresh_from_db()
    assert term.slug == "outreach"


def test_a_broader_term_of_another_scheme_is_refused(curator, make_term):
    term, other = make_term("purpose/outreach"), make_term("user/parent")
    answer = curator.post(
        f"/admin/vocabulary/term/{term.pk}/change/",
        labels(term) | {"labels-TOTAL_FORMS": "0", "broader": other.pk},
    )
    assert "broader" in answer.context["adminform"].form.errors


def test_both_terms_are_shown_before_one_is_retired(curator, make_term, make_tool):
    old = make_term("purpose/old", definition="The old one.")
    new = make_term("purpose/new", definition="The new one.")
    make_tool(name="Carrier", terms=("purpose/old",))
    address = f"/admin/vocabulary/term/{old.pk}/retire/"
    first = curator.get(address).content.decode()
    assert "Show both" in first
    answer = curator.get(address, {"chosen": "1", "successor": [new.pk]})
    facts = {fact.label: (fact.left, fact.right) for fact in answer.context["pair"].differing}
    assert facts["Definition"] == ("The old one.", "The new one.")
    assert facts["Records that carry it"] == ("1", "0")
    page = answer.content.decode()
    assert "Carrier" in page
    assert f'type="hidden" name="successor" value="{new.pk}"' in page
    old.refresh_from_db()
    assert not old.deprecated


def test_without_a_successor_it_says_so_and_counts_what_carries_the_term(
    curator, make_term, make_tool
):
    old = make_term("purpose/old")
    make_tool(terms=("purpose/old",))
    answer = curator.get(f"/admin/vocabulary/term/{old.pk}/retire/", {"chosen": "1"})
    assert "You chose no other term" in answer.content.decode()
    assert answer.context["pair"].total == 1


def test_a_wrong_successor_is_said_before_anything_is_shown(curator, make_term):
    old = make_term("purpose/old")
    address = f"/admin/vocabulary/term/{old.pk}/retire/"
    answer = curator.get(address, {"chosen": "1", "successor": [old.pk]})
    assert "successor" in answer.context["form"].errors
    assert "pair" not in answer.context


def test_the_question_says_what_was_looked_at_and_can_be_sent_as_it_is(
    curator, make_term, fields_of
):
    old, new = make_term("purpose/old"), make_term("purpose/new")
    address = f"/admin/vocabulary/term/{old.pk}/retire/"
    fields = fields_of(curator.get(address, {"chosen": "1", "successor": [new.pk]}))
    assert curator.post(address, fields).status_code == 302
    old.refresh_from_db()
    assert old.replaced_by == new


@pytest.mark.parametrize("which", [0, 1])
def test_a_term_changed_meanwhile_is_looked_at_again_before_it_is_retired(
    curator, make_term, fields_of, which
):
    old, new = make_term("purpose/old"), make_term("purpose/new")
    sent = looked_at(old, new)
    (old, new)[which].labels.create(language="fr", text="Autre")
    address = f"/admin/vocabulary/term/{old.pk}/retire/"
    answer = curator.post(address, sent)
    page = answer.content.decode()
    assert f"“{(old, new)[which]}” was changed meanwhile" in page
    assert page.count("was changed meanwhile") == 1
    assert "Autre (fr)" in page
    old.refresh_from_db()
    assert not old.deprecated
    curator.post(address, fields_of(answer))
    old.refresh_from_db()
    assert old.replaced_by == new


def test_use_again_stands_on_the_page_with_what_was_seen(curator, make_term):
    term = make_term()
    term.deprecate()
    page = curator.get(f"/admin/vocabulary/term/{term.pk}/change/").content.decode()
    assert f'name="seen" value="{digest_of(term)}"><button' in page


def test_a_term_changed_meanwhile_is_not_used_again(curator, make_term):
    term = make_term()
    term.deprecate()
    sent = looked_at(term)
    term.deprecate(successor=make_term("purpose/new"))
    address = f"/admin/vocabulary/term/{term.pk}/revive/"
    page = curator.post(address, sent, follow=True).content.decode()
    assert "was changed meanwhile" in page
    term.refresh_from_db()
    assert term.deprecated

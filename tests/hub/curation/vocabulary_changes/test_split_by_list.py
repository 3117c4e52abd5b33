"""A term that is split by what a list finds: looked at with counts, done, and taken back."""

import pytest

from hub.curation.vocabulary_changes import preview
from hub.curation.vocabulary_changes.models import TermChange
from tests.plugins.term_changes import slugs_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NAMES = {"names": "Online\nOffline"}
RULE = {"list": "/tools/?context=online", "list_part": "online", "default": "offline"}


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", "vocabulary")


@pytest.fixture
def many(monkeypatch, make_tool):
    """More records than are chosen one by one: two of them on the list, one not."""
    monkeypatch.setattr(preview, "FEW", 1)
    on = [make_tool(terms=("purpose/old", "context/online")) for _number in range(2)]
    make_tool(terms=("purpose/other", "context/online"))
    return on, make_tool(terms=("purpose/old",))


@pytest.fixture
def split(curator, make_term):
    """POST on the page of the split, with what its last page sent along."""
    term, known = make_term("purpose/old"), dict(NAMES)
    path = f"/desk/vocabulary/term/{term.pk}/split/"
    known["seen"] = curator.get(path, {"chosen": "1", **NAMES}).context["seen"]

    def send(**more):
        return curator.post(path, {**known, "decided": "1", "reason": "Clearer.", **more})

    return send


def seen(page):
    return {"list_seen": page.context["form"].rule_as_sent}


def test_the_page_counts_what_the_list_finds_and_does_nothing(many, split):
    page = split(**RULE, look="1")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<b>2 records</b> that carry the term are on this list and get “Online”" in text
    assert "1 other gets what is chosen below." in text
    assert not TermChange.objects.exists()


def test_each_record_gets_the_part_of_its_side_and_undoing_takes_it_back(many, split, curator):
    on, off = many
    answer = split(**RULE, **seen(split(**RULE, look="1")))
    assert answer.status_code == 302
    assert [slugs_of(tool) for tool in on] == [["online"], ["online"]]
    assert slugs_of(off) == ["offline"]
    curator.post(f"/desk/vocabulary/{TermChange.objects.get().pk}/undo/")
    assert {tuple(slugs_of(tool)) for tool in (*on, off)} == {("old",)}


def test_others_get_all_parts_where_no_part_is_chosen_for_them(many, split):
    rule = RULE | {"default": ""}
    split(**rule, **seen(split(**rule, look="1")))
    assert slugs_of(many[1]) == ["offline", "online"]


def test_a_list_that_was_not_looked_at_decides_nothing(many, split):
    answer = split(**RULE)
    assert answer.status_code == 400
    assert "Look at what the list finds first" in answer.content.decode()
    assert not TermChange.objects.exists()


def test_what_the_list_finds_by_now_is_looked_at_again(many, split, make_tool):
    page = split(**RULE, look="1")
    make_tool(terms=("purpose/old", "context/online"))
    assert split(**RULE, **seen(page)).status_code == 400
    assert not TermChange.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"list": "/about/"}, "This is no address of a list"),
        ({"list": "http://[/tools/"}, "This is no address of a list"),
        ({"list": "/tools/"}, "This list is narrowed by nothing"),
        ({"list": "/tools/?context=nowhere"}, "nowhere"),
        ({"list_part": ""}, "Choose which part the records of the list get"),
        ({"list_part": "third"}, "Choose which part the records of the list get"),
    ],
)
def test_a_rule_that_makes_no_sense_is_a_sentence_and_keeps_what_was_typed(
    many, split, change, sentence
):
    rule = RULE | change
    answer = split(**rule, look="1")
    text = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in text
    assert f'value="{rule["list"]}"' in text
    assert not TermChange.objects.exists()


@pytest.mark.parametrize(
    "address", ["https://hub.example/tools/?context=online", "/ar/tools/?context=online"]
)
def test_an_address_is_taken_as_it_is_copied(many, split, address):
    assert split(**RULE | {"list": address}, look="1").context["found"] == 2


def test_of_few_records_those_of_the_list_are_ticked_and_can_be_changed(split, make_tool):
    on = make_tool(terms=("purpose/old", "context/online"))
    off = make_tool(terms=("purpose/old",))
    choices = {
        "record": [f"tool:{on.pk}", f"tool:{off.pk}"],
        f"to:tool:{on.pk}": "offline",
        f"to:tool:{off.pk}": "offline",
    }
    page = split(**RULE, **choices, look="1")
    ticked = {
        record.name: [part.slug for part, is_ticked in parts if is_ticked]
        for record, parts in page.context["rows"]
    }
    assert ticked == {f"tool:{on.pk}": ["online"], f"tool:{off.pk}": ["offline"]}
    split(**RULE, **choices, **seen(page))
    assert slugs_of(on) == ["offline"]  # ticked otherwise after the look

"""Rows that are part of other rows of the same file: one upload suffices."""

import json

import pytest
from django.core.files.base import ContentFile

from catalogue.models import Organisation
from events.models import Event
from events.recommendations.models import Document, Recommendation
from hub.imports import job_runner
from hub.imports.models import ImportSource
from hub.imports.staging import create_job
from hub.records.seq_cache import clear_caches

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def ready(work):
    """A file that was read, mapped as proposed, and checked."""

    def run(content, kind="organisation", key_field="name", name="a.csv"):
        clear_caches()
        source, _made = ImportSource.objects.get_or_create(
            slug="list", defaults={"title": "A list", "kind": kind, "key_field": key_field}
        )
        batch = work(create_job(ContentFile(content.encode()), source=source, name=name))
        assert job_runner.check(batch), batch.sentence
        return work(batch)

    return run


@pytest.fixture
def apply_all(work):
    def run(batch):
        assert job_runner.accept(batch)
        work(batch)
        assert batch.state == "applied", batch.sentence
        return batch

    return run


CHILD_FIRST = (
    "Name,Website,Part of\n"
    "Desk of Hope,,Bureau of Hope\n"
    "Bureau of Hope,,House of Mercy\n"
    "House of Mercy,https://mercy.example.org,\n"
)


def test_organisations_are_part_of_others_whatever_their_order(ready, apply_all):
    apply_all(ready(CHILD_FIRST))
    found = Organisation.objects.order_by("pk").values_list("name", "part_of__name")
    assert list(found) == [
        ("House of Mercy", None),
        ("Bureau of Hope", "House of Mercy"),
        ("Desk of Hope", "Bureau of Hope"),
    ]


def test_the_same_file_again_changes_nothing(ready, apply_all):
    apply_all(ready(CHILD_FIRST))
    assert ready(CHILD_FIRST).counts == {"unchanged": 3}


def test_undoing_takes_the_whole_family_away(ready, apply_all, work):
    batch = apply_all(ready(CHILD_FIRST))
    job_runner.undo_import(batch)
    assert work(batch).state == "undone", batch.sentence
    assert not Organisation.objects.exists()


def test_rows_that_are_part_of_each_other_are_a_problem(ready):
    batch = ready("Name,Part of\nDesk of Hope,House of Mercy\nHouse of Mercy,Desk of Hope\n")
    sentences = [row.problems[0]["sentence"] for row in batch.rows.in_order()]
    assert sentences == [
        "This row and row 3 are part of each other.",
        "This row and row 2 are part of each other.",
    ]


def test_what_is_neither_in_the_catalogue_nor_in_the_file_is_left_out_and_said(ready):
    (row,) = ready("Name,Part of\nDesk of Hope,House of Mercy\n").rows.all()
    assert (row.verdict, row.problems[0]["column"]) == ("new", "Part of")
    assert "part_of_id" not in row.row


def test_a_body_of_nothing_but_brackets_is_left_out_and_said(ready):
    """Deeper than a parser of JSON follows."""
    (row,) = ready("Name,Part of\nDesk of Hope," + "[" * 50_000 + "\n").rows.all()
    assert (row.verdict, row.problems[0]["column"]) == ("new", "Part of")


def test_a_part_of_a_row_that_is_left_out_is_left_out_too_and_says_so(ready, apply_all):
    batch = ready(
        "Name,Type,Part of\nDesk of Hope,,House of Mercy\nHouse of Mercy,,,one too many\n"
    )
    apply_all(batch)
    row = batch.rows.get(number=2)
    assert (row.verdict, batch.counts) == ("problem", {"problem": 2})
    told = "Row 3, which this one is part of, was left out, and so was this one."
    assert [one["sentence"] for one in row.problems] == [told]
    assert not Organisation.objects.exists()


def test_an_event_is_part_of_another_of_the_file(ready, apply_all):
    content = (
        "Name,Start date,Parent event\n"
        "Side event on human trafficking,2025-06-03,Great forum against trafficking\n"
        "Great forum against trafficking,2025-06-02,\n"
    )
    apply_all(ready(content, "event"))
    event = Event.objects.get(name="Side event on human trafficking")
    assert (event.parent.name, event.parent_name) == ("Great forum against trafficking", None)


def test_nested_sub_actions_become_recommendations_of_their_own(ready, apply_all):
    Document.objects.create(slug="a-statement", title="A statement")
    rows = [
        {"ref": "AS-1", "document": "A statement", "text": "End trafficking in persons.",
         "source_paragraph": "7", "sub_actions": [
             {"label": "a", "text": "Train the police against trafficking."},
             {"label": "b", "text": "Fund shelters for victims of trafficking."}]},
        {"ref": "AS-2", "document": "A statement", "text": "Report on forced labour."},
    ]  # fmt: skip
    apply_all(ready(json.dumps(rows), "recommendation", "slug", "a.json"))
    found = Recommendation.objects.order_by("slug").values_list(
        "slug", "parent__slug", "label", "source_paragraph", "counts_towards_total"
    )
    assert list(found) == [
        ("AS-1", None, "", "7", True),
        ("AS-1-a", "AS-1", "a", "7", False),
        ("AS-1-b", "AS-1", "b", "7", False),
        ("AS-2", None, "", None, True),
    ]

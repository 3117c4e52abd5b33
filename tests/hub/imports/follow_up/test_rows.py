"""Follow-up in a file, a row for each action and country: in, again, more, and out again."""

from __future__ import annotations

import pytest
from django.utils.html import strip_tags
from django.utils.timezone import now

from events.recommendations.models import FollowUp, Recommendation
from hub.imports.models import Import
from hub.imports.review import decisions
from hub.imports.undo.undo_tally import tally_undo, undo_lines
from hub.records.models import Revision, recorded_change
from tests.hub.imports.follow_up.conftest import (
    HEADINGS,
    LINK,
    REFS,
    as_workbook,
    entry_rows,
    sentences,
)

COLUMNS = ["ref", "country", "status", "date", "evidence", "source_title", "source_url", "round",
           "said_by"]  # fmt: skip


@pytest.mark.parametrize("as_file", [None, as_workbook])
def test_rows_of_one_recommendation_are_one_change_of_it(
    statement, bring, take_in, stored, dump, undo, as_file
):
    before = dump()
    content = as_file(entry_rows(), HEADINGS) if as_file else None

    job = bring(entry_rows(), content=content)

    assert [column["field"] for column in job.mapping["columns"]] == COLUMNS
    assert (job.counts, sentences(job)) == ({"changed": 12}, [])
    job = take_in(job)
    assert job.rows_applied == 3
    assert Revision.objects.filter(run=job.run, kind="recommendation").count() == 3
    assert stored()[0] == (
        "JS-2022-1", "at", None, None, "2024-05", LINK, "First report", "js-first", "done",
        "Austria passed a law on JS-2022-1.", "addressee",
    )  # fmt: skip
    assert len(stored()) == 12

    undo(job)

    assert dump() == before


def test_the_same_file_again_says_nothing_new_and_a_later_one_adds(
    statement, bring, take_in, stored
):
    take_in(bring(entry_rows()))
    first = stored()

    again = bring(entry_rows())
    assert again.counts == {"unchanged": 12}
    take_in(again)
    assert stored() == first

    row = [
        "js-2022-2",
        "AUT",
        "done",
        "2025-01-03",
        "It is in force.",
        "Second",
        LINK,
        "",
        "issuer",
    ]
    later = bring([row])
    assert (later.counts, sentences(later)) == ({"changed": 1}, [])
    take_in(later)
    assert len(stored()) == 13
    assert set(first) < set(stored())


def test_two_entries_for_one_country_and_round_are_both_kept_and_told(
    statement, bring, take_in, stored
):
    one, *_others = entry_rows()
    other = [*one[:3], "2024-06", "And an office.", *one[5:]]

    job = bring([one, other])

    assert job.counts == {"changed": 2}
    ((number, _column, sentence),) = sentences(job)
    assert number == 3
    assert sentence.startswith("Row 2 is about the same addressee and round. Both are kept")
    take_in(job)
    assert len(stored()) == 2
    third = bring([[*one[:3], "2024-07", "And money.", *one[5:]]])
    assert sentences(third)[0][2].startswith("An entry about this addressee and round is there")


def test_what_is_wrong_with_a_row_is_told_with_row_and_column(statement, bring, take_in, stored):
    good = entry_rows()[0]

    def but(**changes):
        row = dict(zip(HEADINGS, good, strict=True)) | {
            name.replace("_", " "): value for name, value in changes.items()
        }
        return [row[name] for name in HEADINGS]

    job = bring(
        [
            good,
            but(Country="Ruritania"),
            but(Ref="JS-2022-99"),
            but(Status="Doen"),
            but(Status="Not assessed"),
            but(Round="Ninth report"),
            but(Evidence=""),
            but(Source="", Link=""),
            but(Date="2024-13"),
            but(Who_says_it="The moon"),
            but(Country=""),
            good,
        ]
    )

    assert job.counts == {"changed": 1, "problem": 11}
    told = {(number, column) for number, column, _sentence in sentences(job)}
    assert told == {
        (3, "Country"), (4, "Ref"), (5, "Status"), (6, "Status"), (7, "Round"), (8, "Evidence"),
        (9, "Source"), (10, "Date"), (11, "Who says it"), (12, "Country"), (13, ""),
    }  # fmt: skip
    take_in(job)
    assert len(stored()) == 1


def test_a_country_that_the_document_does_not_address_is_refused(
    statement, bring, make_term, stored
):
    Recommendation.objects.get(slug=REFS[0]).term_links.all().delete()
    companies = make_term("addressee/companies", label="Companies")
    Recommendation.objects.get(slug=REFS[0]).term_links.create(term=companies)

    job = bring(entry_rows((REFS[0],))[:1])

    ((number, column, sentence),) = sentences(job)
    assert (number, column) == (2, "Country")
    assert sentence == "JS-2022-1 does not address Austria."


def test_undoing_takes_out_its_own_entries_and_no_others(
    statement, bring, take_in, stored, undo, make_term
):
    first = take_in(bring(entry_rows()))
    later_row = ["JS-2022-1", "Kenya", "Done", "2025", "All of it.", "Second", "", "", "issuer"]
    later = take_in(bring([later_row]))
    by_hand = FollowUp.objects.filter(recommendation__slug="JS-2022-2").first()
    with recorded_change(Recommendation.objects.get(slug="JS-2022-2")):
        by_hand.pk, by_hand.evidence = None, "Seen by a curator."
        by_hand.save()

    tally = tally_undo(first)
    assert (tally.changed, tally.thinned) == (1, 2)
    assert undo_lines(tally)[0][1].startswith("record loses the entries of this import")
    first.rows.all().delete()  # the history alone says what the import added
    undo(first)

    assert {entry[9] for entry in stored()} == {"All of it.", "Seen by a curator."}
    undo(later)
    assert {entry[9] for entry in stored()} == {"Seen by a curator."}


def test_an_entry_that_was_changed_since_stays_and_is_told(statement, bring, take_in, undo, stored):
    job = take_in(bring(entry_rows()))
    entry = FollowUp.objects.get(recommendation__slug="JS-2022-3", country__slug="ke")
    with recorded_change(entry.recommendation):
        entry.evidence = "Put right by a curator."
        entry.save()

    undo(job)

    assert [found[9] for found in stored()] == ["Put right by a curator."]
    assert "JS-2022-3" in job.sentence


def test_a_curator_decides_row_by_row(statement, bring, take_in, stored, make_person):
    job = bring(entry_rows())
    rows = job.rows.filter(cells__Country="Kenya")
    assert decisions.decide_rows(rows, "skip", by=make_person()) == 3

    take_in(job)

    assert {entry[1] for entry in stored()} == {"at", "fr", "ph"}


def test_personal_data_in_evidence_waits(statement, bring, take_in, stored, make_person):
    one, two, *_others = entry_rows()
    one[4] = "Ask jane.doe@example.org of the ministry."

    job = bring([one, two])
    assert job.counts == {"personal": 1, "changed": 1}
    take_in(job)
    assert len(stored()) == 1


HOSTILE = ["=HYPERLINK(\"http://evil\")", "'=1+1", "''x", "-1 law", "<script>alert(1)</script> law",
           "a\tb\nc", "‮RTL", "@SUM(A1)", "''=2", "x" * 2000]  # fmt: skip


def test_hostile_cells_are_texts(statement, bring, take_in, stored):
    rows = [
        [*entry_rows()[0][:3], f"20{10 + number}", text, *entry_rows()[0][5:]]
        for number, text in enumerate(HOSTILE)
    ]

    take_in(bring(rows))

    assert len(stored()) == len(HOSTILE)
    assert not any("<script" in entry[9] for entry in stored())


def test_entries_and_records_are_counted_apart(statement, bring, take_in, signed_in, make_person):
    curator, job = signed_in("curator"), bring(entry_rows((REFS[0], REFS[1])))
    entries, address = job.rows.count(), f"/curate/imports/{job.pk}/"
    first = job.rows.in_order().first()
    decisions.decide_rows(job.rows.filter(pk=first.pk), "skip", by=make_person())

    def says(page, *sentences):
        text = " ".join(strip_tags(curator.get(f"{address}{page}").content.decode()).split())
        return [one for one in sentences if one not in text]

    assert says("", f"{entries} New") == []
    assert says("rows/?verdict=changed", "The catalogue has no such entries yet.") == []
    assert says("columns/", "An empty cell says nothing", "each entry needs") == []
    assert says("apply/", f"{entries - 1} entries are added to 2 records") == []
    take_in(job)
    written = f"{entries - 1} entries, in 2 records"
    assert says("", written) == []
    assert says("written/", f"{entries - 1} entries were written by this import, in 2") == []
    Import.objects.update(erased_at=now())  # its rows go with that, and nobody can count them
    assert says("", written, "2 records") == [written]

"""What is said of checked rows is true of them, however many there are of each kind."""

import re
from itertools import product

import pytest

from hub.imports.models import ImportRow
from hub.imports.review import decisions
from hub.imports.review.row_tally import RowTally, tally_rows, tally_sentences

NAMES = ("ready", "decided", "waiting", "problem", "unchanged", "left_out")
CLAIMS = {
    "ready": r"rows? can be taken in\.",
    "decided": r"decided on (it|them)",
    "waiting": r"waits? for you",
    "problem": r"ha(s|ve) (a )?problems?",
    "unchanged": r"the catalogue has already",
    "left_out": r"left out by a person",
}


def test_each_number_is_told_once_and_nothing_of_what_there_is_none_of():
    for counts in product((0, 1, 12), repeat=len(NAMES)):
        tally = RowTally(**dict(zip(NAMES, counts, strict=True)))
        text = " ".join(tally_sentences(tally))
        for name, number in zip(NAMES, counts, strict=True):
            assert bool(re.search(CLAIMS[name], text)) == bool(number), (name, text)
        numbers = re.findall(r"\d+", text)
        assert sorted(numbers) == sorted(str(number) for number in counts if number), text
        wrong = r"\b1 (rows|have|say|were|wait|go)\b|\b12 (row|has|says|was|waits|goes)\b"
        assert not re.search(wrong, text), text


@pytest.mark.parametrize(
    ("tally", "sentence"),
    [
        (RowTally(), "No row was found in this file."),
        (RowTally(problem=12), "No row can be taken in: 12 have problems."),
        (RowTally(problem=1, unchanged=2, left_out=1),
         "No row can be taken in: 1 has a problem, 1 was left out by a person, 2 say what the "
         "catalogue has already."),
        (RowTally(unchanged=1),
         "There is nothing to take in: 1 says what the catalogue has already."),
    ],
)  # fmt: skip
def test_where_nothing_can_be_taken_in_one_sentence_says_why(tally, sentence):
    assert tally_sentences(tally) == [sentence]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_rows_are_counted_by_their_verdicts_and_by_what_was_decided(upload, make_person):
    job = upload([])
    verdicts = ["new"] * 3 + ["changed", "unchanged", "problem", "problem", "duplicate", "conflict"]
    ImportRow.objects.bulk_create(
        ImportRow(batch=job, number=number, verdict=verdict, cells={},
                  candidates=[{"record_id": 1}] if verdict == "duplicate" else [])
        for number, verdict in enumerate(verdicts, 2)
    )  # fmt: skip
    job.counts = {verdict: verdicts.count(verdict) for verdict in verdicts}
    assert tally_rows(job) == RowTally(ready=4, waiting=2, problem=2, unchanged=1)
    person = make_person()
    decisions.decide_rows(job.rows.filter(number__in=[2, 7]), "skip", by=person)
    decisions.mark_different(job.rows.filter(verdict="duplicate"), by=person)
    assert tally_rows(job) == RowTally(
        ready=3, decided=1, waiting=1, problem=1, unchanged=1, left_out=2
    )

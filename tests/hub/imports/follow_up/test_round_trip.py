"""What leaves as a file comes in again and changes nothing, whatever its cells hold."""

from __future__ import annotations

import csv
import io
import random

import pytest
from django.utils import translation

from events.presenters.follow_up_files import (
    answers_csv,
    follow_up_csv,
    write_follow_up_workbook,
)
from events.presenters.follow_up_log import LogScope
from tests.hub.imports.follow_up.conftest import COUNTRIES, REFS, entry_rows
from tests.hub.imports.follow_up.test_rows import HOSTILE

ANSWER_HEADINGS = ["Action", "State", "Answer", "What was said", "Date", "Source", "Round"]


def random_rows(random_numbers: random.Random) -> list[list[str]]:
    def pick(values):
        return random_numbers.choice([*values])

    rows = [
        [pick(REFS), pick([*COUNTRIES.values(), *COUNTRIES]), pick(["Done", "under way"]),
         pick(["", "2023", "2024-02", "2024-02-29"]), f"{pick(HOSTILE)} {number}",
         pick(["A report", "'=Report", "-a title"]), pick(["", "https://example.org/a?b=1&c=2"]),
         pick(["", "First report"]), pick(["", "issuer", "other"])]
        for number in range(40)
    ]  # fmt: skip
    return [row if row[5] or row[6] else [*row[:5], "T", *row[6:]] for row in rows]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("seed", [1, 2])
def test_out_and_in_again_changes_nothing(statement, bring, take_in, stored, seed, form):
    rows = random_rows(random.Random(seed))  # noqa: S311
    for row in rows:
        row[4] = row[4][-1990:]
    take_in(bring(rows))
    before = stored()
    assert len(before) == 40
    content = out(statement, form)

    again = bring([], content=content, source="another")

    assert again.counts == {"unchanged": 40}
    take_in(again)
    assert stored() == before


def out(statement, form: str) -> bytes:
    scope = LogScope(document=statement)
    if form == "csv":
        return follow_up_csv(scope).encode()
    file = io.BytesIO()
    write_follow_up_workbook(scope, file)
    return file.getvalue()


@pytest.mark.parametrize("language", ["fr", "ar", "zh-hans"])
def test_a_file_in_another_language_is_read_as_well(statement, bring, take_in, language):
    take_in(bring(entry_rows()))
    with translation.override(language):
        content = follow_up_csv(LogScope(document=statement)).encode()

    again = bring([], content=content)

    assert again.counts == {"unchanged": 12}


def test_no_cell_of_it_is_a_formula(statement, bring, take_in):
    take_in(bring([[*entry_rows()[0][:4], "=1+1", *entry_rows()[0][5:]]]))

    (_head, row) = csv.reader(io.StringIO(follow_up_csv(LogScope(document=statement))))

    assert "'=1+1" in row


def test_answers_leave_and_come_in_again(statement, bring, take_in, stored):
    rows = [
        [ref.lower(), country, answer, f"{country} said so.", "2024", "A letter", "First report"]
        for ref, answer in zip(REFS, ("accepted", "partly accepted", "no"), strict=True)
        for country in COUNTRIES.values()
    ]
    take_in(bring(rows, ANSWER_HEADINGS, kind="response"))
    before = stored()
    assert [entry[8] for entry in before].count("rejected") == 4

    content = answers_csv(LogScope(document=statement)).encode()
    again = bring([], content=content, kind="response")

    assert again.counts == {"unchanged": 12}
    assert stored() == before

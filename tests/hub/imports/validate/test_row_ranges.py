"""Rows checked in shares, by whomever and in any order, get the verdicts of rows in their order."""

import pytest

from hub.imports.models import RowRange
from hub.imports.validate import validate_chunk
from hub.imports.validate.row_ranges import repeated_rows, validate_range, validate_repeated
from hub.records.seq_cache import clear_caches

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ROWS = (
    {"Name": "Alpha", "Summary": "First"},
    {"Name": "Beta watch", "Summary": "Second"},
    {"Name": "Gamma"},
    {"Name": "Alpha", "Summary": "Key twice"},
    {"Name": "alpha", "Summary": "Alike"},
    {"Name": "Béta watch", "Summary": "Alike"},
    {"Name": "Beta watchh", "Summary": "Nearly alike"},
    {"Name": "", "Summary": "Nothing names it"},
    {"Name": "Delta"},
)
FOUND = ("number", "key", "verdict", "row", "problems", "candidates", "record_id")


def in_shares(job, size):
    numbers = list(job.rows.in_order().values_list("number", flat=True))
    for start in reversed(range(0, len(numbers), size)):
        part = numbers[start : start + size]
        share = RowRange.objects.create(batch=job, first=part[0], last=part[-1])
        found = validate_range(job, share)
        job.counts = {
            verdict: job.counts.get(verdict, 0) + found[verdict]
            for verdict in {*job.counts, *found}
        }
        job.rows_checked += found.total()
        share.done = True
        share.save()
        clear_caches()
    while validate_repeated(job, 2):
        clear_caches()


@pytest.mark.parametrize("size", [1, 4])
def test_shares_find_what_the_rows_in_their_order_find(stage, size):
    in_order = stage(*ROWS, dry_run=True)
    while validate_chunk(in_order):
        pass
    shared = stage(*ROWS, dry_run=True)
    in_shares(shared, size)
    assert list(shared.rows.in_order().values(*FOUND)) == list(
        in_order.rows.in_order().values(*FOUND)
    )
    assert (shared.counts, shared.rows_checked) == (in_order.counts, in_order.rows_checked)


def test_rows_that_repeat_nothing_are_checked_once(stage):
    job = stage(*ROWS, dry_run=True)
    in_shares(job, 3)
    numbers = dict(job.rows.values_list("number", "row__name"))
    assert {numbers[number] for number in repeated_rows(job)}.isdisjoint({"Gamma", "Delta"})


def test_what_too_many_rows_have_in_common_is_not_looked_at_in_all_of_them(stage):
    job = stage(*({"Name": f"Tool {number}x"} for number in range(60)), dry_run=True)
    in_shares(job, 20)
    assert len(repeated_rows(job)) < 60

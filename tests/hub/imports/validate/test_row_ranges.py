"""Rows checked in shares, by whomever and in any order, get the verdicts of rows in their order."""

import pytest

from hub.imports.models import RowRange
from hub.imports.validate import check_chunk
from hub.imports.validate.row_ranges import check_repeated, check_share, repeated
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


def in_shares(batch, size):
    numbers = list(batch.rows.in_order().values_list("number", flat=True))
    for start in reversed(range(0, len(numbers), size)):
        part = numbers[start : start + size]
        share = RowRange.objects.create(batch=batch, first=part[0], last=part[-1])
        found = check_share(batch, share)
        batch.counts = {
            verdict: batch.counts.get(verdict, 0) + found[verdict]
            for verdict in {*batch.counts, *found}
        }
        batch.rows_checked += found.total()
        share.done = True
        share.save()
        clear_caches()
    while check_repeated(batch, 2):
        clear_caches()


@pytest.mark.parametrize("size", [1, 4])
def test_shares_find_what_the_rows_in_their_order_find(stage, size):
    in_order = stage(*ROWS, dry_run=True)
    while check_chunk(in_order):
        pass
    shared = stage(*ROWS, dry_run=True)
    in_shares(shared, size)
    assert list(shared.rows.in_order().values(*FOUND)) == list(
        in_order.rows.in_order().values(*FOUND)
    )
    assert (shared.counts, shared.rows_checked) == (in_order.counts, in_order.rows_checked)


def test_rows_that_repeat_nothing_are_checked_once(stage):
    batch = stage(*ROWS, dry_run=True)
    in_shares(batch, 3)
    numbers = dict(batch.rows.values_list("number", "row__name"))
    assert {numbers[number] for number in repeated(batch)}.isdisjoint({"Gamma", "Delta"})


def test_what_too_many_rows_have_in_common_is_not_looked_at_in_all_of_them(stage):
    batch = stage(*({"Name": f"Tool {number}x"} for number in range(60)), dry_run=True)
    in_shares(batch, 20)
    assert len(repeated(batch)) < 60

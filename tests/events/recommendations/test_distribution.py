"""How many addressees have which status: against a count by hand, in any order."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from events.recommendations.distribution import StatusEntry, distribution
from events.recommendations.models.addressed import Addressed, AddresseeKey

STATUSES = ("done", "under-way", "contested", "no-action-known", "of-a-curator")
DATES = ("", "2021", "2021-06", "2021-06-07", "2022")
KEYS = [
    *(AddresseeKey(country=number) for number in range(4)),
    *(AddresseeKey(organisation=number) for number in range(2)),
    AddresseeKey(actor="A ministry"),
    AddresseeKey(),
]
rows = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(STATUSES), st.sampled_from(DATES)), max_size=25
)


def by_hand(known, entries):
    """For each addressee look at every entry, and count."""
    counts = {}
    for key in KEYS:
        newest = None
        for entry in entries:
            if entry.key != key:
                continue
            if newest is None or (entry.date, entry.pk) > (newest.date, newest.pk):
                newest = entry
        status = newest.status if newest else "not-assessed" if key in known else None
        if status:
            counts[status] = counts.get(status, 0) + 1
    return counts


@given(rows, st.sets(st.sampled_from(KEYS[:6])), st.randoms())
def test_it_is_a_count_by_hand_in_whatever_order_entries_come(rows, known, chance):
    entries = [StatusEntry(*row, pk) for pk, row in enumerate(rows)]
    expected = by_hand(known, entries)
    chance.shuffle(entries)
    found = distribution(Addressed(frozenset(known)), entries)
    assert found.counts == expected
    assert (found.known, found.entries) == (len(known), len(rows))


def test_what_is_done_comes_first_and_what_nobody_looked_at_last():
    entries = [
        StatusEntry(AddresseeKey(country=pk), status, "", pk)
        for pk, status in enumerate(itertools.chain(reversed(STATUSES), STATUSES))
    ]
    known = frozenset({AddresseeKey(country=99)})
    assert list(distribution(Addressed(known), entries).counts) == [
        "done", "under-way", "contested", "no-action-known", "of-a-curator", "not-assessed",
    ]  # fmt: skip

"""Tools used in a similar setting elsewhere: what could be carried over, and who has done it.

A candidate does what is asked, breaks no limit, and either is used in a setting that is alike, or
has a practice note from such a setting or from another place. Those with a note come first: it
says what had to be adapted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.fit.contexts import similar_contexts
from catalogue.fit.result_groups import union
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import Situation
from catalogue.models import Deployment
from catalogue.place_names import place_rows
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import get_snapshot

MAX_CANDIDATES = 5
MAX_NOTES = 200  # the latest: more than any reader follows up

_latest_notes = KeyedRows(
    lambda pks: (
        Deployment.objects.published()
        .filter(pk__in=pks)
        .order_by("-updated_at", "-pk")
        .values_list("pk", "tool_id")
    ),
    at_once=MAX_NOTES,
)


@dataclass(frozen=True)
class TransferCandidate:
    """A tool to carry over. ``settings``: (the reader's, the similar one), both slugs of contexts;
    ``notes``: primary keys of its practice notes from there.
    """

    pk: int
    settings: tuple[tuple[str, str], ...]
    notes: tuple[int, ...]


def transfer_candidates(scoring: Scoring, situation: Situation) -> tuple[TransferCandidate, ...]:
    """At most five, those with practice notes first, each group by its fit."""
    if not situation.what:
        return ()
    notes = notes_from_other_places(situation)
    usable = scoring.outcomes.candidates & ~scoring.breaking() & scoring.fitting()
    usable_notes = [pk for pk in notes if _contains_tool(scoring.snapshot, usable, pk)]
    with_notes = scoring.sort_by_fit(usable_notes)[:MAX_CANDIDATES]
    same = _any_context(scoring.snapshot, situation.what)
    similar = usable & ~same & _any_context(scoring.snapshot, _similar_to_any(situation))
    others = [pk for pk in scoring.best_fitting(similar, 0, MAX_CANDIDATES) if pk not in with_notes]
    return tuple(
        TransferCandidate(
            pk, _similar_pairs(scoring.snapshot.rows_of(pk), situation), tuple(notes.get(pk, ()))
        )
        for pk in [*with_notes, *others][:MAX_CANDIDATES]
    )


def notes_from_other_places(situation: Situation) -> dict[int, list[int]]:
    """Public practice notes from the same setting in another place, or from a similar setting.

    Primary keys of the notes by that of their tool. One query.
    """
    snapshot = get_snapshot(Deployment.kind, "public")
    same = _any_context(snapshot, situation.what)
    similar = _any_context(snapshot, _similar_to_any(situation))
    if situation.place:
        rows = [snapshot.row(row) for slug in situation.place for row in place_rows(slug)]
        words = (same | similar) & ~union(rows, same)
    else:  # without a place, a note from the same setting may be from the same place
        words = similar & ~same
    positions = snapshot.positions(words)[:MAX_NOTES]
    pks = [int(pk) for pk in snapshot.pks[positions]]
    notes: dict[int, list[int]] = {}
    if pks:
        for note_pk, tool_pk in _latest_notes(pks):
            notes.setdefault(tool_pk, []).append(note_pk)
    return notes


def _any_context(snapshot: Snapshot, contexts: Sequence[str]) -> BitArray:
    return union((snapshot.row(f"context/{slug}") for slug in contexts), snapshot.visible)


def _similar_to_any(situation: Situation) -> list[str]:
    return sorted({similar for slug in situation.what for similar in similar_contexts(slug)})


def _contains_tool(snapshot: Snapshot, words: BitArray, pk: int) -> bool:
    place = snapshot.locate(pk)
    if place is None:
        return False
    position = snapshot.starts[place[0]] + place[1]
    return bool(int(words[position // 64]) >> (position % 64) & 1)


def _similar_pairs(
    record_rows: frozenset[str], situation: Situation
) -> tuple[tuple[str, str], ...]:
    """Pairs of a setting of the reader and a similar one that the record has."""
    return tuple(
        (context, similar)
        for context in situation.what
        for similar in similar_contexts(context)
        if f"context/{similar}" in record_rows
    )

"""Tools used in a similar setting elsewhere: what could be carried over, and who has done it.

A candidate does what is asked, breaks no limit, and either is used in a setting that is alike, or
has a practice note from such a setting or from another place. Those with a note come first: it
says what had to be adapted.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.fields.shared import PLACE
from catalogue.fit.contexts import alike
from catalogue.fit.scoring_engine import Scoring, joined
from catalogue.fit.situation import Situation
from catalogue.models import Deployment
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import get_snapshot

MOST = 5
MOST_NOTES = 200  # the latest: more than any reader follows up


@dataclass(frozen=True)
class TransferCandidate:
    """A tool to carry over. ``settings``: (the reader's, the similar one), both slugs of contexts;
    ``notes``: primary keys of the practice notes that tell of it.
    """

    pk: int
    settings: tuple[tuple[str, str], ...]
    notes: tuple[int, ...]


def candidates(field: Scoring, situation: Situation) -> tuple[TransferCandidate, ...]:
    """At most five, those with practice notes first, each group by its fit."""
    if not situation.what:
        return ()
    notes = notes_elsewhere(situation)
    usable = field.marks.shown & ~field.broken() & field.fitting()
    noted = [pk for pk in notes if _holds(field.snapshot, usable, pk)]
    with_note = field.sorted(noted)[:MOST]
    similar = usable & ~_either(field.snapshot, situation.what) & _similar(field, situation)
    others = [pk for pk in field.best(similar, 0, MOST) if pk not in with_note]
    return tuple(
        TransferCandidate(
            pk, _settings(field.snapshot.rows_of(pk), situation), tuple(notes.get(pk, ()))
        )
        for pk in [*with_note, *others][:MOST]
    )


def notes_elsewhere(situation: Situation) -> dict[int, list[int]]:
    """Public practice notes from such a setting in another place, or from one that is alike: their
    primary keys by that of their tool. One query.
    """
    snapshot = get_snapshot(Deployment.kind, "public")
    here = _either(snapshot, situation.what)
    near = _either(snapshot, sorted({one for slug in situation.what for one in alike(slug)}))
    if situation.place:
        rows = [snapshot.row(f"{PLACE}/{slug}") for slug in situation.place]
        words = (here | near) & ~joined(rows, here)
    else:  # without a place nothing says that the same setting is elsewhere
        words = near & ~here
    places = snapshot.positions(words)[:MOST_NOTES]
    pks = [int(pk) for pk in snapshot.pks[places]]
    found: dict[int, list[int]] = {}
    if pks:
        public = Deployment.objects.published().filter(pk__in=pks).order_by("-updated_at", "-pk")
        for note, tool in public.values_list("pk", "tool_id"):
            found.setdefault(tool, []).append(note)
    return found


def _either(snapshot: Snapshot, contexts: tuple[str, ...] | list[str]) -> BitArray:
    return joined((snapshot.row(f"context/{slug}") for slug in contexts), snapshot.visible)


def _similar(field: Scoring, situation: Situation) -> BitArray:
    near = sorted({near for slug in situation.what for near in alike(slug)})
    return _either(field.snapshot, near)


def _holds(snapshot: Snapshot, words: BitArray, pk: int) -> bool:
    place = snapshot.locate(pk)
    if place is None:
        return False
    at = snapshot.starts[place[0]] + place[1]
    return bool(int(words[at // 64]) >> (at % 64) & 1)


def _settings(held: frozenset[str], situation: Situation) -> tuple[tuple[str, str], ...]:
    """Pairs of a setting that was asked for and one that is recorded and alike."""
    return tuple(
        (asked, near)
        for asked in situation.what
        for near in alike(asked)
        if f"context/{near}" in held
    )

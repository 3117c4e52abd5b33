"""Ranking every tool for a situation with the bit maps of the index; sentences only for a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalogue.fit.checks import Case, Check
from catalogue.fit.explanation import judge
from catalogue.fit.reason import FitVerdict, Judgement
from catalogue.fit.rules import checks_of
from catalogue.fit.situation import Situation
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache, term_cache

PER_PAGE = 20
NEAREST = 3
Weights = NDArray[np.int16]


@dataclass(frozen=True)
class Broken:
    """A hard limit: how many tools are known to break it, and how many of those that do what is
    asked would come in if it alone were dropped. ``answer`` is empty for what no answer can drop.
    """

    answer: str
    tools: int
    freed: int


@dataclass(frozen=True)
class Ranking:
    """``judged`` are the tools of the page. ``total``: all in the ranking; ``fitting``: those that
    are known to do what is asked (the task, or else anything asked); ``hidden``: those left out
    because they are known to break a limit (counted too when they are shown); ``nearest``: where
    nothing fits, those that do what is asked and break a limit.
    """

    judged: tuple[Judgement, ...]
    total: int
    fitting: int
    hidden: int
    ended_left_out: int
    broken: tuple[Broken, ...]
    pages: int
    nearest: tuple[Judgement, ...] = ()


@dataclass
class ScoreVector:
    """The bits of each position that the checks came to, over all segments."""

    shown: BitArray
    fits: dict[str, BitArray] = field(default_factory=dict)  # by question
    breaks: dict[tuple[str, str], BitArray] = field(default_factory=dict)  # by (rule, answer)


class Scoring:
    """All tools of a snapshot under the checks of one situation."""

    def __init__(self, snapshot: Snapshot, checks: Iterable[Check], *, ended: bool) -> None:
        self.snapshot, self.checks = snapshot, tuple(checks)
        self.everyone = snapshot.visible
        over = snapshot.ended & self.everyone
        self.ended_left_out = 0 if ended else bitmaps.popcount(over)
        self.marks = ScoreVector(self.everyone if ended else self.everyone & ~over)
        self.weights = self._weigh()

    def _weigh(self) -> Weights:
        """The sum of every tool, in tenths of a point."""
        total = np.zeros(len(self.everyone) * 64, np.int16)
        for check in self.checks:
            left = self.marks.shown
            for case in check.cases:
                taken = left if case.rows is None else left & self._either(case.rows)
                left = left & ~taken
                self._add(total, check, case, taken)
        return total

    def _either(self, rows: tuple[str, ...]) -> BitArray:
        parts = [segment.rows.union(rows) for segment in self.snapshot.segments]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _add(self, total: Weights, check: Check, case: Case, taken: BitArray) -> None:
        if case.points:
            add(total, taken, case.points)
        marks = self.marks
        if case.level.verdict is FitVerdict.FITS and check.question:
            before = marks.fits.get(check.question)
            marks.fits[check.question] = taken if before is None else before | taken
        if case.level.breaks:
            key = (check.rule, check.answer)
            before = marks.breaks.get(key)
            marks.breaks[key] = taken if before is None else before | taken

    def broken(self) -> BitArray:
        """Those that are known to break any hard limit."""
        return joined(self.marks.breaks.values(), self.everyone)

    def fitting(self) -> BitArray:
        """Those known to do what is asked: the task where one is named, else anything asked."""
        fits = self.marks.fits
        asked = any(check.question == "task" for check in self.checks)
        return joined([fits["task"]] if asked else fits.values(), self.everyone)

    def broken_limits(self) -> tuple[Broken, ...]:
        """Each limit that any tool breaks, the one that would help most if dropped first."""
        wanted, found = self.fitting(), []
        for key, words in self.marks.breaks.items():
            others = joined(
                (other for name, other in self.marks.breaks.items() if name != key), self.everyone
            )
            freed = bitmaps.popcount(words & ~others & wanted)
            found.append(Broken(key[1], bitmaps.popcount(words), freed))
        return tuple(
            sorted((one for one in found if one.tools), key=lambda one: (-one.freed, one.answer))
        )

    def judged(self, terms: TermCache) -> Callable[[int], Judgement]:
        """What explains one tool of the field."""
        return lambda pk: judge(pk, self.snapshot.rows_of(pk), self.checks, terms)

    def best(self, among: BitArray, start: int, stop: int) -> list[int]:
        """Primary keys of a stretch of the ranking: by weight, then by recency, then as held."""
        places = bitmaps.positions(among)
        if start >= len(places):
            return []
        keys = (-self.weights.take(places).astype(np.int64)) << 24 | self._recency(places)
        stop = min(stop, len(keys))
        if stop < len(keys):
            chosen = np.argpartition(keys, stop - 1)[:stop]
        else:
            chosen = np.arange(len(keys))
        ordered = chosen[np.argsort(keys[chosen])][start:stop]
        return [int(pk) for pk in self.snapshot.pks[places[ordered]]]

    def sorted(self, pks: Iterable[int]) -> list[int]:
        """These visible tools, the best fit first."""
        weighed = [
            (-int(self.weights[at]), at, pk) for pk in pks if (at := self._at(pk)) is not None
        ]
        return [pk for _weight, _at, pk in sorted(weighed)]

    def _at(self, pk: int) -> int | None:
        place = self.snapshot.locate(pk)
        return None if place is None else self.snapshot.starts[place[0]] + place[1]

    def _recency(self, places: NDArray[np.intp]) -> NDArray[np.int64]:
        """The place of each position in the order of recency."""
        if not self.snapshot.has_delta:
            return places.astype(np.int64)
        ranks = np.zeros(len(self.everyone) * 64, np.int64)
        for rank, start in zip(
            self.snapshot.ranks["relevance"], self.snapshot.starts, strict=False
        ):
            ranks[start : start + len(rank)] = rank
        return ranks.take(places)


def add(total: Weights, words: BitArray, points: int) -> None:
    """Add points to every position whose bit is set. Few are added one by one."""
    many = bitmaps.popcount(words)
    if not many:
        return
    if many * 32 < len(total):
        total[bitmaps.positions(words)] += points
        return
    flags = np.unpackbits(words.view(np.uint8), bitorder="little")
    scaled = bitmaps.scratch_array("fit.scaled", len(total), np.int16)
    np.multiply(flags, np.int16(points), out=scaled, dtype=np.int16)
    np.add(total, scaled, out=total)
    scaled[:] = 0


def joined(parts: Iterable[BitArray], like: BitArray) -> BitArray:
    """All the bits of some rows; none where there is no row."""
    found = np.zeros_like(like)
    for words in parts:
        found |= words
    return found


def rank(
    snapshot: Snapshot,
    situation: Situation,
    *,
    page: int = 1,
    show_broken: bool = False,
    ended: bool = False,
    terms: TermCache | None = None,
) -> Ranking:
    """One page of all tools, the best fit first, each with all its reasons.

    ``show_broken`` ranks those that are known to break a hard limit too, each below what its other
    reasons would give. The empty situation ranks nothing.
    """
    terms = terms or term_cache()
    field = Scoring(snapshot, checks_of(situation, terms), ended=ended)
    return ranking(field, page=page, show_broken=show_broken, terms=terms)


def ranking(field: Scoring, *, page: int, show_broken: bool, terms: TermCache) -> Ranking:
    """A page of a field that has been weighed."""
    hidden = field.broken()
    among = field.marks.shown if show_broken else field.marks.shown & ~hidden
    total = bitmaps.popcount(among) if field.checks else 0
    fitting = field.fitting() & ~hidden
    start = (page - 1) * PER_PAGE
    found = field.best(among, start, start + PER_PAGE) if total else []
    nothing_fits = not bitmaps.popcount(fitting)
    nearest = field.best(hidden & field.fitting(), 0, NEAREST) if nothing_fits else []
    return Ranking(
        judged=tuple(map(field.judged(terms), found)),
        total=total,
        fitting=bitmaps.popcount(fitting),
        hidden=bitmaps.popcount(hidden),
        ended_left_out=field.ended_left_out,
        broken=field.broken_limits(),
        pages=max(1, -(-total // PER_PAGE)),
        nearest=tuple(map(field.judged(terms), nearest)),
    )

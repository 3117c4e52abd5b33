"""Ranking every tool for a situation with the bit maps of the index; sentences only for a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from catalogue.fit.checks import Case, Check, FitAssessment, FitVerdict
from catalogue.fit.explanation import assess
from catalogue.fit.rules import checks_of
from catalogue.fit.situation import Situation
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache, term_cache

PER_PAGE = 20
# Of tools with equal sums those come first that have more points by these rules, one after another.
RULES_OF_EQUALS = ("evidence", "status")
MAX_NEAREST = 3
Weights = NDArray[np.int16]


@dataclass(frozen=True)
class BrokenLimit:
    """A hard limit: ``tools`` are known to break it, ``freed`` of those that do what is asked would
    come in if it alone were dropped. ``answer`` is empty for a rule that the reader cannot drop.
    """

    answer: str
    tools: int
    freed: int


@dataclass(frozen=True)
class Ranking:
    """One page of the ranking, and counts of tools.

    ``total``: all in the ranking; ``fitting``: those known to do what is asked (the task, else any
    answer); ``hidden``: those known to break a limit, counted also where they are included;
    ``nearest``: where nothing fits, tools that do what is asked and break a limit.
    """

    assessments: tuple[FitAssessment, ...]
    total: int
    fitting: int
    hidden: int
    ended_left_out: int
    broken_limits: tuple[BrokenLimit, ...]
    pages: int
    nearest: tuple[FitAssessment, ...] = ()


@dataclass
class CheckOutcomes:
    """Bit arrays over the positions of all segments, as the checks left them."""

    candidates: BitArray
    fits: dict[str, BitArray] = field(default_factory=dict)  # by question
    breaks: dict[tuple[str, str], BitArray] = field(default_factory=dict)  # by (rule, answer)


class Scoring:
    """All tools of a snapshot under the checks of one situation."""

    def __init__(self, snapshot: Snapshot, checks: Iterable[Check], *, ended: bool) -> None:
        self.snapshot, self.checks = snapshot, tuple(checks)
        self.visible = snapshot.visible
        ended_tools = snapshot.ended & self.visible
        self.ended_left_out = 0 if ended else bitmaps.popcount(ended_tools)
        self.outcomes = CheckOutcomes(self.visible if ended else self.visible & ~ended_tools)
        self.weights = self._weigh()

    def _weigh(self) -> Weights:
        """The sum of every tool, in tenths of a point."""
        total = np.zeros(len(self.visible) * 64, np.int16)
        for check in self.checks:
            remaining = self.outcomes.candidates
            for case in check.cases:
                matches = remaining if case.rows is None else remaining & self._any_row(case.rows)
                remaining = remaining & ~matches
                self._apply(total, check, case, matches)
        return total

    def _any_row(self, rows: tuple[str, ...]) -> BitArray:
        parts = [segment.rows.union(rows) for segment in self.snapshot.segments]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _apply(self, total: Weights, check: Check, case: Case, matches: BitArray) -> None:
        outcomes = self.outcomes
        if case.points:
            add_points(total, matches, case.points)
        if case.level.verdict is FitVerdict.FITS and check.question:
            earlier = outcomes.fits.get(check.question)
            outcomes.fits[check.question] = matches if earlier is None else earlier | matches
        if case.level.breaks:
            key = (check.rule, check.answer)
            earlier = outcomes.breaks.get(key)
            outcomes.breaks[key] = matches if earlier is None else earlier | matches

    def breaking(self) -> BitArray:
        """Those that are known to break any hard limit."""
        return union(self.outcomes.breaks.values(), self.visible)

    def fitting(self) -> BitArray:
        """Tools known to fit the task, if the situation has one, else any answer."""
        fits = self.outcomes.fits
        has_task = any(check.question == "task" for check in self.checks)
        return union([fits["task"]] if has_task else fits.values(), self.visible)

    def broken_limits(self) -> tuple[BrokenLimit, ...]:
        """Each limit that any tool breaks, the one that would help most if dropped first."""
        fitting, breaks, limits = self.fitting(), self.outcomes.breaks, []
        for key, bits in breaks.items():
            others = union((breaks[name] for name in breaks if name != key), self.visible)
            freed = bitmaps.popcount(bits & ~others & fitting)
            limits.append(BrokenLimit(key[1], bitmaps.popcount(bits), freed))
        broken = [limit for limit in limits if limit.tools]
        return tuple(sorted(broken, key=lambda limit: (-limit.freed, limit.answer)))

    def assess(self, pks: Iterable[int], terms: TermCache) -> tuple[FitAssessment, ...]:
        """These tools with all their reasons."""
        return tuple(assess(pk, self.snapshot.rows_of(pk), self.checks, terms) for pk in pks)

    def best_fitting(self, candidates: BitArray, start: int, stop: int) -> list[int]:
        """Primary keys ``start`` to ``stop`` of the ranking."""
        positions = bitmaps.positions(candidates)
        if start >= len(positions):
            return []
        if stop < len(positions):
            # Of the least sum that is shown all equals: the rest need not be compared.
            weights = self.weights.take(positions)
            least = np.partition(weights, len(weights) - stop)[len(weights) - stop]
            positions = positions[weights >= least]
        return [int(pk) for pk in self.snapshot.pks[self._sort(positions)[start:stop]]]

    def sort_by_fit(self, pks: Iterable[int]) -> list[int]:
        """These tools, as far as they are visible, the best fit first."""
        positions = [place for pk in pks if (place := self._position(pk)) is not None]
        return [int(pk) for pk in self.snapshot.pks[self._sort(np.array(positions, np.intp))]]

    def _position(self, pk: int) -> int | None:
        place = self.snapshot.locate(pk)
        return None if place is None else self.snapshot.starts[place[0]] + place[1]

    def _sort(self, positions: NDArray[np.intp]) -> NDArray[np.intp]:
        """By sum; equals by the points of ``RULES_OF_EQUALS``, then by the number of questions that
        they are known to fit, then by name.
        """
        descending = [
            self.weights.take(positions),
            *(self._points_by(rule, positions) for rule in RULES_OF_EQUALS),
            self._questions_fitted(positions),
        ]
        names = name_ranks(self.snapshot).take(positions)
        return positions[np.lexsort((names, *(-values for values in reversed(descending))))]

    def _points_by(self, rule: str, positions: NDArray[np.intp]) -> Weights:
        """What each position has by one rule."""
        points = np.zeros(len(positions), np.int16)
        for check in (check for check in self.checks if check.rule == rule):
            remaining = np.ones(len(positions), np.bool_)
            for case in check.cases:
                matches = remaining
                if case.rows is not None:
                    has_row = bitmaps.unpack_flags(self._any_row(case.rows))
                    matches = remaining & has_row.take(positions)
                points[matches] += case.points
                remaining = remaining & ~matches
        return points

    def _questions_fitted(self, positions: NDArray[np.intp]) -> Weights:
        fitted = np.zeros(len(positions), np.int16)
        for bits in self.outcomes.fits.values():
            fitted += bitmaps.unpack_flags(bits).take(positions)
        return fitted


def name_ranks(snapshot: Snapshot) -> NDArray[np.int64]:
    """The rank of each position in the list by name; of one name the last changed comes first."""
    return snapshot.derived.get("fit.name_ranks", partial(_name_ranks, snapshot))


def _name_ranks(snapshot: Snapshot) -> NDArray[np.int64]:
    ranks = np.zeros(len(snapshot.visible) * 64, np.int64)
    for rank, start in zip(snapshot.ranks["name"], snapshot.starts, strict=False):
        ranks[start : start + len(rank)] = rank
    return ranks


def add_points(total: Weights, bits: BitArray, points: int) -> None:
    """Add points, in place, to every position whose bit is set: few by index, many by a mask."""
    count = bitmaps.popcount(bits)
    if not count:
        return
    if count * 32 < len(total):
        total[bitmaps.positions(bits)] += points
        return
    flags = np.unpackbits(bits.view(np.uint8), bitorder="little")
    scaled = bitmaps.scratch_array("fit.scaled", len(total), np.int16)
    np.multiply(flags, np.int16(points), out=scaled, dtype=np.int16)
    np.add(total, scaled, out=total)
    scaled[:] = 0


def union(parts: Iterable[BitArray], like: BitArray) -> BitArray:
    """The bits set in any of the parts; all clear without parts. ``like`` gives the size."""
    bits = np.zeros_like(like)
    for part in parts:
        bits |= part
    return bits


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
    scoring = Scoring(snapshot, checks_of(situation, terms), ended=ended)
    return build_ranking(scoring, page=page, show_broken=show_broken, terms=terms)


def build_ranking(scoring: Scoring, *, page: int, show_broken: bool, terms: TermCache) -> Ranking:
    """A page of tools whose weights are computed."""
    hidden, candidates = scoring.breaking(), scoring.outcomes.candidates
    if not show_broken:
        candidates = candidates & ~hidden
    total = bitmaps.popcount(candidates) if scoring.checks else 0
    fitting = scoring.fitting() & ~hidden
    start = (page - 1) * PER_PAGE
    page_pks = scoring.best_fitting(candidates, start, start + PER_PAGE) if total else []
    nearest: list[int] = []
    if not bitmaps.popcount(fitting):
        nearest = scoring.best_fitting(hidden & scoring.fitting(), 0, MAX_NEAREST)
    return Ranking(
        assessments=scoring.assess(page_pks, terms),
        total=total,
        fitting=bitmaps.popcount(fitting),
        hidden=bitmaps.popcount(hidden),
        ended_left_out=scoring.ended_left_out,
        broken_limits=scoring.broken_limits(),
        pages=max(1, -(-total // PER_PAGE)),
        nearest=scoring.assess(nearest, terms),
    )

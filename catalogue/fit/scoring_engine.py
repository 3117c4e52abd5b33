"""Weighing every tool for a situation with the bit maps of the index; sentences only for a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from catalogue.fields.shared import PLACE
from catalogue.fit.checks import Check, FitAssessment
from catalogue.fit.explanation import Explainer, RecordTexts
from catalogue.fit.point_sums import PointSums, Weights
from catalogue.fit.result_groups import (
    HELP_PURPOSES,
    PERSON_ROWS,
    PERSONS,
    CheckOutcomes,
    FitGroup,
    GroupedTools,
    union,
)
from catalogue.index_documents import STATED
from hub.lists.facet_rows import WORLD
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.replaced_rows import read_replaced, with_successors
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache

STATED_WORLD = f"{STATED}/{WORLD.partition('/')[2]}"
# Of tools with equal sums those come first that have more points by these rules, one after another.
RULES_OF_EQUALS = ("evidence", "status")
MOST_COMPARED = 5_000  # tools of a group whose ranges are compared


@dataclass(frozen=True)
class BrokenLimit:
    """A hard limit: ``tools`` are known to break it, ``freed`` of those that do what is asked would
    come in if it alone were dropped. ``answer`` is empty for a rule that the reader cannot drop.
    """

    answer: str
    tools: int
    freed: int


class Scoring:
    """All tools of a snapshot under the checks of one situation."""

    def __init__(self, snapshot: Snapshot, checks: Iterable[Check], *, ended: bool) -> None:
        self.snapshot, self.checks = snapshot, tuple(checks)
        self.visible = snapshot.visible
        ended_tools = snapshot.ended & self.visible
        self.ended_left_out = 0 if ended else bitmaps.popcount(ended_tools)
        candidates = self.visible if ended else self.visible & ~ended_tools
        # What no answer changes is weighed once for a snapshot: it is half of the checks.
        fixed = tuple(check for check in self.checks if check.fixed)
        weighed = snapshot.derived.get(
            ("fit.fixed", fixed, ended), partial(_weigh, snapshot, fixed, _nothing(candidates))
        )
        asked = (check for check in self.checks if not check.fixed)
        self.weights, self.outcomes = _weigh(snapshot, asked, weighed)
        self._explainer: Explainer | None = None
        self._records: dict[int, RecordTexts] = {}

    def breaking(self) -> BitArray:
        """Those that are known to break any hard limit."""
        return union(self.outcomes.breaks.values(), self.visible)

    def fitting(self) -> BitArray:
        """Tools known to fit the task, if the situation has one, else any answer."""
        fits = self.outcomes.fits
        has_task = any(check.question == "task" for check in self.checks)
        return union([fits["task"]] if has_task else fits.values(), self.visible)

    @cached_property
    def grouped(self) -> GroupedTools:
        """The tools in the groups of the page."""
        return GroupedTools(
            self.outcomes,
            self.checks,
            professional=self._professional(),
            elsewhere=self.behind,
        )

    def _professional(self) -> BitArray:
        """Tools made for others only, where all who ask are persons and no professionals."""
        who = {check.answer for check in self.checks if check.rule == "who"}
        if not who or not who <= PERSONS:
            return np.zeros_like(self.visible)
        return self.visible & ~self.snapshot.any_row((*PERSON_ROWS, "user/not-known"))

    @cached_property
    def help_rows(self) -> tuple[str, ...]:
        return with_successors(HELP_PURPOSES, read_replaced())

    @cached_property
    def elsewhere(self) -> BitArray:
        """Help of which sources name countries, and none of the places that were answered. The
        region around a country says nothing of help: a hotline serves the country that runs it.
        """
        none = np.zeros_like(self.visible)
        if not any(check.question == "place" for check in self.checks):
            return none
        named = self.snapshot.join(self.snapshot.with_value("country"))
        around = self.outcomes.fits.get("place", none) & ~named
        world = self.snapshot.any_row((STATED_WORLD,))
        here = self.outcomes.full.get("place", none) | around | world
        placed = named | ~self.snapshot.any_row((f"{PLACE}/not-known",))
        elsewhere: BitArray = self.visible & self.snapshot.any_row(self.help_rows) & placed & ~here
        return elsewhere

    @cached_property
    def behind(self) -> BitArray:
        """The help of other places, where help is what is asked for: it stands behind all else."""
        tasks = [check for check in self.checks if check.question == "task"]
        asked = {row for check in tasks for case in check.cases for row in case.rows or ()}
        if tasks and asked.isdisjoint(self.help_rows):
            return np.zeros_like(self.visible)
        return self.elsewhere

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
        if self._explainer is None:
            self._explainer = Explainer(self.checks, terms)
        assessments = []
        for pk in pks:
            record = self._records[pk] = self._explainer.record_texts(self.snapshot.rows_of(pk))
            assessments.append(self._explainer.assess(pk, record))
        return tuple(assessments)

    def record_texts(self, pk: int) -> RecordTexts:
        """What the rows of a tool state, which was assessed before. Raises KeyError."""
        return self._records[pk]

    def best_fitting(self, candidates: BitArray, start: int, stop: int) -> list[int]:
        """Primary keys ``start`` to ``stop`` of the candidates, the best fit first."""
        return self._best_of(self._parts(candidates), start, stop)

    def best_of_groups(self, groups: Iterable[FitGroup], start: int, stop: int) -> list[int]:
        """Primary keys ``start`` to ``stop`` where the groups follow one another."""
        parts = (part for group in groups for part in self._parts(self.grouped.bits[group]))
        return self._best_of(parts, start, stop)

    def _parts(self, candidates: BitArray) -> tuple[BitArray, BitArray]:
        """The candidates, help of other places behind all else."""
        return candidates & ~self.behind, candidates & self.behind

    def _best_of(self, parts: Iterable[BitArray], start: int, stop: int) -> list[int]:
        """Of parts that follow one another, each by fit."""
        keys: list[int] = []
        for part in parts:
            count = bitmaps.popcount(part)
            keys += self._best(part, start, stop) if start < count and stop > 0 else []
            start, stop = max(start - count, 0), stop - count
        return keys

    def _best(self, candidates: BitArray, start: int, stop: int) -> list[int]:
        positions = bitmaps.positions(candidates)
        if stop < len(positions):
            # Of the least sum that is shown all equals: the rest need not be compared.
            weights = self.weights.take(positions)
            least = np.partition(weights, len(weights) - stop)[len(weights) - stop]
            positions = positions[weights >= least]
        return [int(pk) for pk in self.snapshot.pks[self._sort(positions)[start:stop]]]

    def places(self, group: FitGroup, pks: Iterable[int]) -> dict[int, tuple[int, int]]:
        """The first and the last place in its group that each tool could have, whatever the facts
        that are not known turn out to be. Help of other places stands behind all else by rule. Of
        a very large group nothing is claimed.
        """
        bits, before = self.grouped.bits[group], 0
        places: dict[int, tuple[int, int]] = {}
        total = bitmaps.popcount(bits)
        if total > MOST_COMPARED:
            return dict.fromkeys(pks, (1, total))
        wanted = {place: pk for pk in pks if (place := self._position(pk)) is not None}
        for part in self._parts(bits):
            positions = bitmaps.positions(part)
            least, greatest = self.spans(positions)
            sorted_least, sorted_greatest = np.sort(least), np.sort(greatest)
            size = len(positions)
            rows = np.flatnonzero(np.isin(positions, list(wanted)))
            # Surely above: whose least is more than the greatest of this one; and surely below.
            above = size - np.searchsorted(sorted_least, greatest[rows], "right")
            below = np.searchsorted(sorted_greatest, least[rows], "left")
            for row, over, under in zip(rows, above, below, strict=True):
                first, last = before + int(over) + 1, before + size - int(under)
                places[wanted[int(positions[row])]] = first, last
            before += size
        return places

    def spans(self, positions: NDArray[np.intp]) -> tuple[Weights, Weights]:
        """The least and the greatest sum of each position, whatever its open facts turn out to be.

        Open facts are taken one by one, so that the range can be wider than what is possible, and
        is never narrower.
        """
        least = self.weights.take(positions)
        greatest = least.copy()
        for bits, low, high in self.outcomes.open_spans:
            is_open = flags_at(bits, positions)
            least += is_open * np.int16(low)
            greatest += is_open * np.int16(high)
        return least, greatest

    def sort_by_fit(self, pks: Iterable[int]) -> list[int]:
        """These tools, as far as they are visible, the best fit first."""
        positions = [place for pk in pks if (place := self._position(pk)) is not None]
        return [int(pk) for pk in self.snapshot.pks[self._sort(np.array(positions, np.intp))]]

    def pks_within(self, bits: BitArray, pks: Iterable[int]) -> Iterator[int]:
        """Those of the tools whose bits are set."""
        for pk in pks:
            place = self._position(pk)
            if place is not None and int(bits[place // 64]) >> (place % 64) & 1:
                yield pk

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
                    matches = remaining & flags_at(self.snapshot.any_row(case.rows), positions)
                points[matches] += case.points
                remaining = remaining & ~matches
        return points

    def _questions_fitted(self, positions: NDArray[np.intp]) -> Weights:
        fitted = np.zeros(len(positions), np.int16)
        for bits in self.outcomes.fits.values():
            fitted += flags_at(bits, positions)
        return fitted


Weighed = tuple[Weights, CheckOutcomes]  # the sum of every tool, in tenths, and what came of it


def _nothing(candidates: BitArray) -> Weighed:
    """Before any check."""
    return np.zeros(len(candidates) * 64, np.int16), CheckOutcomes(candidates)


def _weigh(snapshot: Snapshot, checks: Iterable[Check], before: Weighed) -> Weighed:
    """The checks on top of others, which stay as they are."""
    sums, outcomes = PointSums(before[0]), before[1].copy()
    for check in checks:
        remaining = outcomes.candidates
        for case in check.cases:
            matches = remaining if case.rows is None else remaining & snapshot.any_row(case.rows)
            remaining = remaining & ~matches
            if case.points:
                sums.add(matches, case.points)
            outcomes.add(check, case, matches)
    return sums.total(), outcomes


def name_ranks(snapshot: Snapshot) -> NDArray[np.int64]:
    """The rank of each position in the list by name; of one name the last changed comes first."""
    return snapshot.derived.get("fit.name_ranks", partial(_name_ranks, snapshot))


def _name_ranks(snapshot: Snapshot) -> NDArray[np.int64]:
    ranks = np.zeros(len(snapshot.visible) * 64, np.int64)
    for rank, start in zip(snapshot.ranks["name"], snapshot.starts, strict=False):
        ranks[start : start + len(rank)] = rank
    return ranks


def flags_at(bits: BitArray, positions: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether the bit of each position is set; all are unpacked only for many positions."""
    if len(positions) * 16 > len(bits) * 64:
        return bitmaps.unpack_flags(bits).take(positions)
    shifts = (positions & 63).astype(np.uint64)
    return ((bits.take(positions >> 6) >> shifts) & np.uint64(1)).astype(np.bool_)

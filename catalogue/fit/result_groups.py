"""The groups of a result: what does it, what comes near, of what it is not known, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from typing import TypeVar

import numpy as np

from catalogue.fit.checks import Case, Check, FitVerdict
from catalogue.fit.questions import term_rows
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray


class FitGroup(StrEnum):
    """In the order of the page; each tool of a ranking is in one of them."""

    DOES = "does"
    NEAR = "near"
    UNKNOWN = "unknown"
    PROFESSIONAL = "professional"  # made for others than the person who asks
    BROKEN = "broken"  # known to break a limit


def listed_groups(*, show_broken: bool) -> tuple[FitGroup, ...]:
    """The groups of a page, in their order."""
    return tuple(group for group in FitGroup if show_broken or group is not FitGroup.BROKEN)


# The first of these that is answered is what a tool has to do; without one, every answer is.
MAIN_QUESTIONS = ("task", "what")

# Answers to "Who are you?" of people who look for something for themselves, their pupils or their
# children, and the users of tools that such people could use.
PERSONS = frozenset(
    {
        "survivor",
        "displaced-person",
        "migrant-worker",
        "child-youth",
        "parent-educator",
        "general-public",
    }
)
PERSON_ROWS = term_rows("user", *sorted(PERSONS))

# Help for the person herself, which a country gives to those who are in it.
HELP_PURPOSES = term_rows("purpose", "helpline-contact incident-reporting")

Key = TypeVar("Key")
AnswerKey = tuple[str, str]  # question (or the rule, where none was asked) and answer


@dataclass
class CheckOutcomes:
    """Bit arrays over the positions of all segments, as the checks left them.

    ``fits`` and ``full`` are by question: any of its answers fits, or fits in full. ``kept``,
    ``against`` and ``breaks`` are by answer. ``open_spans``: where a check is open, and the least
    and greatest points that it could come to.
    """

    candidates: BitArray
    fits: dict[str, BitArray] = field(default_factory=dict)
    full: dict[str, BitArray] = field(default_factory=dict)
    kept: dict[AnswerKey, BitArray] = field(default_factory=dict)
    against: dict[AnswerKey, BitArray] = field(default_factory=dict)
    breaks: dict[AnswerKey, BitArray] = field(default_factory=dict)
    open_spans: list[tuple[BitArray, int, int]] = field(default_factory=list)

    def copy(self) -> CheckOutcomes:
        """The same, to add to: what is added to a copy is not in the other."""
        return CheckOutcomes(
            self.candidates,
            dict(self.fits),
            dict(self.full),
            dict(self.kept),
            dict(self.against),
            dict(self.breaks),
            list(self.open_spans),
        )

    def add(self, check: Check, case: Case, matches: BitArray) -> None:
        """Record for which tools a case of a check decided."""
        key = (check.question or check.rule, check.answer)
        if case.level.breaks:
            merge(self.breaks, key, matches)
        elif case.level.verdict is FitVerdict.FITS and check.question:
            merge(self.fits, check.question, matches)
            merge(self.kept, key, matches)
            if case.is_full:
                merge(self.full, check.question, matches)
        elif case.level.verdict is FitVerdict.CONFLICTS and check.question:
            merge(self.against, key, matches)
        elif case.is_open and check.span != (0, 0):
            self.open_spans.append((matches, *check.span))


def merge(parts: dict[Key, BitArray], key: Key, matches: BitArray) -> None:
    earlier = parts.get(key)
    parts[key] = matches if earlier is None else earlier | matches


def union(parts: Iterable[BitArray], like: BitArray) -> BitArray:
    """The bits set in any of the parts; all clear without parts. ``like`` gives the size."""
    bits = np.zeros_like(like)
    for part in parts:
        bits |= part
    return bits


@dataclass(frozen=True)
class OpenQuestion:
    """An answer of the reader that alone would decide for so many tools. ``answer`` is empty where
    any of the answers to the question would do.
    """

    question: str
    answer: str
    tools: int


class GroupedTools:
    """Which tool is in which group, from the outcomes of the checks."""

    def __init__(
        self,
        outcomes: CheckOutcomes,
        checks: Iterable[Check],
        *,
        professional: BitArray,
        elsewhere: BitArray,
    ) -> None:
        self.outcomes = outcomes
        self.none = np.zeros_like(outcomes.candidates)
        asked = dict.fromkeys(check.question for check in checks if check.question)
        self.limits = tuple(
            (check.question, check.answer) for check in checks if check.question == "limit"
        )
        self.questions = tuple(question for question in asked if question != "limit")
        self.main = next((name for name in MAIN_QUESTIONS if name in asked), "")
        self.open_by_answer = self._open_by_answer()
        self.bits = self._group(professional, elsewhere)

    def _fits(self, question: str) -> BitArray:
        return self.outcomes.fits.get(question, self.none)

    def _open_by_answer(self) -> Mapping[AnswerKey, BitArray]:
        """Where it is not known whether a tool fits what decides its group."""
        outcomes, candidates = self.outcomes, self.outcomes.candidates
        deciding = [name for name in MAIN_QUESTIONS if name in self.questions]
        parts = {(name, ""): candidates & ~self._fits(name) for name in deciding}
        for key in self.limits:
            known = (part.get(key, self.none) for part in (outcomes.kept, outcomes.against))
            parts[key] = candidates & ~union(known, self.none)
        if not deciding and self.questions:
            # Without a task or a setting any answer that fits brings a tool out of the unknown.
            anything = union(map(self._fits, self.questions), self.none)
            parts[("", "")] = candidates & ~anything
        return parts

    def _group(self, professional: BitArray, elsewhere: BitArray) -> dict[FitGroup, BitArray]:
        """Help of another place only comes near, however well it does what is asked."""
        candidates = self.outcomes.candidates
        broken = candidates & union(self.outcomes.breaks.values(), self.none)
        others = candidates & ~broken & professional
        rest = candidates & ~broken & ~professional
        unknown = rest & union(self.open_by_answer.values(), self.none)
        short = union((self.outcomes.against.get(key, self.none) for key in self.limits), self.none)
        near = rest & ~unknown & (short | elsewhere | ~self._does())
        return {
            FitGroup.DOES: rest & ~unknown & ~near,
            FitGroup.NEAR: near,
            FitGroup.UNKNOWN: unknown,
            FitGroup.PROFESSIONAL: others,
            FitGroup.BROKEN: broken,
        }

    def _does(self) -> BitArray:
        """What fits the main question in full; without one, every question that was answered."""
        if self.main:
            return self.outcomes.full.get(self.main, self.none)
        every = (self._fits(question) for question in self.questions)
        return reduce(lambda left, right: left & right, every, self.outcomes.candidates)

    def count(self, group: FitGroup) -> int:
        return bitmaps.popcount(self.bits[group])

    def open_questions(self, most: int = 2) -> tuple[OpenQuestion, ...]:
        """Of the tools of which it is not known: which answer alone would decide for the most."""
        unknown, parts = self.bits[FitGroup.UNKNOWN], self.open_by_answer
        counted = []
        for key, bits in parts.items():
            others = union((parts[name] for name in parts if name != key), self.none)
            counted.append(OpenQuestion(*key, bitmaps.popcount(unknown & bits & ~others)))
        counted = [each for each in counted if each.tools and each.question]
        return tuple(sorted(counted, key=lambda each: -each.tools)[:most])

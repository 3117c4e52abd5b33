"""Rules as data: levels, the cases of a check, and the reasons that they come to.

A check is a list of cases of which the first that applies decides. Every case is one set of index
rows, so that the same check explains one record and, with bit maps, ranks all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from catalogue.fit.questions import LazyText
from catalogue.fit.situation import Situation
from hub.vocabulary.term_cache import TermCache


class FitVerdict(StrEnum):
    FITS = "fits"
    CONFLICTS = "conflicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """A whole sentence for or against a tool, or on what is not known.

    ``weight`` is in tenths of a point, 0 for what is not known. ``rule`` is the slug of the rule;
    ``question`` and ``answer`` are what the reader answered, empty for baseline rules. ``breaks``:
    a hard limit is known to be broken. ``names`` are the words in the sentence that stand on the
    tool's page. ``full``: it fits as well as the rule knows, not in part.
    """

    verdict: FitVerdict
    weight: int
    sentence: str
    rule: str
    question: str = ""
    answer: str = ""
    breaks: bool = False
    names: tuple[str, ...] = ()
    full: bool = False

    @property
    def points(self) -> str:
        return signed_points(self.weight)


@dataclass(frozen=True, slots=True)
class FitAssessment:
    """All reasons of one tool, the weightiest first, and their sum in tenths of a point.

    ``span``: the least and the greatest sum that the facts not known could lead to.
    """

    pk: int
    reasons: tuple[Reason, ...]
    span: tuple[int, int] = (0, 0)

    @property
    def weight(self) -> int:
        return sum(reason.weight for reason in self.reasons)

    @property
    def points(self) -> str:
        return signed_points(self.weight)

    def _with_verdict(self, verdict: FitVerdict) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.verdict is verdict)

    @property
    def fits(self) -> tuple[Reason, ...]:
        return self._with_verdict(FitVerdict.FITS)

    @property
    def conflicts(self) -> tuple[Reason, ...]:
        return self._with_verdict(FitVerdict.CONFLICTS)

    @property
    def unknown(self) -> tuple[Reason, ...]:
        return self._with_verdict(FitVerdict.UNKNOWN)

    @property
    def breaks(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.breaks)


def signed_points(weight: int) -> str:
    """Tenths of a point as they are printed: "+4", "−1.5", "0"."""
    whole, tenth = divmod(abs(weight), 10)
    sign = "+" if weight > 0 else "−" if weight < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


# The sentence of a level that ends a check without giving a reason.
SILENT = ""


@dataclass(frozen=True)
class Level:
    """A degree to which a tool can satisfy a rule: its points and the sentence of its reason.

    ``points`` are in tenths. ``meaning`` says for readers of the rules when the level applies.
    ``sentence`` may use %(asked)s (the reader's answer), %(named)s (the facts that decided),
    %(recorded)s (everything recorded of that fact) and %(fact)s (what the fact is called).
    ``partial``: it fits, but other levels of the rule fit better.
    """

    slug: str
    verdict: FitVerdict
    points: int
    meaning: LazyText
    sentence: LazyText
    breaks: bool = False
    partial: bool = False


@dataclass(frozen=True, eq=False)
class Case:
    """``rows``: any of these; None applies to every record. ``sentence``: other than the level's.

    ``points``: the level's share, where several answers to one question divide it. Each case is
    itself and no other, so that it can be a key.
    """

    level: Level
    rows: tuple[str, ...] | None
    points: int
    sentence: LazyText

    @classmethod
    def of(
        cls,
        level: Level,
        rows: Collection[str] | None = None,
        *,
        divisor: int = 1,
        sentence: LazyText = "",
    ) -> Case:
        rows = None if rows is None else tuple(rows)
        return cls(level, rows, divided_points(level.points, divisor), sentence or level.sentence)

    def applies(self, record_rows: frozenset[str]) -> bool:
        return self.rows is None or not record_rows.isdisjoint(self.rows)

    @cached_property
    def is_full(self) -> bool:
        """Whether it fits, and not in part."""
        return self.level.verdict is FitVerdict.FITS and not self.level.partial

    @cached_property
    def is_open(self) -> bool:
        """Whether it says that a fact is not known. A state that is recorded as such, like a record
        that nobody has checked, is a known fact.
        """
        return self.level.verdict is FitVerdict.UNKNOWN and (
            self.rows is None or all(row.endswith("/not-known") for row in self.rows)
        )


@dataclass(frozen=True, eq=False)
class Check:
    """One question put to each record. ``facet`` is the fact it is about, ``answer_label``
    the label of the reader's answer. A record to which no case applies gets no reason.
    ``siblings``: least and greatest points of other checks that are open together with this one.
    ``fixed``: the same object in every situation. Each check is itself and no other, as a case is.
    """

    rule: str
    facet: str
    cases: tuple[Case, ...]
    question: str = ""
    answer: str = ""
    answer_label: str = ""
    siblings: tuple[int, int] = (0, 0)
    fixed: bool = False

    @cached_property
    def span(self) -> tuple[int, int]:
        """The least and the greatest points that an open case could turn out to be worth."""
        points = [case.points for case in self.cases]
        return min(points) + self.siblings[0], max(points) + self.siblings[1]

    def case_of(self, record_rows: frozenset[str]) -> Case | None:
        for case in self.cases:
            if case.applies(record_rows):
                return case
        return None

    @property
    def hard(self) -> bool:
        return any(case.level.breaks for case in self.cases)


def divided_points(points: int, divisor: int) -> int:
    """A level's points divided by the number of answers, in whole tenths, away from nought."""
    if divisor <= 1:
        return points
    size = -(-abs(points) // divisor)
    return size if points >= 0 else -size


@dataclass(frozen=True)
class Rule:
    """``reason``: the reasoning, printed for readers. ``facets``: facts of a tool that it reads."""

    slug: str
    name: LazyText
    reason: LazyText
    levels: tuple[Level, ...]
    facets: tuple[str, ...]
    checks: Callable[[Situation, TermCache], Iterable[Check]]


def fixed_checks(*checks: Check) -> Callable[[Situation, TermCache], tuple[Check, ...]]:
    """The checks of a rule that are the same whatever was answered."""
    return lambda _situation, _terms: checks

"""What a rule looks for in a record's rows; the same for one record and for all at once.

A check is a list of cases of which the first that applies decides, so that every case is one set of
rows and the whole can be done with bits: what a case takes, the later ones no longer see.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from catalogue.fit.answers import Words
from catalogue.fit.reason import FitVerdict

# The sentence of a level that takes a record out of a check without a word.
SILENT = ""


@dataclass(frozen=True)
class Level:
    """How well a tool can do by a rule: what it is worth, and in which words it is said.

    ``points`` are in tenths. ``meaning`` says for readers of the rules when the level applies.
    ``sentence`` may use %(asked)s (the reader's answer), %(named)s (the facts that decided),
    %(recorded)s (everything recorded of that fact) and %(fact)s (what the fact is called).
    """

    slug: str
    verdict: FitVerdict
    points: int
    meaning: Words
    sentence: Words
    breaks: bool = False


@dataclass(frozen=True)
class Case:
    """``rows``: any of these; None applies to every record. ``sentence``: other than the level's.

    ``points``: the level's share, where several answers to one question divide it.
    """

    level: Level
    rows: tuple[str, ...] | None
    points: int
    sentence: Words

    @classmethod
    def of(
        cls,
        level: Level,
        rows: Collection[str] | None = None,
        *,
        among: int = 1,
        sentence: Words = "",
    ) -> Case:
        rows = None if rows is None else tuple(rows)
        return cls(level, rows, share(level.points, among), sentence or level.sentence)

    def applies(self, held: frozenset[str]) -> bool:
        return self.rows is None or not held.isdisjoint(self.rows)


@dataclass(frozen=True)
class Check:
    """One question put to each record. ``facet`` is the fact it is about, ``asked`` the words of
    the reader's answer. A record to which no case applies gets no reason.
    """

    rule: str
    facet: str
    cases: tuple[Case, ...]
    question: str = ""
    answer: str = ""
    asked: str = ""

    def case_of(self, held: frozenset[str]) -> Case | None:
        return next((case for case in self.cases if case.applies(held)), None)

    @property
    def hard(self) -> bool:
        return any(case.level.breaks for case in self.cases)


def rows_of(scheme: str, *slugs: str) -> tuple[str, ...]:
    """The names of these terms' rows."""
    return tuple(f"{scheme}/{slug}" for slug in slugs)


def share(points: int, among: int) -> int:
    """A level's points divided by the number of answers, in whole tenths, away from nought."""
    if among <= 1:
        return points
    size = -(-abs(points) // among)
    return size if points >= 0 else -size

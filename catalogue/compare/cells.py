"""A cell of the comparison: what is known of one fact of one tool, and what makes it different."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from catalogue.fit.checks import Reason
from hub.web.view_models import Fact, Value


@dataclass(frozen=True, slots=True)
class CompareCell:
    """What is known of one fact of one tool. ``key`` is what is compared with the other tools.

    ``terms`` are safeguards and risks of the record that bear on a question of the safety panel,
    ``term_sources`` where they come from; ``assessed`` is false where the panel was not: what is
    not known was then not even looked for. ``answer`` is ``yes`` or ``no`` for such a fact.
    ``reasons`` are those of fit; ``points`` their sum in print.
    """

    fact: Fact
    key: Hashable
    terms: tuple[Value, ...] = ()
    term_sources: tuple[int, ...] = ()
    assessed: bool = True
    answer: str = ""
    reasons: tuple[Reason, ...] = ()
    points: str = ""

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known."""
        return self.fact.state == "unknown" and not (self.terms or self.reasons or self.points)


def value_key(value: Value) -> Hashable:
    """What makes a value another one. A stated risk is not the same as an inferred one."""
    return value.label, value.url, value.note, value.inferred


def fact_key(fact: Fact) -> Hashable:
    """Equal for facts that say the same: the order of values and how often one is named say
    nothing, nor do sources and dates; "known: none" and "not known" are not the same.
    """
    return fact.state, frozenset(value_key(value) for value in fact.values)


def differs(keys: Iterable[Hashable]) -> bool:
    """Whether any two of the keys differ."""
    return len(set(keys)) > 1

"""Which facts of several tools are not the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from hub.web.view_models import Fact, Value


def value_key(value: Value) -> Hashable:
    """What makes a value another one. A stated risk is not the same as an inferred one."""
    return value.label, value.url, value.note, value.inferred


def fact_key(fact: Fact) -> Hashable:
    """Equal for facts that say the same: the order of values and how often one is named say
    nothing, nor do sources and dates; "known: none" and "not known" are not the same.
    """
    return fact.state, frozenset(value_key(value) for value in fact.values)


def differs(keys: Iterable[Hashable]) -> bool:
    """Whether any two of them are not the same, wherever they stand."""
    return len(set(keys)) > 1

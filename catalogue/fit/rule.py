"""A rule: its name, what it is worth, and the checks it comes to in a situation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalogue.fit.answers import Words
from catalogue.fit.checks import Check, Level
from catalogue.fit.situation import Situation
from hub.vocabulary.term_cache import TermCache


@dataclass(frozen=True)
class Rule:
    """``why`` tells readers the reasoning behind it. ``facets``: facts of a tool it looks at."""

    slug: str
    name: Words
    why: Words
    levels: tuple[Level, ...]
    facets: tuple[str, ...]
    checks: Callable[[Situation, TermCache], Iterable[Check]]

"""What a limit of the reader is: the ways of use that keep within it, and those that break it.

A record may name several ways of use side by side: the first step that applies decides, and the
ways that satisfy a limit stand before those that break it. So ``sms-only`` beside
``internet-required`` works without internet, and a limit is broken only where no recorded way
satisfies it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from catalogue.fit.answers import Words
from catalogue.fit.checks import rows_of


class LimitStep(Enum):
    FITS = "fits"
    PARTLY = "partly"
    AGAINST = "against"
    BREAKS = "breaks"


@dataclass(frozen=True)
class Limit:
    """``steps``: (what it means, rows, sentence), the first that applies decides.

    ``facet``: the fact that would have to be known. ``only``: the sentence where that fact is
    recorded without a word on the limit; it is a reason against for connection and access, where
    sources list what there is, and otherwise (``only`` empty) merely not known. ``unknown``: the
    sentence where nothing is recorded. Sentences may use %(named)s (the facts that decided),
    %(recorded)s (all that is recorded) and %(fact)s (what the fact is called).
    """

    slug: str
    label: Words
    facet: str
    steps: tuple[tuple[LimitStep, tuple[str, ...], Words], ...]
    unknown: Words
    only: Words = ""

    @property
    def hard(self) -> bool:
        return any(step is LimitStep.BREAKS for step, _rows, _sentence in self.steps)


def rows(scheme: str, slugs: str) -> tuple[str, ...]:
    """The names of the rows of these terms, which stand one behind the other."""
    return rows_of(scheme, *slugs.split())

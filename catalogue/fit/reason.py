"""What is said of one tool in one situation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FitVerdict(StrEnum):
    FITS = "fits"
    CONFLICTS = "conflicts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """A whole sentence for or against a tool, or on what is not known.

    ``weight`` is in tenths of a point, 0 for what is not known. ``rule`` names the rule that
    speaks; ``question`` and ``answer`` what the reader answered, empty for rules that nobody asks
    for. ``breaks``: a hard limit is known to be broken. ``names`` are the words in the sentence
    that stand on the tool's page.
    """

    verdict: FitVerdict
    weight: int
    sentence: str
    rule: str
    question: str = ""
    answer: str = ""
    breaks: bool = False
    names: tuple[str, ...] = ()

    @property
    def points(self) -> str:
        return signed(self.weight)


@dataclass(frozen=True, slots=True)
class Judgement:
    """All reasons of one tool, the weightiest first, and their sum in tenths of a point."""

    pk: int
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        return sum(reason.weight for reason in self.reasons)

    @property
    def points(self) -> str:
        return signed(self.weight)

    def _of(self, verdict: FitVerdict) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.verdict is verdict)

    @property
    def fits(self) -> tuple[Reason, ...]:
        return self._of(FitVerdict.FITS)

    @property
    def conflicts(self) -> tuple[Reason, ...]:
        return self._of(FitVerdict.CONFLICTS)

    @property
    def unknown(self) -> tuple[Reason, ...]:
        return self._of(FitVerdict.UNKNOWN)

    @property
    def breaks(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.breaks)


def signed(weight: int) -> str:
    """Tenths of a point as they are printed: "+4", "−1.5", "0"."""
    whole, tenth = divmod(abs(weight), 10)
    sign = "+" if weight > 0 else "−" if weight < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"

"""One line of the table, and how figures are read from many timings."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """``target`` is the most (or with ``at_least`` the least) that is good; None = only told.

    ``seen`` is what was measured when the target was set.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    seen: float | None = None

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"value": round(self.value, 3), "met": self.met}


def percentile(times: Sequence[float], part: float) -> float:
    """The value below which ``part`` (0 to 1) of the timings lie, by the nearest rank."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]

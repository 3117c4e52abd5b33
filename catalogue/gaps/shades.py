"""From numbers to a few shades of a heat map, and the shades in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hub.web.localization import localize_number

LEVELS = 5


def levels(most: int) -> tuple[int, ...]:
    """The lowest number of each of at most five shades, each as many times the last.

    Equal steps would leave all but the fullest cells in the palest shade. () where ``most`` is 0.
    """
    bounds = {math.ceil((most + 1) ** (step / LEVELS)) for step in range(LEVELS)}
    return tuple(sorted(bound for bound in bounds if bound <= most))


def ranges(bounds: Sequence[int], most: int) -> tuple[str, ...]:
    """The shades in words: "1", "2–3", "4–9"."""
    ends = [*(bound - 1 for bound in bounds[1:]), most]
    return tuple(
        localize_number(low) if low >= high else f"{localize_number(low)}–{localize_number(high)}"
        for low, high in zip(bounds, ends, strict=False)
    )

"""Plots as SVG: curves over the number of records, and one bar for each row with a target."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from bench.results import KeptRow

Curve = Sequence[tuple[float, float]]
AT_SIZE = re.compile(r"(.+), at ([\d,]+)")
LEAST_POINTS = 3
COLOURS = ("#1b5e8c", "#b3541e", "#3d7a3a", "#7a3b8f", "#8a6d00", "#555555", "#b0305c", "#2a8a8a")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 380, 56, 250, 34, 40
BAR_WIDTH, BAR_HEIGHT = 120, 12


def curves_of(rows: Iterable[KeptRow]) -> dict[str, dict[str, Curve]]:
    """For each unit the rows that were measured at three sizes or more, by what they measure."""
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        match = AT_SIZE.fullmatch(row["name"])
        if match and row["value"] > 0:
            size = float(match[2].replace(",", ""))
            if size > 0:
                points[row["unit"], match[1]].append((size, row["value"]))
    found: dict[str, dict[str, Curve]] = defaultdict(dict)
    for (unit, name), curve in points.items():
        if len(curve) >= LEAST_POINTS:
            found[unit][name] = sorted(curve)
    return dict(found)


def curve_plot(title: str, unit: str, curves: Mapping[str, Curve]) -> str:
    """Lines over two logarithmic axes; every figure is above zero."""
    everything = [point for curve in curves.values() for point in curve]
    across = Axis([x for x, _y in everything], LEFT, WIDTH - RIGHT)
    up = Axis([y for _x, y in everything], HEIGHT - BOTTOM, TOP)
    parts = [f'<text x="{LEFT}" y="18" font-size="15">{escape(title)}</text>']
    for power, at in across.ticks():
        parts.append(f'<line x1="{at}" y1="{TOP}" x2="{at}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(_text(at, HEIGHT - BOTTOM + 18, f"{10**power:,}", "middle"))
    for power, at in up.ticks():
        parts.append(f'<line x1="{LEFT}" y1="{at}" x2="{WIDTH - RIGHT}" y2="{at}" stroke="#ddd"/>')
        parts.append(_text(LEFT - 6, at + 4, f"{10.0**power:g} {unit}", "end"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "records", "middle"))
    for number, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [(across.place(x), up.place(y)) for x, y in curve]
        line = " ".join(f"{x},{y}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
        top = TOP + 10 + number * 20
        parts.append(f'<rect x="{WIDTH - RIGHT + 14}" y="{top - 9}" width="10" height="10"'
                     f' fill="{colour}"/>')  # fmt: skip
        parts.append(_text(WIDTH - RIGHT + 30, top, name))
    return _svg(WIDTH, HEIGHT, title, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
                + "".join(parts))  # fmt: skip


class Axis:
    """Powers of ten around all values, and where a value lies between two ends in pixels."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)
        self.first, self.last = first, last

    def place(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 1)

    def ticks(self) -> list[tuple[int, float]]:
        return [(power, self.place(10.0**power)) for power in range(self.low, self.high + 1)]


def target_bar(row: KeptRow, before: float | None = None) -> str:
    """The value as a share of its target, which is the line in the middle; a tick for ``before``.

    The shorter the bar the better, also where the target is the least that is good.
    """
    target = row.get("target")
    if target is None:
        return ""

    def length(value: float) -> float:
        part, whole = (target, value) if row.get("at_least") else (value, target)
        share = part / whole if whole else (2.0 if part else 0.0)
        return round(max(0.0, min(share, 2.0)) * BAR_WIDTH / 2, 1)

    colour = {True: "#3d7a3a", False: "#b3541e"}.get(row.get("met"), "#555")  # type: ignore[arg-type]
    bar = f'<rect y="2" width="{length(row["value"])}" height="8" fill="{colour}"/>'
    if before is not None:
        bar += f'<rect x="{length(before)}" width="2" height="{BAR_HEIGHT}" fill="#000"/>'
    middle = BAR_WIDTH / 2
    bar += f'<line x1="{middle}" y1="0" x2="{middle}" y2="{BAR_HEIGHT}" stroke="#999"/>'
    return _svg(BAR_WIDTH + 2, BAR_HEIGHT, f"{row['value']:g} of {target:g}", bar)


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(width: float, height: float, title: str, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" font-family="sans-serif" font-size="12">'
        f"<title>{escape(title)}</title>{content}</svg>"
    )

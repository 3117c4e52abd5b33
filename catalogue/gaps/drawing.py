"""From TopoJSON to the ``d`` of SVG paths: projection, thinning, whole numbers.

Run once by `manage.py build_world`, never for a page. Borders are shared arcs, thinned before they
are joined, so that neighbours still meet.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Ring = list[tuple[int, int]]

WIDTH = 1000  # of the drawing, in its own units
NORTH, SOUTH = 84.0, -56.0  # nobody lives beyond, and half the paper would be ice
LEFT_OUT = "010"  # Antarctica
SMALLEST = 2.0  # square units: a bend that encloses less is not drawn
# Coefficients of the Equal Earth projection: Šavrič, Patterson and Jenny, "The Equal Earth map
# projection", International Journal of Geographical Information Science 33 (3), 2019.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = math.sqrt(3)


def equal_earth(longitude: float, latitude: float) -> Point:
    """Degrees to the plane of a sphere of radius 1; equal areas stay equal."""
    t = math.asin(ROOT / 2 * math.sin(math.radians(latitude)))
    squared = t * t
    sixth = squared**3
    slope = A1 + 3 * A2 * squared + sixth * (7 * A3 + 9 * A4 * squared)
    x = 2 * ROOT * math.radians(longitude) * math.cos(t) / (3 * slope)
    y = t * (A1 + A2 * squared + sixth * (A3 + A4 * squared))
    return x, y


SCALE = WIDTH / (2 * equal_earth(180, 0)[0])
TOP = equal_earth(0, NORTH)[1]
HEIGHT = round((TOP - equal_earth(0, SOUTH)[1]) * SCALE)


def on_paper(longitude: float, latitude: float) -> Point:
    """Degrees to units of the drawing, from its top left corner."""
    x, y = equal_earth(longitude, min(NORTH, max(SOUTH, latitude)))
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


def world(
    small: Mapping[str, Any], large: Mapping[str, Any], codes: Mapping[str, str]
) -> dict[str, Any]:
    """The drawing: ``shapes`` and ``points`` by slug, ``rest`` for land without a code.

    ``small`` and ``large`` are TopoJSON; what only the larger scale shows becomes a point.
    """
    arcs = [thinned(arc) for arc in lines(small)]
    shapes, rest = {}, ""
    for country in small["objects"]["countries"]["geometries"]:
        if country.get("id") == LEFT_OUT:
            continue
        path = "".join(written(ring) for ring in rings(country, arcs))
        code = codes.get(country.get("id", ""))
        if code:
            shapes[code] = path
        else:
            rest += path
    fine = lines(large)
    points = {
        codes[country["id"]]: middle(country, fine)
        for country in large["objects"]["countries"]["geometries"]
        if country.get("id") in codes and country["id"] != LEFT_OUT
        and not shapes.get(codes[country["id"]])
    }  # fmt: skip
    drawn = {code: path for code, path in shapes.items() if path}
    return {"width": WIDTH, "height": HEIGHT, "shapes": drawn, "points": points, "rest": rest}


def lines(topology: Mapping[str, Any]) -> list[list[Point]]:
    """The arcs of a topology in degrees; they are stored as steps on a grid."""
    scale, (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * scale[0] + left, y * scale[1] + bottom))
        found.append(unwrapped(line))
    return found


def unwrapped(line: list[Point]) -> list[Point]:
    """The line without jumps from 180 degrees east to 180 west: it runs on beyond them."""
    found: list[Point] = []
    for longitude, latitude in line:
        turns = round((found[-1][0] - longitude) / 360) if found else 0
        found.append((longitude + turns * 360, latitude))
    return found


def thinned(line: list[Point]) -> list[Point]:
    """The line without its smallest bends (Visvalingam and Whyatt 1993); its ends stay."""
    kept = [(degrees, on_paper(*degrees)) for degrees in line]
    while len(kept) > 2:
        areas = [
            triangle(*(paper for _degrees, paper in kept[i - 1 : i + 2]))
            for i in range(1, len(kept) - 1)
        ]
        least = min(range(len(areas)), key=areas.__getitem__)
        if areas[least] >= SMALLEST:
            break
        del kept[least + 1]
    return [degrees for degrees, _paper in kept]


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def outlines(country: Mapping[str, Any], arcs: list[list[Point]]) -> Iterator[list[Point]]:
    """Every ring of a country in units of the drawing, outer ones and holes, cut at 180 degrees.

    A negative number is an arc run backwards.
    """
    nested = country.get("arcs", [])
    for polygon in [nested] if country["type"] == "Polygon" else nested:
        for numbers in polygon:
            line: list[Point] = []
            for number in numbers:
                line += arcs[number] if number >= 0 else arcs[~number][::-1]
            line = unwrapped(line)
            for turn in (-360, 0, 360):
                part = cut([(x + turn, y) for x, y in line])
                if part:
                    yield [on_paper(*degrees) for degrees in part]


def cut(ring: list[Point]) -> list[Point]:
    """What of a ring lies between 180 degrees west and east (Sutherland and Hodgman 1974)."""
    for side in (-1, 1):
        kept: list[Point] = []
        for before, here in zip([ring[-1], *ring], ring, strict=False) if ring else ():
            inside, was_inside = side * here[0] <= 180, side * before[0] <= 180
            if inside != was_inside:
                part = (side * 180 - before[0]) / (here[0] - before[0])
                kept.append((side * 180.0, before[1] + part * (here[1] - before[1])))
            if inside:
                kept.append(here)
        ring = kept
    return ring


def rings(country: Mapping[str, Any], arcs: list[list[Point]]) -> Iterator[Ring]:
    """Outlines in whole units, without those of which nothing is left."""
    for line in outlines(country, arcs):
        whole = [(round(x), round(y)) for x, y in line]
        ring = [p for p, before in zip(whole, [None, *whole], strict=False) if p != before]
        if ring and ring[0] == ring[-1]:
            ring.pop()
        if len(ring) >= 3:
            yield ring


def written(ring: Ring) -> str:
    """A ring as relative steps, in as few letters as SVG allows: ``M412 96l3-1 2 4z``."""
    text = f"M{ring[0][0]} {ring[0][1]}l"
    for (x, y), (to_x, to_y) in pairwise(ring):
        for step in (to_x - x, to_y - y):
            text += str(step) if step < 0 or text.endswith("l") else f" {step}"
    return text + "z"


def middle(country: Mapping[str, Any], arcs: list[list[Point]]) -> list[int]:
    """The middle of a country's largest ring, by the box around it."""

    def box(line: list[Point]) -> tuple[float, float, float]:
        xs, ys = [x for x, _y in line], [y for _x, y in line]
        return (
            (max(xs) - min(xs)) * (max(ys) - min(ys)),
            (max(xs) + min(xs)) / 2,
            (max(ys) + min(ys)) / 2,
        )

    _area, x, y = max(box(line) for line in outlines(country, arcs))
    return [round(x), round(y)]

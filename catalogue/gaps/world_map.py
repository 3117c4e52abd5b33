"""The map that `manage.py build_world` drew once: no tiles, nobody else's server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parents[1] / "data" / "world.json"


@dataclass(frozen=True, slots=True)
class World:
    """``shapes``: the ``d`` of a path by slug of the country; ``points``: the middle of those too
    small to draw; ``rest``: land without a code of ISO 3166-1. In units of ``width`` by ``height``.
    """

    source: str
    width: int
    height: int
    shapes: Mapping[str, str]
    points: Mapping[str, tuple[int, int]]
    rest: str


@lru_cache(maxsize=1)
def world() -> World:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    points = {code: (x, y) for code, (x, y) in table.pop("points").items()}
    return World(points=points, **table)

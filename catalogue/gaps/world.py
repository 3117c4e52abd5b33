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
    """``shapes``: the ``d`` of a path by alpha-2; ``points``: the middle of what is too small to
    draw; ``rest``: land to which ISO 3166-1 gives no code. In units of ``width`` by ``height``.
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

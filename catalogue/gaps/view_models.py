"""What the gap map's page is handed (see ``hub.web.view_models`` for the conventions)."""

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from hub.web.view_models import Link


class HeatCell(NamedTuple):
    """One number of the matrix. A tuple and not a dataclass: a page makes some 600 of them.

    ``level`` is the shade, 0 (nothing recorded) to 5; ``url`` the list of the ``total``.
    """

    url: str
    total: int
    active: int
    verified: int
    level: int


@dataclass(frozen=True, slots=True)
class HeatHead:
    """The head of a row or column; ``language`` is that of its label, ``state``: not known."""

    label: str
    language: str
    cell: HeatCell
    state: bool = False


@dataclass(frozen=True, slots=True)
class HeatGroup:
    """Columns that stand under a wider one, or under nothing where ``link`` is None."""

    link: Link | None
    span: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """``cells`` are the row's ``<td>`` elements as HTML: a loop in the template takes five times as
    long for some 600 of them.
    """

    head: HeatHead
    cells: Markup


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The matrix. ``levels`` word the shades from 1 to 5 ("2–3"); ``groups`` may be empty."""

    caption: str
    rows: tuple[HeatRow, ...]
    columns: tuple[HeatHead, ...]
    groups: tuple[HeatGroup, ...]
    whole: HeatCell
    levels: tuple[str, ...]
    empty: str


class MapShape(NamedTuple):
    """A country on the map: its ``code``, a link (label "Kenya: 2 tools") and its shade."""

    code: str
    url: str
    label: str
    level: int
    point: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class WorldMap:
    """One measure on the map. ``unknown`` is what it cannot show, with its list; ``others`` are the
    codes of drawn countries that it has no number for.
    """

    slug: str
    title: str
    sentence: str
    shapes: tuple[MapShape, ...]
    others: tuple[str, ...]
    unknown: Link
    levels: tuple[str, ...]


class PlaceRow(NamedTuple):
    """A country or region with both numbers, each as (words, address); no address beside a 0."""

    label: str
    depth: int
    made: tuple[str, str]
    used: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Maps:
    """Both maps. ``land`` is drawn once below; ``drawn`` holds shapes by code, for both."""

    width: int
    height: int
    land: str
    drawn: tuple[tuple[str, str], ...]
    maps: tuple[WorldMap, ...]
    rows: tuple[PlaceRow, ...]
    countries: int


class Bar(NamedTuple):
    """A year: its link counts the launches. ``x``, ``y`` and ``height`` place the bar, ``at`` the
    point of the line of all launches so far.
    """

    link: Link
    so_far: int
    x: int
    y: int
    height: int
    at: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Launches per year. ``line`` is the ``points`` of a polyline."""

    width: int
    height: int
    bar: int
    base: int
    bars: tuple[Bar, ...]
    line: str
    summary: str
    before: Link | None
    unknown: Link


@dataclass(frozen=True, slots=True)
class Nothing:
    """A situation of crisis and the tasks without a tool in it."""

    sentence: str
    tasks: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class GapPage:
    heading: str
    findings: tuple[Link, ...]
    nothing: tuple[Nothing, ...]
    views: tuple[Link, ...]
    counted: tuple[Link, ...]
    heat: HeatMap
    maps: Maps
    chart: Chart | None

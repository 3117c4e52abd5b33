"""How the map was drawn."""

import re
from itertools import pairwise

import pytest

from catalogue.gaps import drawing
from catalogue.gaps.world_map import world
from hub.vocabulary.cldr_names import country_name


def test_the_projection_agrees_with_the_published_table():
    # Šavrič, Patterson and Jenny 2019: the length of the pole line is 0.59247 of the equator's.
    equator, pole = drawing.equal_earth(180, 0)[0], drawing.equal_earth(180, 90)[0]
    assert pole / equator == pytest.approx(0.59247, abs=1e-4)


def test_the_projection_keeps_areas():
    def area(south: float, north: float) -> float:
        steps = 2000
        edges = [south + (north - south) * i / steps for i in range(steps + 1)]
        points = [drawing.equal_earth(1, edge) for edge in edges]
        return sum((a[0] + b[0]) / 2 * (b[1] - a[1]) for a, b in pairwise(points))

    # Zones between sines of latitude that are equally far apart are equally large on a sphere.
    assert area(0, 30) == pytest.approx(area(30, 90), rel=1e-4)


def test_a_line_over_180_degrees_runs_on():
    assert drawing.unwrapped([(179.0, 60.0), (-179.0, 61.0)]) == [(179.0, 60.0), (181.0, 61.0)]


def test_a_ring_is_cut_at_180_degrees():
    ring = [(170.0, 0.0), (190.0, 0.0), (190.0, 10.0), (170.0, 10.0)]
    assert max(x for x, _y in drawing.cut(ring)) == 180.0
    assert drawing.cut([(x + 360, y) for x, y in ring]) == []


def test_thinning_keeps_the_ends_and_drops_small_bends():
    assert drawing.thinned([(0.0, 0.0), (1.0, 0.001), (2.0, 0.0)]) == [(0.0, 0.0), (2.0, 0.0)]


def test_a_ring_is_written_in_relative_steps():
    assert drawing.written([(10, 20), (15, 18), (15, 25)]) == "M10 20l5-2 0 7z"


def test_every_drawn_country_is_one_of_ours():
    codes = {*world().shapes, *world().points}
    assert [code for code in codes if country_name(code) == code] == []


def test_no_country_is_both_a_shape_and_a_point():
    assert not world().shapes.keys() & world().points.keys()


def test_every_shape_lies_on_the_paper():
    for code, path in world().shapes.items():
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path), code
        for ring in path.split("M")[1:]:
            start, _l, steps = ring.rstrip("z").partition("l")
            x, y = map(int, start.split())
            numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
            for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + step_x, y + step_y
                assert 0 <= x <= world().width, code
                assert 0 <= y <= world().height, code


def test_the_map_is_small_and_says_where_it_is_from():
    assert len("".join(world().shapes.values())) < 25_000
    assert "Natural Earth" in world().source

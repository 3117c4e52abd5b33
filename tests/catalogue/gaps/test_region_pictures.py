"""The world in dots: where tools are made and used."""

import re

import pytest

from catalogue.gaps.maps import world_shapes
from catalogue.gaps.region_pictures import PITCH, country_cells, region_pictures, strokes
from hub.search_engine.snapshot_cache import get_snapshot


def test_no_dot_belongs_to_two_countries():
    cells = [cell for cells in country_cells().values() for cell in cells]
    # Neighbours are simplified apart: a dot on the seam may lie in both.
    assert len(cells) - len(set(cells)) <= len(cells) // 50


def test_land_has_as_many_dots_as_its_area():
    """Brazil, whose outline is large and simple, by the shoelace formula."""
    numbers = [int(number) for number in re.findall(r"-?\d+", world_shapes().shapes["br"])]
    x = y = area = 0
    points = []
    for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + step_x, y + step_y
        points.append((x, y))
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        area += (x1 * y2 - x2 * y1) / 2
    assert len(country_cells()["br"]) == pytest.approx(abs(area) / PITCH**2, rel=0.1)


def test_every_dot_lies_on_the_picture(starter):
    drawn = region_pictures(get_snapshot("tool", "public"))
    for _slug, path in drawn.shapes:
        for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)", path):
            assert 0 <= int(column) + int(length) < drawn.width
            assert 0 <= int(row) < drawn.height


def test_a_stroke_goes_on_behind_its_last_dot():
    """Browsers draw no dash at the very end of a stroke, and none of one without length."""
    assert strokes({(3, 5), (4, 1), (4, 2), (4, 3)}) == "M5 3h0.1M1 4h2.1"


@pytest.mark.django_db
def test_nothing_is_drawn_of_nothing():
    assert region_pictures(get_snapshot("tool", "public")) is None


@pytest.mark.usefixtures("starter")
def test_a_region_is_shaded_by_its_tools_and_told_in_words(visit):
    made, used = region_pictures(get_snapshot("tool", "public")).pictures
    assert [picture.title for picture in (made, used)] == ["Made in", "Used in"]
    shades = dict(made.shades)
    assert shades["m49-021"] == 5  # Northern America
    assert shades["m49-017"] == 0  # Middle Africa
    assert {0, 5} <= set(dict(used.shades).values()) <= set(range(6))
    for region in (*made.regions, *used.regions):
        assert visit(region.url).heading.startswith(f"{region.count} tool")

"""The shapes of the world map."""

import re

from catalogue.gaps.maps import world_shapes
from hub.vocabulary.cldr_names import country_name


def test_every_drawn_country_is_one_of_ours():
    codes = {*world_shapes().shapes, *world_shapes().points}
    assert [code for code in codes if country_name(code) == code] == []


def test_no_country_is_both_a_shape_and_a_point():
    assert not world_shapes().shapes.keys() & world_shapes().points.keys()


def test_every_shape_lies_on_the_paper():
    for code, path in world_shapes().shapes.items():
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path), code
        for ring in path.split("M")[1:]:
            start, _l, steps = ring.rstrip("z").partition("l")
            x, y = map(int, start.split())
            numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
            for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + step_x, y + step_y
                assert 0 <= x <= world_shapes().width, code
                assert 0 <= y <= world_shapes().height, code


def test_the_map_is_small_and_says_where_it_is_from():
    assert len("".join(world_shapes().shapes.values())) < 25_000
    assert "Natural Earth" in world_shapes().source

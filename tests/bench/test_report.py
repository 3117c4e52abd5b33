import re
from xml.etree import ElementTree as ET

import pytest

from bench.plot import curve_plot, curves_of, target_bar
from bench.report import report
from bench.results import merge
from bench.rows import Row

ROWS = merge(
    [],
    [
        *(Row(f"list & page, at {size:,}", size / 4, "ms") for size in (100, 10_000, 1_000)),
        Row("elsewhere, at 100", 3.0, "ms"),
        Row("elsewhere, at 1,000", 3.0, "ms"),
        Row("share", 90.0, "%", 75.0, at_least=True, seen=30.0),
        Row("slow", 24.0, "ms", 12.0),
    ],
)


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def widths(svg: str) -> list[float]:
    return [float(one.get("width", 0)) for one in parse(svg) if one.tag.endswith("rect")]


def test_what_was_measured_at_three_sizes_is_a_curve_in_their_order():
    assert curves_of(ROWS) == {"ms": {"list & page": [(100, 25), (1_000, 250), (10_000, 2_500)]}}


def test_a_straight_line_over_logarithms_is_drawn_straight():
    svg = parse(curve_plot("Growth", "ms", curves_of(ROWS)["ms"]))
    line = next(one for one in svg if one.tag.endswith("polyline")).get("points", "")
    (x0, y0), (x1, y1), (x2, y2) = (map(float, pair.split(",")) for pair in line.split())
    assert (x1 - x0, y1 - y0) == pytest.approx((x2 - x1, y2 - y1), abs=0.3)  # rounded
    assert (x0 < x1, y0 > y1) == (True, True)


def test_a_bar_is_the_share_of_the_target_and_short_is_good():
    share, slow = ROWS[-2:]
    assert widths(target_bar(slow)) == [120.0]
    assert widths(target_bar(share)) == [50.0]
    assert target_bar(ROWS[0]) == ""


def test_a_target_of_nothing_has_a_bar():
    assert widths(target_bar(merge([], [Row("stale", 0, "times", 0.0)])[0])) == [0.0]
    assert widths(target_bar(merge([], [Row("stale", 3, "times", 0.0)])[0])) == [120.0]


def test_the_report_tells_earlier_values_and_ratios():
    html = report(ROWS, {"slow": 48.0, "gone": 1.0})
    line = next(line for line in html.split("<tr>") if line.startswith("<td>slow"))
    assert re.findall(r"<td>([^<]*)</td>", line)[-2:] == ["48.000", "0.50"]
    assert "≥ 75" in html


def test_the_report_needs_no_network_and_escapes_names():
    html = report(ROWS)
    assert "<svg" in html
    assert "list &amp; page" in html
    assert not re.search(r"<script|<link|src=|href=", html)
    assert set(re.findall(r"https?://[^\"'<\s]+", html)) == {"http://www.w3.org/2000/svg"}

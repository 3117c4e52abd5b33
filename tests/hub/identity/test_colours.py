"""Colours are those that can be read on every ground that they meet, light and dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from hub.identity.colours import (
    DARK,
    LEAST_CONTRAST,
    LIGHT,
    contrast,
    is_readable,
    least_contrast,
    nearest_readable,
    style_sheet,
)

SITE_SHEET = Path(settings.BASE_DIR) / "static" / "css" / "site.css"


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#ffffff", "#ffffff") == 1


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_built_in_colours_can_be_read(scheme):
    assert is_readable(scheme.built_in, scheme)


@pytest.mark.parametrize(
    ("colour", "scheme"), [("#ffcc00", LIGHT), ("#88ccee", LIGHT), ("#0a4d54", DARK)]
)
def test_a_colour_that_cannot_be_read_has_a_near_one_that_can(colour, scheme):
    assert not is_readable(colour, scheme)
    nearest = nearest_readable(colour, scheme)
    assert nearest != scheme.built_in
    assert least_contrast(nearest, scheme) >= LEAST_CONTRAST


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#GGGGGG", "0a4d54", "#0a4d54;}"])
def test_what_is_no_colour_is_none(colour):
    assert not is_readable(colour, LIGHT)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_grounds_are_those_of_the_sites_own_sheet(scheme):
    sheet = SITE_SHEET.read_text(encoding="utf-8")
    for name, colour in scheme.grounds.items():
        given = re.findall(rf"--{name}:\s*(#[0-9a-f]+)", sheet)
        short = "#" + colour[1] + colour[3] + colour[5]
        assert colour in given or short in given, name


def test_the_sheet_sets_both_and_leaves_print_alone():
    sheet = style_sheet("#123456", "#abcdef")
    assert sheet.count("@media screen") == 2
    assert "--link:#123456" in sheet.partition("prefers-color-scheme:dark")[0]
    assert "--link:#abcdef" in sheet.partition("prefers-color-scheme:dark")[2]

"""The colours of links and buttons, and whether they can be read (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import colorsys
import re
from typing import NamedTuple

LEAST_CONTRAST = 4.5
COLOUR = re.compile(r"#[0-9a-f]{6}")


class Scheme(NamedTuple):
    """What a colour meets in static/css/site.css: the grounds of links, and the text of buttons.

    The names are those of the custom properties.
    """

    grounds: dict[str, str]
    built_in: str


LIGHT = Scheme(
    {"paper": "#fbf8f2", "sheet": "#fffdf9", "tint": "#f2ecdf", "warn-tint": "#fdf0da",
     "on-link": "#ffffff"},
    "#0a4d54",
)  # fmt: skip
DARK = Scheme(
    {"paper": "#181613", "sheet": "#1f1c18", "tint": "#2a2620", "warn-tint": "#2e2413",
     "on-link": "#0c2325"},
    "#94d3d3",
)  # fmt: skip


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (``#rrggbb``), from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, scheme: Scheme) -> float:
    return min(contrast(colour, ground) for ground in scheme.grounds.values())


def nearest_readable(colour: str, scheme: Scheme) -> str:
    """The colour of the same hue, darker or brighter, that is just readable."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    step = -0.005 if scheme is LIGHT else 0.005
    while 0 < lightness < 1:
        lightness = min(1.0, max(0.0, lightness + step))
        parts = colorsys.hls_to_rgb(hue, lightness, saturation)
        nearest = "#" + "".join(f"{round(part * 255):02x}" for part in parts)
        if least_contrast(nearest, scheme) >= LEAST_CONTRAST:
            return nearest
    return scheme.built_in


def style_sheet(light: str, dark: str) -> str:
    """The sheet that follows the site's own; what is printed stays black."""
    return (
        f"@media screen{{:root{{--link:{light}}}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--link:{dark}}}}}"
    )


def is_readable(colour: str, scheme: Scheme) -> bool:
    return bool(COLOUR.fullmatch(colour)) and least_contrast(colour, scheme) >= LEAST_CONTRAST


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (part / 255 for part in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

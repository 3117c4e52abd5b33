"""An address as a QR code (ISO/IEC 18004), for a phone without network to show to another."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from markupsafe import Markup

# Larger codes are too fine to be read off the screen of a phone: version 25 has 117 modules a side.
MAX_VERSION = 25
NO_CODE = Markup("")
QUIET_ZONE = 4  # modules of white around it, as the standard asks for


@dataclass(frozen=True, slots=True)
class QrCode:
    """``svg`` is empty where the address is too long for a code that a phone can read."""

    address: str
    svg: Markup = NO_CODE


def build_qr_code(address: str) -> QrCode:
    """With the least error correction, so that it has the fewest modules: a screen has no dirt."""
    try:
        code = segno.make(address, error="l", micro=False, boost_error=False)
    except segno.DataOverflowError:
        return QrCode(address)
    if int(code.version) > MAX_VERSION:
        return QrCode(address)
    svg = code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None)
    return QrCode(address, Markup(svg))  # noqa: S704  # nosec  # made of numbers only

"""An address as a QR code (ISO/IEC 18004), for a phone without network to show to another."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from markupsafe import Markup

# Larger codes are too fine to be read off the screen of a phone: version 25 has 117 modules a side,
# and holds so many bytes with the least error correction (ISO/IEC 18004, table 7).
MAX_BYTES = 1273
NO_CODE = Markup("")
QUIET_ZONE = 4  # modules of white around it, as the standard asks for


@dataclass(frozen=True, slots=True)
class QrCode:
    """``svg`` is empty where the address is too long for a code that a phone can read."""

    address: str
    svg: Markup = NO_CODE


def build_qr_code(address: str) -> QrCode:
    """With the least error correction, so that it has the fewest modules: a screen has no dirt."""
    # Asked first: to compose a code that nobody gets takes a second.
    if len(address.encode()) > MAX_BYTES:
        return QrCode(address)
    code = segno.make(address, error="l", micro=False, boost_error=False)
    svg = code.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None)
    return QrCode(address, Markup(svg))  # noqa: S704  # nosec  # made of numbers only

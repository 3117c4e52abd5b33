"""What a telephone is told to dial: addresses of the schemes tel, sms and mailto.

RFC 3966 for ``tel``, RFC 5724 for ``sms``, RFC 6068 for ``mailto``; letters of a number are the
keys of ITU-T E.161.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

KEYS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999", strict=True))
DIALLED = ("phone", "short-code", "whatsapp", "sms")
# Digits with what people write between them, and letters right behind a digit, a hyphen or a
# letter. What stands apart is a word ("116 006 or 112", "112 (police)"), and would be dialled too.
NUMBER = re.compile(r"\+?\(?\d(?:[\d\s().\-/·]|(?<=[\d\-A-Za-z])[A-Za-z])*")
# A stroke parts an area code; else it parts two numbers.
TWO_NUMBERS = re.compile(r"\s/|/\s|/.*/|^[^0+(][^/]*/")
TRUNK = re.compile(r"\(0\)")  # of "+44 (0)79...": never dialled after the country
E164 = r"^\+[1-9][0-9]{5,14}$"  # ITU-T E.164, also as the database checks it
SHORTEST, LONGEST = 2, 15  # digits
WEB = re.compile(r"https?://\S+")


def dialled(value: str, e164: str | None = None) -> str:
    """The digits to dial, with "+" where the country stands before them; empty where none are."""
    if e164:
        return e164
    value = value.strip()
    if not NUMBER.fullmatch(value) or TWO_NUMBERS.search(value):
        return ""
    value = TRUNK.sub("", value) if value.startswith("+") else value
    digits = "".join(
        KEYS.get(letter, letter) for letter in value.upper() if letter in KEYS or letter.isdecimal()
    )
    digits = "".join(str(int(digit)) for digit in digits)  # of whatever script they are
    if not SHORTEST <= len(digits) <= LONGEST:
        return ""
    return f"+{digits}" if value.startswith("+") else digits


def channel_address(kind: str, value: str, e164: str | None = None) -> str:
    """The address behind a number or address, empty where there is none to link."""
    number = dialled(value, e164) if kind in DIALLED else ""
    if kind in ("phone", "short-code"):
        return f"tel:{number}" if number else ""
    if kind == "sms":
        return f"sms:{number}" if number else ""
    if kind == "whatsapp":
        return f"https://wa.me/{number[1:]}" if number.startswith("+") else ""
    if kind == "email":
        return f"mailto:{quote(value.strip(), safe='@')}"
    return value.strip() if WEB.fullmatch(value.strip()) else ""


def channel_problem(kind: str, value: str, e164: str | None) -> str:
    """A sentence where nobody could be reached so, else empty."""
    value = (value or "").strip()
    if e164 and not re.fullmatch(E164, e164):
        sentence = _("“%(value)s” is no number with its country, such as +38971234567.")
        return sentence % {"value": e164}
    if kind in DIALLED and not dialled(value, e164):
        return _("“%(value)s” is no number that can be dialled.") % {"value": value}
    if kind == "email":
        try:
            validate_email(value)
        except ValidationError:
            return _("“%(value)s” is no e-mail address.") % {"value": value}
    return "" if value else _("A number or address is missing.")

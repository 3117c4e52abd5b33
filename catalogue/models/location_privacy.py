"""What would lead to a place where people at risk are, or to a person: refused in free text."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NUMBER = r"\d{1,5}\s?[a-zA-Z]?"
# Words for a street before or after its name, as they are written in our languages.
AFTER = (
    r"(?:Street|St\.|Road|Rd\.?|Avenue|Ave\.?|Boulevard|Blvd\.?|Lane|Drive|Square|Close|Crescent"
    r"|Terrace|Highway|Alley|Court)"
)
BEFORE = (
    r"(?:rue|avenue|boulevard|allée|calle|avenida|carrera|rua|travessa|ulica|ulitsa|jalan|jl\.?"
    r"|улица|ул\.|проспект|переулок|شارع|طريق|زقاق)"
)
ADDRESSES = (
    # 12 Baker Street
    re.compile(rf"\b{NUMBER},?\s+(?:[A-Z][\w'’.-]*\s+){{1,4}}{AFTER}(?!\w)"),
    # 12 rue de la Paix
    re.compile(rf"\b{NUMBER},?\s+(?:bis\s+|ter\s+)?{BEFORE}\s+\w+", re.IGNORECASE),
    # Calle Mayor 12, улица Ленина, д. 5, شارع النيل 5
    re.compile(
        rf"(?<!\w){BEFORE}\s+(?:[^\W\d][\w'’.-]*,?\s+){{1,5}}(?:no\.?\s*|n[°º]\s*|nº\s*|#\s*|д\.\s*)?\d",
        re.IGNORECASE,
    ),
    # Lindenstraße 7
    re.compile(r"\b[A-ZÄÖÜ]\w+(?:straße|strasse|gasse|platz)\s+\d"),
    # 和平路12号
    re.compile(r"[路街道巷]\s*\d+\s*[号號]"),
    # House 12, plot no. 4, P.O. Box 3
    re.compile(
        r"\b(?:house|plot|building|flat|apartment|tent|shelter|room|p\.?\s?o\.?\s?box)"
        r"\s++(?:no\.?|number|nr\.?|#)?\s*+\d",
        re.IGNORECASE,
    ),
)
COORDINATES = (
    # Each run of blanks can be read in one way only, so that a long one costs one pass.
    re.compile(
        r"[-+]?\d{1,3}[.,]\d{3,}(?:\s*+°)?+(?:\s*+[NSEWO])?+(?:\s*+[,;/]\s*+|\s++)"
        r"[-+]?\d{1,3}[.,]\d{3,}"
    ),
    re.compile(r"\d{1,3}\s*[°º]\s*\d{1,2}(?:[.,]\d+)?\s*['′’]"),
    re.compile(r"\d{1,3}(?:[.,]\d+)?\s*[°º]\s*[NSEWO](?!\w)"),
    re.compile(r"\b(?:geo:|maps\.|goo\.gl/maps|google\.\w+/maps|openstreetmap\.org|what3words)"),
    re.compile(r"///\w+\.\w+\.\w+"),
    # A plus code (Open Location Code)
    re.compile(r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"),
)
MAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,255}\.\w{2,}|\bmailto:")
# Eight or more digits, or a sign of a telephone and six: with the marks that stand between them.
DIGITS = re.compile(r"(?:\+|\btel\.?:?\s*)?\(?\d(?:[\s\u00a0().\-–/]*\d){5,}", re.IGNORECASE)
DATES = re.compile(
    r"(?:19|20)\d\d(?:\s?[-–/.]\s?\d{1,4}){0,3}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d"
)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> str:
    return next((match.group() for pattern in patterns if (match := pattern.search(text))), "")


def telephone(text: str) -> str:
    """The first part of a text that reads like a telephone number; empty if none does.

    Years, dates and spans of years are none. Thousands with commas ("15,000") are none either.
    """
    for match in DIGITS.finditer(text):
        digits = match.group().strip()
        if DATES.fullmatch(digits):
            continue
        marked = digits.startswith("+") or digits.lower().startswith("tel")
        if marked or sum(letter.isdigit() for letter in digits) >= 8:
            return digits
    return ""


def no_whereabouts(text: str) -> None:
    """Raise ValidationError where a text holds what would lead somebody to people in hiding."""
    checks = (
        (_first(COORDINATES, text), _("These look like coordinates: “%(found)s”. %(rule)s")),
        (_first(ADDRESSES, text), _("This looks like an address: “%(found)s”. %(rule)s")),
        (_first((MAIL,), text), _("This looks like an e-mail address: “%(found)s”. %(rule)s")),
        (telephone(text), _("This looks like a telephone number: “%(found)s”. %(rule)s")),
    )
    rule = _(
        "Say which kind of place it is and in which country, never where exactly or whom to call: "
        "people may be in hiding there."
    )
    problems = [
        ValidationError(sentence, code="whereabouts", params={"found": passage[:60], "rule": rule})
        for passage, sentence in checks
        if passage
    ]
    if problems:
        raise ValidationError(problems)

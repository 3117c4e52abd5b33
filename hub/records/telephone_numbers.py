"""Telephone numbers in prose: international ones, those behind a word for a telephone, and those
that are written as people write a number at home.

Every repetition is bounded or possessive, so that a text costs one pass however long it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from phonenumbers import Leniency, PhoneNumberMatcher

Span = tuple[str, int, int]  # kind, start and end in a text

# A number as people write it after the word for a telephone, of seven digits to fifteen.
CALLED = re.compile(
    r"(?:\b(?:tele?(?:ph?one?|fono|fon|f)?|t[ée]l(?:[ée]phone)?|phone|mobile|sms|fax|whatsapp|"
    r"viber|hotline|helpline|тел(?:ефон)?|моб)|هاتف|جوال|واتساب|电话|電話|手机)"
    r"\.?\s*+(?:no\.?|number|is)?\s*+[:：]?\s*+(\+?\(?\d[\d\s().\-/]{5,20}\d)",
    re.IGNORECASE,
)
YEAR = r"(?:19|20)\d\d"
YEARS = re.compile(rf"{YEAR}\s?[-–/]\s?{YEAR}")
PREFIX = re.compile(r"(?<![\d.,/\-])00(?=[1-9](?:[\s().-]{0,3}\d){6})")
SEVEN_DIGITS = re.compile(r"(?:\d[\s().\-/‐‑–]{0,2}){7}")
# Dates and spans of them, which are blanked before numbers are looked for.
DATE = re.compile(
    rf"(?<!\d)(?<!\d[-./])(?:{YEAR}([-./])\d\d?\1\d\d?|(?:\d\d?\.?[-–])?\d\d?([-./])\d\d?\2{YEAR}|"
    rf"\d\d?[./]{YEAR}|{YEAR}\s?[-–/]\s?(?:{YEAR}|\d\d))(?![-./–]?\d)"
)
# Figures with what may stand between two of them, a comma or a colon too: what those part is an
# amount or a time, and no number to call.
RUN = re.compile(
    r"(?<![\w./=#@&_%-])[+(]{0,2}\d++"
    r"(?:(?: ?[-‐‑–] ?| ?\(|\) ?[-.]?|[ \t./,:'’])(?=\d)\d++)*+(?![\w%])"
)
AMOUNT = re.compile(r"[1-9]\d{0,2}(?:([ .'’])\d{3})(?:\1\d{3})*(?:\.\d{1,2})?")
SMALL = re.compile(r"[1-9]\d{0,2}")
DASH = re.compile(r" ?[-‐‑–] ?")
MANY = re.compile(r"[,/]")
FIGURES = re.compile(r"\d+")
DAY_WITHOUT_MARKS = re.compile(rf"{YEAR}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
# What one may dial at home without groups and without a zero: mobile numbers of India and China.
MOBILE = re.compile(r"[6-9]\d{9}|1[3-9]\d{9}")
BEFORE = 40  # letters in which a word says what a number is
CONTACT = re.compile(
    r"\b(?:contact(?:o|er|ez|ar)?|call|phone|telephone|ring|dial|ask for|reach (?:us|me|him|her|"
    r"them)|cell|mobile|hotline|helpline|whatsapp|signal|viber|telegram|sms|t[ée]l[ée]phone[rz]?|"
    r"t[ée]l|appel(?:er|ez)|joindre|portable|ll[aá]m(?:e|a|ar|enos)|tel[ée]fono|tel[eé]fone|"
    r"celular|m[óo]vil|ligue|telem[óo]vel|telefon|anrufen|handy|kontakt|ara[yr]ın|"
    r"(?:по)?звони(?:те|ть)|тел(?:ефон)?|контакт|моб)\b|اتصل|للاتصال|للتواصل|هاتف|جوال|واتساب|"
    r"تلفن|تماس|电话|電話|手机|手機|联系|聯繫|致电|致電|拨打|撥打",
    re.IGNORECASE,
)
BESIDE = re.compile(r"[\s.:]{0,3}(?:(?:on|at|us|au|al|по)[\s:]{1,2})?$", re.IGNORECASE)
# Words before a number of something else. "Phone number" is none of them.
IDENTIFIER = re.compile(
    r"(?:\b(?:isbn|issn|doi|orcid|isni|iban|grant|contract|agreement|project|registration|reg|"
    r"registered|company|charity|licen[cs]e|account|ref(?:erence)?|case|vat|siret|siren|ein|nct|"
    r"imo|invoice|no|nr|num|contrat|subvention|contrato|proyecto|projet|договор|грант)\b|[#№]|"
    r"\bn[°ºo]|عقد|منحة|合同|编号)[^.;!?\n]{0,3}(?:\b(?:agreement|number|no|nr|id|code|is)\b)?"
    r"[\s.:#°º\-]{0,4}(?:1[03][\s:]{1,3})?$",
    re.IGNORECASE,
)
CURRENCY = (
    r"[$€£¥₹₽₦₺₴]|\b(?:eur(?:os?)?|usd|us dollars?|dollars?|gbp|chf|cad|aud|nzd|jpy|cny|inr|rub|"
    r"kes|ngn|xof|xaf|brl|mxn|sek|nok|dkk|pln|pounds?|francs?|rupees?|pesos?|rubles?|yen|yuan)\b"
)
MONEY_BEFORE = re.compile(rf"(?:{CURRENCY})\s?$", re.IGNORECASE)
MONEY_BEHIND = re.compile(rf"\s?(?:{CURRENCY}|millions?\b|billions?\b|%)", re.IGNORECASE)


def find_phones(text: str) -> Iterator[Span]:
    """International numbers that their country really gives out, any behind a word for a telephone,
    and any that are written as national ones."""
    if not SEVEN_DIGITS.search(text):
        return
    spans = list(_international(text))
    yield from spans
    seen = [_digits(text[start:end]) for _kind, start, end in spans]
    for called in CALLED.finditer(text):
        digits = _digits(called[1])
        if YEARS.fullmatch(called[1].strip()):
            continue
        if 7 <= len(digits) <= 15 and not any(one in digits or digits in one for one in seen):
            spans.append(("phone", called.start(1), called.end(1)))
            yield spans[-1]
    yield from _national(_without(text, spans))


def _international(text: str) -> Iterator[Span]:
    # As long as before, so that places in it are places in the text.
    international = PREFIX.sub(" +", text)
    if "+" not in international:
        return
    for match in PhoneNumberMatcher(international, None, leniency=Leniency.VALID):
        start = max(international.find("+", match.start, match.end), match.start)
        yield "phone", start - (text[start] == "0"), match.end


def _without(text: str, spans: list[Span]) -> str:
    """The text with dates blanked and these parts as letters, as long as before."""
    pieces, end = [], 0
    for _kind, start, stop in sorted(spans, key=lambda span: span[1:]):
        pieces += [text[end:start], "x" * (stop - max(start, end))]
        end = max(end, stop)
    rest = "".join([*pieces, text[end:]])
    return DATE.sub(lambda match: " " * len(match[0]), rest)


def _national(text: str) -> Iterator[Span]:
    for run in RUN.finditer(text):
        for start, end in _numbers(run[0]):
            start, end = run.start() + start, run.start() + end
            if _is_national(text, start, end):
                yield "phone", start, end


def _numbers(run: str) -> Iterator[tuple[int, int]]:
    """Start and end of what may be one number: a run holds several, or years around one."""
    ends = [(0, len(run))]
    if MANY.search(run):
        cuts = [-1, *(mark.start() for mark in MANY.finditer(run)), len(run)]
        parts = [(left + 1, right) for left, right in pairwise(cuts)]
        if all(len(_all_digits(run[start:end])) >= 9 for start, end in parts):
            ends = parts
    for start, end in ends:
        groups = [(start + m.start(), start + m.end()) for m in FIGURES.finditer(run[start:end])]
        while groups and _is_year(run[slice(*groups[0])]):
            start = groups.pop(0)[1]
            start = groups[0][0] if groups else start
        if groups:
            is_open = run[start] == "(" and ")" not in run[start:end]
            yield start + is_open, end


def _is_year(figures: str) -> bool:
    return re.fullmatch(YEAR, figures) is not None


def _is_national(text: str, start: int, end: int) -> bool:
    number, before = text[start:end], text[max(0, start - BEFORE) : start]
    digits = _all_digits(number)
    if not 7 <= len(digits) <= 13 or "," in number or ":" in number or digits.startswith("000"):
        return False
    contact = _last(CONTACT, before)
    if contact is None and IDENTIFIER.search(before):
        return False
    if contact and IDENTIFIER.search(before[contact.end() :]) and not BESIDE_NUMBER.search(before):
        return False
    if MONEY_BEFORE.search(before) or MONEY_BEHIND.match(text, end):
        return False
    if _is_amount(number):
        is_asked_to_call = contact is not None and BESIDE.match(before, contact.end())
        behind = text[end : end + 2].strip()[:1]
        return bool(is_asked_to_call and len(digits) == 9 and not digits.endswith("000")
                    and not behind.isalpha())  # fmt: skip
    if len(digits) < 9:
        return contact is not None and not DAY_WITHOUT_MARKS.fullmatch(digits)
    return _is_written_as_phone(number, digits) or (contact is not None and "." not in number)


# "Phone no.", "my number is"
BESIDE_NUMBER = re.compile(
    r"(?:phone|mobile|cell|tel|call|contact)[\s.]{0,2}(?:no|number|nr)[\s.:]{0,3}$", re.IGNORECASE
)


def _is_written_as_phone(number: str, digits: str) -> bool:
    """Whether nine digits to thirteen stand in groups as those of a telephone number do."""
    groups = FIGURES.findall(number)
    if len(digits) == 13 and digits.startswith(("978", "979")):  # an ISBN
        return False
    if len(groups) == 1:
        return digits.startswith("0") or MOBILE.fullmatch(digits) is not None
    if "'" in number or "’" in number or ("." in number and re.search(r"[-‐‑–/]", number)):
        return False
    if "." in number:
        is_address = len(groups) == 4 and all(int(group) <= 255 for group in groups)
        lengths = [len(group) for group in groups]
        return not is_address and (
            (digits.startswith("0") and len(groups[0]) > 1) or lengths == [3, 3, 4]
        )
    return max(map(len, groups)) <= 9


def _is_amount(number: str) -> bool:
    """Whether figures stand in threes as in a count, or as in a span of counts."""
    plain = FIGURES.sub(lambda match: _ascii(match[0]), number)
    parts = DASH.split(plain)
    amounts = [part for part in parts if AMOUNT.fullmatch(part)]
    rest = [part for part in parts if not AMOUNT.fullmatch(part)]
    if amounts and all(SMALL.fullmatch(part) for part in rest):
        return True
    # A count with the year behind it
    head, _blank, last = plain.rpartition(" ")
    return _is_year(last) and AMOUNT.fullmatch(head) is not None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(text):
        last = match
    return last


def _ascii(figures: str) -> str:
    return "".join(str(int(figure)) for figure in figures)


def _all_digits(text: str) -> str:
    return _ascii(re.sub(r"\D", "", text))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text).lstrip("0")

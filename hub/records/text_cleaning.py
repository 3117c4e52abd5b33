"""Texts of others on their way in: as plain text, and with what they tell of persons found."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import nh3

from hub.records.telephone_numbers import Span, find_phones

# The property Bidi_Control of Unicode: they let a text be read otherwise than it is stored.
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(
    chr(code) for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r"
)
# Letters without a width, and the tags of Unicode: a text can be hidden in them, or made unlike
# what it looks like. The joiners U+200C and U+200D stay: Persian and Hindi are misspelt without
# them.
TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
UNSEEN = f"\u00ad\u200b\u2060\ufeff{TAGS}"
REMOVED = dict.fromkeys(map(ord, DIRECTIONS + CONTROLS + UNSEEN))
HALVES = re.compile("[\ud800-\udfff]")

# The elements of HTML (https://html.spec.whatwg.org/multipage/indices.html), those that older
# pages have, and the commonest of SVG and MathML.
ELEMENTS = (
    "a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|big|blink|"
    "blockquote|body|br|button|canvas|caption|center|circle|cite|code|col|colgroup|data|datalist|"
    "dd|defs|del|details|dfn|dialog|dir|div|dl|dt|ellipse|em|embed|fieldset|figcaption|figure|font|"
    "footer|foreignobject|form|frame|frameset|g|h[1-6]|head|header|hgroup|hr|html|i|iframe|image|"
    "img|input|ins|isindex|kbd|label|legend|li|line|link|listing|main|map|mark|marquee|math|menu|"
    "meta|meter|mi|mn|mo|mrow|ms|mtext|nav|nobr|noembed|noframes|noscript|object|ol|optgroup|"
    "option|output|p|param|path|picture|plaintext|polygon|polyline|pre|progress|q|rb|rect|rp|rt|"
    "rtc|ruby|s|samp|script|search|section|select|slot|small|source|span|strike|strong|style|sub|"
    "summary|sup|svg|table|tbody|td|template|text|textarea|tfoot|th|thead|time|title|tr|track|"
    "tspan|tt|u|ul|use|var|video|wbr|xmp|(?:o|v|w|m|x|st1):[a-z]+"
)
FLAGS = (
    "allowfullscreen|async|autofocus|autoplay|checked|compact|controls|default|defer|disabled|"
    "formnovalidate|hidden|inert|ismap|itemscope|loop|multiple|muted|nomodule|noshade|novalidate|"
    "nowrap|open|playsinline|readonly|required|reversed|selected"
)
# Every repetition is possessive: an attribute can be read in one way only, so that a tag without
# its end costs one pass. As for browsers, an equals sign is part of a value without quotes.
ATTRIBUTE = rf"(?:[\w:@.-]++\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>`]++)|(?:{FLAGS})\b)"
# The name of an element to its end: no other one is tried where no tag follows it.
NAMED = rf"(?=[a-z])(?>(?:{ELEMENTS})(?=[\s/>]))"
# A tag as markup has it. "a <b and c> d" and "<intake desk>" are words: no element, or what
# follows its name are no attributes.
TAG = re.compile(
    rf"<!--.*?(?:-->|$)|<!doctype\b[^<>]*>|<\?xml\b[^<>]*>|<!\[(?:CDATA\[|if\b|endif\b)[^<>]*>|"
    rf"</{NAMED}\s*+>|<{NAMED}(?:[\s/]++{ATTRIBUTE}(?:[\s/]*+{ATTRIBUTE})*+)?[\s/]*+>",
    re.IGNORECASE | re.DOTALL,
)
NAME = re.compile(r"</?([\w:?!-]+)")
BREAK = re.compile(r"<(?:br|hr|/p|/li|/div|/tr|/h[1-6]|/blockquote)\b[^>]*>", re.IGNORECASE)
LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
ANY_LINK = re.compile(r"</?a\b[^>]*>")
# For each of these letters nh3 reads the rest of the text once more, looking for hard spaces: many
# signs of degrees cost seconds. Noncharacters of Unicode stand for them meanwhile.
STAND_INS = {0xA0 + place: 0xFDD0 + place for place in range(32)}
STOOD_FOR = {stand_in: letter for letter, stand_in in STAND_INS.items()}
SCHEMES = {"http", "https", "mailto"}
# A text that is markup within markup within markup is not worth a fourth look.
LOOKS = 3


def clean_text(text: str) -> str:
    """Plain text: markup goes, an allowed link stays behind its words, controls are removed.

    Markup is what ``TAG`` matches; angle brackets around words stay. A text without markup is
    unchanged but for the controls. Cleaning twice changes nothing.
    """
    text = remove_controls(text)
    for _look in range(LOOKS):
        if "<" not in text or not TAG.search(text):
            return text
        text = _without_markup(text).translate(REMOVED)
    # Tags that stand within tags could be taken out one layer at a time, without end.
    return text.replace("<", "") if TAG.search(text) else text


def remove_controls(text: str) -> str:
    """The text without what nobody sees: ``REMOVED``, and halves of letters.

    Of imports and of forms alike. Tabs and line breaks stay, as do the joiners.
    """
    if text.isprintable():  # which no text is that has a line break, or any of what is removed
        return text
    return HALVES.sub("", text.translate(REMOVED))


def markup_in(text: str) -> list[str]:
    """The tags that ``clean_text`` takes out of a text, each once, such as "<b>"."""
    if "<" not in text:
        return []
    names = (NAME.match(match[0]) for match in TAG.finditer(text))
    tags = (f"<{name[1].lower()}>" if name else "<![ ]>" for name in names)
    return list(dict.fromkeys("<!-- -->" if tag.startswith("<!--") else tag for tag in tags))


def _without_markup(text: str) -> str:
    marked = nh3.clean(
        "".join(_marked_pieces(text)).translate(STAND_INS),
        tags={"a"},
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel=None,
    ).translate(STOOD_FOR)
    plain = ANY_LINK.sub("", LINK.sub(_told, marked))
    return re.sub(r"\n{3,}", "\n\n", html.unescape(plain)).strip()


def _marked_pieces(text: str) -> Iterator[str]:
    """The text with line breaks for elements that end a line, and brackets of words escaped."""
    end = 0
    for match in TAG.finditer(text):
        yield text[end : match.start()].replace("<", "&lt;").replace(">", "&gt;")
        yield "\n" if BREAK.match(match[0]) else match[0]
        end = match.end()
    yield text[end:].replace("<", "&lt;").replace(">", "&gt;")


def _told(link: re.Match[str]) -> str:
    address, words = link[1].removeprefix("mailto:"), link[2]
    if ":" not in link[1]:  # relative: it leads nowhere from here
        return words
    return words if words.strip() in (address, link[1]) else f"{words} ({address})".strip()


@dataclass(frozen=True)
class PersonalDataMatch:
    """``kind``: email, messenger, phone, coordinates or document; ``value`` as it stands there."""

    kind: str
    value: str


EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?[\[(](?:at|@)[\])]\s?)"
    r"(?:[\w-]{1,63}(?:\.|\s?[\[(](?:dot|\.)[\])]\s?)){1,5}[^\W\d_]{2,24}",
    re.IGNORECASE,
)
AT = re.compile(r"[\[(]at[\])]", re.IGNORECASE)
# An address in words, from its "at" on, and what may stand before that.
SPELLED = re.compile(
    r"\s(?:at\s{1,2}[\w-]{1,63}(?:\s{1,2}dot\s{1,2}[\w-]{1,63}){0,3}\s{1,2}dot|"
    r"(?:arobase|arroba)\s{1,2}[\w-]{1,63}(?:\s{1,2}(?:point|punto|ponto)\s{1,2}[\w-]{1,63}){0,3}"
    r"\s{1,2}(?:point|punto|ponto))\s{1,2}[a-z]{2,6}\b",
    re.IGNORECASE,
)
MAILBOX = re.compile(r"[\w.+-]{1,64}\s?$")
# Accounts by which one person is reached. A page of an organisation is none of them.
MESSENGER = re.compile(
    r"(?:https?://)?(?<![\w-])(?:www\.)?(?:wa\.me|t\.me|telegram\.me|signal\.me|m\.me|vk\.me|"
    r"zalo\.me|line\.me/ti|(?:api|chat|web)\.whatsapp\.com|join\.skype\.com)/[^\s<>\"'()\[\]]{2,200}",
    re.IGNORECASE,
)
MESSENGER_HINT = re.compile(r"\.me/|whatsapp\.com/|skype\.com/", re.IGNORECASE)
DOCUMENT = re.compile(
    r"(?:\b(?:passport|passeport|pasaporte|passaporte|reisepass|personalausweis|identity card|"
    r"id card|national id|carte d['’]identité|cédula|cedula|dni|паспорт[а-я]{0,2})\b|جواز سفر|"
    r"جواز السفر|护照|身份证)\s{0,2}(?:number|no|nr|n[°ºo]|num[ée]ro|número|номер|رقم|号码|号)?"
    r"[\s.:#]{0,3}(?P<number>(?=[a-z]{0,4}\d)(?=(?:[a-z]{0,4}\d){5})[a-z\d]{7,15})\b",
    re.IGNORECASE,
)
PAIR = re.compile(
    r"(?<![\d.\-])([-+]?\d{1,2}\.\d{3,10})\s?°?\s?[NS]?\s?[,;/ ]\s?"
    r"([-+]?\d{1,3}\.\d{3,10})\s?°?\s?[EWO]?(?![\d.])"
)
DEGREES = re.compile(
    r"\d{1,2}\s?°\s?\d{1,2}(?:\.\d+)?\s?['′’](?:\s?\d{1,2}(?:\.\d+)?\s?(?:\"|″|”|''|′′))?\s?[NS]\b.{0,4}?"
    r"\d{1,3}\s?°\s?\d{1,2}(?:\.\d+)?\s?['′’](?:\s?\d{1,2}(?:\.\d+)?\s?(?:\"|″|”|''|′′))?\s?[EWO]\b"
)
FIGURE = re.compile(r"\d")
UNSEEN_CATEGORIES = frozenset(("Cf", "Mn", "Mc", "Me"))


def personal_data(text: str) -> list[PersonalDataMatch]:
    """E-mail addresses, accounts of messengers, telephone numbers, coordinates and numbers of
    identity documents in free text, in that order.

    They are looked for in the text as it looks: wide letters as plain ones, without invisible ones.
    """
    plain, places = _as_it_looks(text)
    spans = [*_emails(plain), *_accounts(plain)]
    if FIGURE.search(plain):
        coordinates, documents = list(_coordinates(plain)), list(_documents(plain))
        others = [*spans, *coordinates, *documents]
        spans += [*find_phones(_blanked(plain, others)), *coordinates, *documents]
    matches = (
        PersonalDataMatch(kind, text[places[start] : places[end - 1] + 1].strip())
        for kind, start, end in spans
    )
    return list(dict.fromkeys(matches))


def _as_it_looks(text: str) -> tuple[str, Sequence[int]]:
    """The text by Unicode's compatible letters, and for each letter its place in the text."""
    if text.isascii():
        return text, range(len(text))
    letters = [_plain_letter(letter) for letter in text]
    places = [place for place, plain in enumerate(letters) for _letter in plain]
    return "".join(letters), places


@lru_cache(maxsize=8192)
def _plain_letter(letter: str) -> str:
    """NFKC of one letter without format characters (category Cf) and marks (M)."""
    if letter.isnumeric() and not letter.isdecimal():
        return letter  # "²" behind a number is a note, and no digit of it
    plain = unicodedata.normalize("NFKC", letter)
    return "".join(part for part in plain if unicodedata.category(part) not in UNSEEN_CATEGORIES)


def _blanked(text: str, spans: list[Span]) -> str:
    """The text with blanks for these parts, as long as before."""
    pieces, end = [], 0
    for _kind, start, stop in sorted(spans, key=lambda span: span[1:]):
        pieces += [text[end:start], " " * (stop - max(start, end))]
        end = max(end, stop)
    return "".join([*pieces, text[end:]])


def _emails(text: str) -> Iterator[Span]:
    if "@" in text or (("[" in text or "(" in text) and AT.search(text)):
        for match in EMAIL.finditer(text):
            yield "email", match.start(), match.end()
    for match in SPELLED.finditer(text):
        mailbox = MAILBOX.search(text[max(0, match.start() - 65) : match.start()])
        if mailbox:
            yield "email", match.start() - len(mailbox[0]), match.end()


def _accounts(text: str) -> Iterator[Span]:
    if "/" in text and MESSENGER_HINT.search(text):
        for match in MESSENGER.finditer(text):
            yield "messenger", match.start(), match.end()


def _documents(text: str) -> Iterator[Span]:
    for match in DOCUMENT.finditer(text):
        yield "document", match.start("number"), match.end("number")


def _coordinates(text: str) -> Iterator[Span]:
    for match in PAIR.finditer(text) if "." in text else ():
        if abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180:
            yield "coordinates", match.start(), match.end()
    for match in DEGREES.finditer(text) if "°" in text else ():
        yield "coordinates", match.start(), match.end()


# What makes spreadsheet programs evaluate a cell, also in the wide letters of East Asia.
FORMULA = "=+-@\t\r\n|%＝＋－＠"
NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def inert(cell: str) -> str:
    """A cell of an exported CSV that no spreadsheet program takes for a formula."""
    if not cell or NUMBER.fullmatch(cell):
        return cell
    start = cell.lstrip(" \u00a0\ufeff")[:1]
    return f"'{cell}" if start and start in FORMULA else cell


def guarded(cell: str) -> str:
    """As ``inert``, in a way that ``without_guard`` takes back whatever the cell begins with."""
    return inert(escaped(cell))


def escaped(cell: str) -> str:
    """A cell that is no formula as it is, and that ``without_guard`` would shorten."""
    return f"'{cell}" if without_guard(cell) != cell else cell


def without_guard(cell: str) -> str:
    """A cell of an exported table without the apostrophe that makes it no formula."""
    bare = cell.lstrip("'")
    return cell[1:] if bare != cell and inert(bare) != bare else cell

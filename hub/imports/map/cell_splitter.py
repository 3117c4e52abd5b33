"""Cut a cell into its values: a name that we know first, then quoted parts, then the separator."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

IsName = Callable[[str], bool]

# Marks that seldom stand within a name, the likeliest first; the weak ones often do.
MARKS = (";", "|", "\n", ",", "/", "、", "،", "；", "，", "·", "•")
AND, BLANK = "and", " "
WEAK = ("&", AND, BLANK)
NEVER_IN_NAMES = (";", "|", "\n")
SEPARATORS = (*MARKS, *WEAK)
MAX_SEPARATOR = 10  # characters of a curator's own
MAX_JOINED = 5  # pieces of one name: "Korea, Republic of"
# Blanks are taken from their first one on and never given back, and a quoted part holds no second
# mark of its kind: however long a cell is, none of its letters is looked at again and again.
SPACE = r"(?<!\s)\s++"
CONJUNCTION = rf"{SPACE}(?:and|et|y|e|und|i|oraz|и|و)\s++|(?:{SPACE})?(?:和|与|及)\s*+"
ENDING = re.compile(rf"{CONJUNCTION}|(?:{SPACE})?&\s*+", re.IGNORECASE)
# Whatever else may part what a column's separator left together.
OTHER_MARK = re.compile(rf"[{re.escape(''.join(MARKS))}]|{ENDING.pattern}", re.IGNORECASE)
QUOTED = re.compile(r'\s*+(?:"([^"]+)"|“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」)\s*+')
Piece = tuple[int, int, str]  # start and end in the cell, and the text of a quoted part or ""


@lru_cache(maxsize=256)
def _pattern(separator: str) -> re.Pattern[str]:
    if separator == AND:
        return re.compile(CONJUNCTION, re.IGNORECASE)
    if not separator.strip():
        return re.compile(r"\n+" if "\n" in separator else r"\s+")
    mark = re.escape(separator.strip())
    is_word = separator.strip().isalpha()
    return re.compile(
        rf"{SPACE}{mark}\s++" if is_word else rf"(?:{SPACE})?{mark}\s*+", re.IGNORECASE
    )


def split_cell(
    text: str, separator: str, is_name: IsName | None = None, is_known: IsName | None = None
) -> list[str]:
    """The values of a cell, without empty ones.

    ``separator``: a mark, ``AND`` for that word in any of our languages, ``BLANK``, or a curator's
    own. ``is_name``: whether a text is one value although the separator stands in it.
    ``is_known``: whether it is one of which nobody needs to be asked; without it, every name is.
    What is left of a cell that separates in another way than its column is cut where that leaves
    known names alone: else a part of a name would go in by itself.
    """
    text = text.strip()
    if not text:
        return []
    is_known = is_known or is_name
    if is_name and separator not in NEVER_IN_NAMES and is_name(text):
        return [text]
    if not separator:
        match = QUOTED.fullmatch(text)
        return (
            [next(filter(None, match.groups()))] if match else _cut_further(text, is_name, is_known)
        )
    pieces = _cut(text, _pattern(separator))
    joining = None if separator in NEVER_IN_NAMES else is_name
    if joining and (len(pieces) > 1 or ENDING.search(text)):
        return _joined(text, pieces, joining, is_known)
    return [
        value
        for start, end, quoted in pieces
        for value in ([quoted] if quoted else _cut_further(text[start:end], is_name, is_known))
    ]


def _cut_further(text: str, is_name: IsName | None, is_known: IsName | None) -> list[str]:
    """The known names that a mark other than the column's parts the text into, else the text."""
    if is_name and is_known and OTHER_MARK.search(text) and not is_name(text):
        parts = [part.strip() for part in OTHER_MARK.split(text) if part.strip()]
        if len(parts) > 1 and all(map(is_known, parts)):
            return parts
    return [text]


def _cut(text: str, pattern: re.Pattern[str]) -> list[Piece]:
    pieces, at = [], 0
    while at < len(text):
        match = QUOTED.match(text, at)
        if match:
            # The blanks behind a quoted part may be its separator.
            ends = (match.end(), match.end(match.lastindex or 0) + 1)
            behind = next((part for end in ends if (part := pattern.match(text, end))), None)
            if behind or match.end() == len(text):
                pieces.append((match.start(), match.end(), next(filter(None, match.groups()))))
                at = behind.end() if behind else len(text)
                continue
        separator = pattern.search(text, at)
        end = separator.start() if separator else len(text)
        if text[at:end].strip():
            start = at + len(text[at:end]) - len(text[at:end].lstrip())
            pieces.append((start, start + len(text[at:end].strip()), ""))
        at = separator.end() if separator else len(text)
    return pieces


def _joined(text: str, pieces: list[Piece], is_name: IsName, is_known: IsName | None) -> list[str]:
    """The longest names first; the last of a list may have an "and" before it."""
    values: list[str] = []
    at = 0
    while at < len(pieces):
        start, end, quoted = pieces[at]
        if quoted:
            values.append(quoted)
            at += 1
            continue
        length = _longest_name(text, pieces, at, is_name)
        if length:
            values.append(text[start : pieces[at + length - 1][1]])
        else:
            values += _cut_further(text[start:end], is_name, is_known)
        at += length or 1
    return values


def _longest_name(text: str, pieces: list[Piece], at: int, is_name: IsName) -> int:
    """How many pieces from this one on are one name; 0 where even the first is none."""
    for length in range(min(MAX_JOINED, len(pieces) - at), 0, -1):
        some = pieces[at : at + length]
        if not any(quoted for _start, _end, quoted in some) and is_name(
            text[some[0][0] : some[-1][1]]
        ):
            return length
    return 0

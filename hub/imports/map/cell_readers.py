"""What single cells say: yes or no, numbers, addresses, sources, people, and texts cut to measure.

Each takes a cell that is not empty. Raises ValueError with a sentence where it cannot be read, and
PartlyReadError where something of it had to be left out.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from hub.records.readable_values import readable
from hub.records.text_cleaning import clean_text

YES = frozenset((
    "1", "1.0", "true", "t", "yes", "y", "x", "on", "checked", "ticked", "selected", "vrai",
    "oui", "verdadero", "sí", "si", "verdadeiro", "sim", "wahr", "ja", "истина", "да", "صحيح",
    "نعم", "真", "是", "有", "✓", "✔", "☑", "√", "✅", "🗸", "✔️",
))  # fmt: skip
NO = frozenset((
    "0", "0.0", "false", "f", "no", "n", "off", "unchecked", "unticked", "faux", "non", "falso",
    "nao", "não", "falsch", "nein", "ложь", "нет", "خطأ", "خاطئ", "لا", "假", "否", "✗", "✘", "☐",
    "❌", "✕", "✖", "✖️",
))  # fmt: skip
WITH_SCHEME = re.compile(r"https?://\S+$", re.IGNORECASE)
SCHEME = re.compile(r"^(?:https?:)?/*", re.IGNORECASE)
# "example.org", "bücher.example/path": labels with a point, the last one of letters; no "@".
BARE = re.compile(
    r"^(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]+)(?::\d{2,5})?(?:[/?#]\S*)?$"
)
FILE_NAME = re.compile(r"^[^/]*\.(?:pdf|docx?|xlsx?|pptx?|html?|txt|csv|json|png|jpe?g|zip)$", re.I)
BREAKS = re.compile(r"[\s,;|<>\"“”()\[\]]+|(?<=\S)\s*(?:،|；|，|、)")
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”»)\]]*\s+(?=\S)|(?<=[。！？؟])\s*")
PREFERRED = 300  # characters of a summary that is made of a longer text
MAX_SHOWN = 80


class PartlyReadError(ValueError):
    """The cell was read in part. ``value``: what can be imported; the text tells what cannot."""

    def __init__(self, value: Any, sentence: str) -> None:
        super().__init__(sentence)
        self.value = value


def read_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word in YES or word in NO:
        return word in YES
    raise ValueError(
        _("“%(value)s” is neither yes nor no. Write yes or no.") % {"value": shorten(value)}
    )


def read_number(value: Any) -> Any:
    """A whole number; what is none stays as it is, for the reader to refuse."""
    text = re.sub(r"[.,]0+$", "", readable(value).strip())
    if text.isdecimal():
        return int(text)
    return text if isinstance(value, bool) else value  # True counts as 1 in Python, not here


def read_address(value: Any) -> str:
    """The first address of a cell, with its scheme."""
    text = readable(value).strip()
    address = full_address(text)
    if address is not None:
        return address
    addresses = [address for piece in BREAKS.split(text) if (address := full_address(piece))]
    addresses = list(dict.fromkeys(addresses))
    if not addresses:
        raise ValueError(
            _("“%(value)s” is no web address. Write it in full, such as https://www.example.org.")
            % {"value": shorten(text)}
        )
    first, *others = addresses
    if others:
        sentence = _("The cell holds more than one address. %(first)s is read, and %(others)s not.")
        words = {"first": first, "others": ", ".join(others)}
        raise PartlyReadError(first, sentence % words)
    sentence = _("Of “%(value)s” only the address %(first)s is read.")
    raise PartlyReadError(first, sentence % {"value": shorten(text), "first": first})


def full_address(text: str) -> str | None:
    """An address with its scheme; None for what is none."""
    text = text.strip().rstrip(".,;")
    if WITH_SCHEME.match(text):
        return text
    bare = SCHEME.sub("", text)
    if BARE.match(bare) and "@" not in bare.partition("/")[0] and not FILE_NAME.match(bare):
        return f"https://{bare}"
    return None


def looks_like_address(text: str) -> bool:
    return full_address(text) is not None


def read_source(piece: Any) -> Any:
    """A source of a cell is an address or a title."""
    if not isinstance(piece, str):
        return piece
    address = full_address(piece)
    return {"url": address} if address else {"title": piece}


def read_speaker(piece: Any) -> Any:
    """A speaker of a cell: "Jane Doe, ODIHR" or "Jane Doe (ODIHR)"."""
    if not isinstance(piece, str):
        return piece
    # The bracket that ends the cell, or the first comma: whichever is first.
    end = len(piece) - 1
    bracket = piece.find("(", piece.rfind(")", 0, end) + 1) if piece.endswith(")") else -1
    comma = piece.find(",")
    if bracket > 0 and not 0 < comma < bracket:
        name, affiliation = piece[:bracket], piece[bracket + 1 : end]
    else:
        name, _comma, affiliation = piece.partition(",")
    name, affiliation = name.strip(), affiliation.strip()
    if not name or not affiliation or "\n" in name:
        return {"name": piece}
    return {"name": name, "affiliation": affiliation}


def plain_text(value: Any) -> Any:
    """A text, which numbers and lists of texts of a JSON file are; the reader refuses the rest."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(value)


def first_sentences(text: str, most: int, preferred: int = 0) -> str:
    """The sentences that a text begins with, at most ``most`` characters.

    ``preferred``: characters that suffice once there is a whole sentence; 0: as many as fit. A
    first sentence that is too long is cut behind a word.
    """
    text = clean_text(text).strip()
    if len(text) <= most:
        return text
    end = 0
    for match in SENTENCE_END.finditer(text):
        stop = match.start() + len(match[0].rstrip()) if match[0].strip() else match.start()
        if stop > most or (preferred and end and stop > preferred):
            break
        end = stop
    if end:
        return text[:end].rstrip()
    end = text.rfind(" ", 0, most)
    return text[: end if end > 0 else most - 1] + "…"


def shorten(value: Any) -> str:
    return readable(value).strip()[:MAX_SHOWN]

"""The parts of what is written as the name of a body: acronyms, glosses in brackets, what a comma
or a dash sets apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from catalogue.models.organisation import matching_key
from hub.imports.record_types.body_name_words import SMALL_WORDS

MARKED = re.compile(r"\s+[-–]+\s+|\s*:\s+|\s*—\s*")
COMMA = re.compile(r"\s*[,،，、]\s*")
BRACKETED = re.compile(r"^(?P<before>.+?)\s*[(\[（](?P<inside>[^()\[\]（）]+)[)\]）]\s*$")
ACRONYM = re.compile(r"^\w[\w.&/-]{1,11}$")
MAX_NAME = 300  # characters of a name


def spaced(text: str) -> str:
    """With single blanks: what a text of many blanks costs is what its letters cost."""
    return " ".join(text.split())


def is_acronym(text: str) -> bool:
    """ "IOM", "U.N.", "ECPAT": one word, and most of its letters are capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return bool(ACRONYM.match(text)) and capitals > 1 and capitals > len(letters) / 2


def name_readings(name: str) -> list[str]:
    """A name with, and without, the acronym that stands beside it."""
    name = spaced(name)
    if len(name) > MAX_NAME:
        return [name]
    match = BRACKETED.match(name)
    parts = [match["before"], match["inside"]] if match else MARKED.split(name, maxsplit=1)
    if len(parts) == 2 and sum(map(is_acronym, parts)) == 1:
        return [name, *parts]
    return [name]


def is_subsequence(letters: str, text: str) -> bool:
    """Whether the letters come in this order in the text, whatever stands between them."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


@lru_cache(maxsize=4096)
def folded_letters(text: str) -> str:
    return matching_key(text).replace(" ", "")


def sorted_letters(letters: str) -> str:
    return "".join(sorted(letters))


def initials(name: str) -> set[str]:
    """First letters of a name's words, with the small ones and without."""
    name = spaced(name)[:MAX_NAME]
    words = matching_key(BRACKETED.sub(r"\g<before>", name)).split()
    long_words = [word for word in words if word not in SMALL_WORDS]
    return {"".join(word[0] for word in some) for some in (words, long_words) if len(some) > 1}


def partings(text: str) -> Iterator[tuple[list[str], bool]]:
    """The ways in which a text may be a name and something beside it, or a gloss in brackets."""
    text = " ".join(text.split())  # else a long run of blanks is tried from each of them
    match = BRACKETED.match(text)
    if match:
        yield _texts([match["before"], match["inside"]]), True
    for pattern in (MARKED, COMMA):
        parts = _texts(pattern.split(text))
        if len(parts) > 1:
            yield parts, False
        if len(parts) > 2:
            yield [parts[0], " ".join(parts[1:])], False
            yield [" ".join(parts[:-1]), parts[-1]], False


def _texts(parts: Iterable[str]) -> list[str]:
    return [text for part in parts if (text := part.strip())]

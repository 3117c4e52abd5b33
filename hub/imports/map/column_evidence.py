"""What the headings and the values of a column say for or against a field."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

from catalogue.fields.headings import ATTRIBUTES, OF_BODIES, OF_PERSONS, OF_PLACES
from catalogue.models.organisation import matching_key
from hub.imports.map.cell_readers import BREAKS, NO, YES, looks_like_address
from hub.imports.map.choices import find_choice
from hub.imports.map.date_ranges import parse_date_or_range
from hub.imports.map.value_map import ValueMap
from hub.imports.record_types import ImportField

LANGUAGE = re.compile(r"(?<=\w)\.[a-z]{2}$")  # "title.en"
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # "startDate", "siteURL"
# "fields.Name": what programs wrap a record in; "country.name": what they call a label.
WRAPPERS = frozenset(
    {"fields", "properties", "attributes", "data", "item", "record", "node", "row"}
)
LABELS = frozenset({"name", "title", "label", "value", "text", "rendered"})
MAX_TERM = 120  # characters: with more it is a sentence
MAX_WORDS, SENTENCE_MARKS = 7, (".", "!", "?", "。", "؟")
PIECES = re.compile(r"[;|\n,/、،；，]")
SLUG = re.compile(r"[\w-]+", re.ASCII)
FLAG_WORDS = frozenset(word for word in YES | NO if len(word) > 1 and word.isalpha())


def plain_heading(heading: str) -> str:
    """A heading without accents, marks, units in brackets: what spellings of it share."""
    parts = heading_parts(heading)
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", " ".join(parts))
    return matching_key(bare) or matching_key(" ".join(parts))


def heading_parts(heading: str) -> list[str]:
    """The words of a heading between its points, without those of the program that wrote it."""
    words = LANGUAGE.sub("", heading).replace("_", " ")
    if any(letter.isspace() for letter in heading.strip()):
        return [words]
    parts = [CAMEL.sub(" ", part) for part in words.split(".") if part.strip()]
    while len(parts) > 1 and parts[0].casefold() in WRAPPERS:
        parts = parts[1:]
    if len(parts) > 1 and parts[-1].casefold() in LABELS:
        parts = parts[:-1]
    return parts or [words]


@lru_cache(maxsize=4096)
def known_headings_of(headings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain_heading(heading) for heading in headings)


def speaks_of_another(field: ImportField, heading: str, is_body: bool) -> bool:
    """Whether a heading speaks of something else than its field does: "Org acronym" of a tool.

    ``is_body``: the records are bodies themselves, of which such a heading then speaks.
    """
    known = known_headings_of(field.headings) | {matching_key(str(field.label))}
    subjects = [OF_PERSONS, OF_PLACES, *(() if is_body else (OF_BODIES,))]
    others = frozenset[str]().union(*(words for words in subjects if words.isdisjoint(known)))
    plain = plain_heading(heading)
    within = [name for name in known if f" {name} " in f" {plain} "]
    return all(
        _is_of_another(set(plain.split()), set(name.split()), others) for name in within or [""]
    )


def _is_of_another(words: set[str], name: set[str], others: frozenset[str]) -> bool:
    """Whether a heading says more than the known one in it (``name``), and of something else."""
    rest = words - name
    asks_of_body = bool(name) and name <= OF_BODIES and not rest.isdisjoint(ATTRIBUTES)
    return asks_of_body or not rest.isdisjoint(others)


def is_possible(field: ImportField, text: str, value_map: ValueMap) -> bool:
    """Whether the text of a cell could be a value of the field."""
    text = text.strip()
    if field.scheme:
        return _is_possible_term(field, text, value_map)
    if field.shape == "url":
        return any(map(looks_like_address, BREAKS.split(text)))
    if field.shape == "flag":
        return text.casefold() in YES or text.casefold() in NO
    if field.shape in ("date", "day"):
        return is_date(text)
    if field.shape == "number":
        return text.replace(".0", "").isdecimal()
    if field.shape == "choice":
        return find_choice(field, text) is not None
    if is_flag_word(text):
        return False
    if field.shape == "sources":
        return True
    return _is_possible_text(field, text)


def _is_possible_term(field: ImportField, text: str, value_map: ValueMap) -> bool:
    if value_map.find(field.scheme, text):
        return True
    if looks_like_address(text) or is_date(text) or is_flag_word(text):
        return False
    is_sentence = text.endswith(SENTENCE_MARKS) and len(text.split()) > MAX_WORDS
    return not is_sentence and max(map(len, PIECES.split(text))) <= MAX_TERM


def _is_possible_text(field: ImportField, text: str) -> bool:
    if field.name in ("slug", "ref"):
        return SLUG.fullmatch(text) is not None
    if field.kind:  # a record is named by the address of its site, too
        return len(text) <= field.limit and not is_date(text)
    if field.free_text:
        return not looks_like_address(text) and not is_date(text) and not text.isdecimal()
    if field.shape == "organisations":
        return not looks_like_address(text) and not is_date(text)
    if field.required and (is_date(text) or text.isdecimal()):
        return False
    is_short = field.many or not field.limit or len(text) <= field.limit
    return is_short and not looks_like_address(text)


def is_flag_word(text: str) -> bool:
    """ "True", "oui", "checked": no name, and no sentence."""
    return text.strip().casefold() in FLAG_WORDS


@lru_cache(maxsize=1024)  # a value is looked at for each field that may hold dates
def is_date(text: str) -> bool:
    """Whether it is a date or a range of dates in some order of day and month."""
    for order in ("dmy", "mdy"):
        with suppress(ValueError):
            parse_date_or_range(text, order)
            return True
    return False

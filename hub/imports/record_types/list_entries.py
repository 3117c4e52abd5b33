"""Entries of a list of a record, one in each row: what makes two the same, and how they merge.

An entry is stored as the record's table of links holds it. Two are the same where all of their
parts are: spelling of blanks does not count, and a source that has an address is that address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from hub.records.models.ledger import Facts
from hub.records.text_cleaning import clean_text

Entry = Sequence[Any]
Identity = tuple[str, ...]
BOTH_KEPT = "both_kept"  # code of notes on rows about one addressee and round; nothing is left out
LISTS = ("follow_ups", "responses")  # facts that rows of their own kind add to
# Where an entry of the follow-up of a recommendation, or of the answers to it, has these parts.
WHOM, WHAT, URL, TITLE, ROUND = slice(1, 4), slice(4, 6), 6, 7, 8
LENGTH = 10  # of the longest; older ones lack the last parts


def identity(entry: Entry) -> Identity:
    parts = ["" if part is None else " ".join(clean_text(str(part)).split()) for part in entry]
    parts += [""] * (LENGTH - len(parts))
    if parts[URL]:
        parts[TITLE] = ""
    return tuple(parts)


def entry_key(name: str, facts: Facts) -> str:
    """What names the entry of a row in its source: all that it says."""
    (entry,) = facts[name]
    digest = hashlib.sha256("\x1f".join(identity(entry)).encode()).hexdigest()[:16]
    words = (facts["slug"], *identity(entry)[WHOM], identity(entry)[WHAT][0], digest)
    return " · ".join(word[:80] for word in words if word)


def same_subject(slug: str, entry: Entry) -> str:
    """What two entries share that are about one addressee in one round."""
    parts = identity(entry)
    return "\x1f".join((slug, *parts[WHOM], parts[ROUND]))


def subject_of(facts: Facts) -> str:
    """``same_subject`` of a row's entry; empty where the row has none."""
    entries = next((facts[name] for name in LISTS if facts.get(name)), None)
    return same_subject(facts["slug"], entries[0]) if entries and facts.get("slug") else ""


def merged(stored: Iterable[Entry], given: Iterable[Entry]) -> list[Entry]:
    """What is there, with what is new to it behind it."""
    entries = list(stored)
    seen = {identity(entry) for entry in entries}
    for entry in given:
        if identity(entry) not in seen:
            seen.add(identity(entry))
            entries.append(entry)
    return entries


def without(stored: Iterable[Entry], gone: Collection[Identity]) -> list[Entry]:
    return [entry for entry in stored if identity(entry) not in gone]

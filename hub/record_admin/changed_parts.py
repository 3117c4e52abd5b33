"""What differs between two values of a fact: entries of a list, words of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from hub.records.readable_values import NOTHING

WORD = re.compile(r"\w+\s*|\W\s*")
MOST_WORDS = 1500  # of both texts; comparing them takes the square of it
LEAST_ALIKE = 0.4  # of 1: below it a text was written anew, and marks in every line help nobody

FactReader = Callable[[str, Any], str]


@dataclass(frozen=True)
class Part:
    """A piece of a value as text. ``is_changed``: the other value does not have it."""

    text: str
    is_changed: bool = False


Parts = tuple[Part, ...]


def changed_parts(name: str, before: Any, after: Any, text: FactReader) -> tuple[Parts, Parts]:
    """The pieces of both values; together they are what ``text`` prints of each."""
    if isinstance(before, list) and isinstance(after, list):
        return _of_list(name, before, after, text), _of_list(name, after, before, text)
    sides = text(name, before), text(name, after)
    if isinstance(before, str) and isinstance(after, str) and before and after:
        return _of_texts(*sides)
    is_known = before not in NOTHING, after not in NOTHING
    first, second = (_whole(*side) for side in zip(sides, is_known, strict=True))
    return first, second


def _whole(text: str, is_known: bool) -> Parts:
    return (Part(text, is_known),)


def _of_list(name: str, value: list[Any], other: list[Any], text: FactReader) -> Parts:
    """An entry that stands elsewhere only is not changed."""
    if not value:
        return _whole(text(name, value), is_known=False)
    separator = "\n" if any(isinstance(entry, list | dict) for entry in value) else ", "
    parts: list[Part] = []
    for entry in value:
        if printed := text(name, [entry]) if entry not in NOTHING else "":
            parts += [Part(separator)] if parts else []
            parts.append(Part(printed, entry not in other))
    return tuple(parts)


def _of_texts(before: str, after: str) -> tuple[Parts, Parts]:
    first, second = WORD.findall(before), WORD.findall(after)
    if max(len(first), len(second)) > MOST_WORDS:
        return _whole(before, is_known=True), _whole(after, is_known=True)
    bare = [word.strip() for word in first], [word.strip() for word in second]
    matcher = SequenceMatcher(None, bare[0], bare[1], autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return _whole(before, is_known=True), _whole(after, is_known=True)
    steps = matcher.get_opcodes()
    return (
        _joined(first, ((start, end, what != "equal") for what, start, end, _i, _j in steps)),
        _joined(second, ((start, end, what != "equal") for what, _i, _j, start, end in steps)),
    )


def _joined(words: Sequence[str], runs: Iterable[tuple[int, int, bool]]) -> Parts:
    """The blanks behind a run are not a part of it."""
    parts: list[Part] = []
    for start, end, is_changed in runs:
        run = "".join(words[start:end])
        if is_changed and run != run.rstrip():
            parts += [Part(run.rstrip(), is_changed=True), Part(run[len(run.rstrip()) :])]
        elif run:
            parts.append(Part(run, is_changed))
    return tuple(parts)

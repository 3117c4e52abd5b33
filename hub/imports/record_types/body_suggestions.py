"""The bodies that a text may mean, for a curator to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from hub.imports.record_types.body_index import BodyIndex
from hub.imports.record_types.body_name_parts import (
    MAX_NAME,
    folded_letters,
    initials,
    is_acronym,
    partings,
    sorted_letters,
    spaced,
)
from hub.imports.record_types.body_name_words import plain_name
from hub.imports.record_types.likeness import ALMOST, WITHIN, is_within

MIN_SIMILARITY, MAX_SUGGESTIONS = 60, 3
BY_INITIALS, BY_LETTERS, BY_PART = 95, 90, 92


def suggest_bodies(bodies: BodyIndex, text: str) -> list[tuple[str, int]]:
    """Slugs of bodies that a text may mean, with a certainty of 0 to 99, best first."""
    scores: dict[int, int] = {}
    for pk, score in _likely(bodies, spaced(text)[:MAX_NAME]):
        scores[pk] = max(scores.get(pk, 0), score)
    best = sorted(scores.items(), key=lambda item: (-item[1], bodies.slug(item[0]) or ""))
    return [
        (slug, min(score, ALMOST)) for pk, score in best[:MAX_SUGGESTIONS]
        if (slug := bodies.slug(pk)) is not None
    ]  # fmt: skip


def _likely(bodies: BodyIndex, text: str) -> Iterator[tuple[int, int]]:
    parts = {text, *(part for parts, _gloss in partings(text) for part in parts)}
    for part in parts:
        pk = bodies.named(part)
        if pk is not None:
            yield pk, BY_PART
    acronyms = [part for part in parts if is_acronym(part)]
    for acronym in acronyms:
        yield from _by_initials(bodies, acronym)
    yield from _by_own_initials(bodies, text)
    if not is_acronym(text):
        yield from _by_likeness(bodies, plain_name(text))


def _by_likeness(bodies: BodyIndex, plain: str) -> Iterator[tuple[int, int]]:
    """By the words of both names; less where one has words that the other lacks."""
    for scorer, weight in ((fuzz.token_sort_ratio, 1.0), (fuzz.token_set_ratio, WITHIN / 100)):
        similar = process.extract(
            plain, bodies.long_names, scorer=scorer, limit=12,
            score_cutoff=MIN_SIMILARITY / weight,
        )  # fmt: skip
        for name, score, _at in similar:
            most = WITHIN if is_within(plain, name) else ALMOST
            yield bodies.lookup.known.organisations[name], min(round(score * weight), most)


def _by_initials(bodies: BodyIndex, acronym: str) -> Iterator[tuple[int, int]]:
    """An acronym is like what it stands for, and like the same letters in another order: "OIM"
    is "IOM", and never "IBM"."""
    letters = folded_letters(acronym)
    for pk in bodies.initials.get(letters, ()):
        yield pk, BY_INITIALS
    for pk, _acronym in bodies.acronyms.get(sorted_letters(letters), ()):
        yield pk, BY_LETTERS


def _by_own_initials(bodies: BodyIndex, text: str) -> Iterator[tuple[int, int]]:
    """A name in another language, by the acronym that its words make."""
    for own in initials(text):
        for pk, letters in bodies.acronyms.get(sorted_letters(own), ()) if len(own) > 2 else ():
            likeness = 10 * round(bodies.similarity(text, pk) / 20)
            yield pk, min((40 if letters == own else 35) + likeness, BY_LETTERS)

"""The body that a text names: beside an acronym, a country, a department or a legal form.

A body is recognised only where every part of the text is accounted for: "Thorn, USA" is Thorn, and
"Thorn Harbour" is nobody that we know. What is no more than likely is offered to a curator by
``body_suggestions`` instead.
"""

from __future__ import annotations

from catalogue.models.organisation import matching_key
from hub.imports.record_types.body_index import BodyIndex
from hub.imports.record_types.body_name_parts import (
    MAX_NAME,
    folded_letters,
    is_acronym,
    is_subsequence,
    partings,
    spaced,
)
from hub.imports.record_types.body_name_words import (
    ROLES,
    UNITS_OF_UNIVERSITIES,
    plain_name,
    units_of,
)
from hub.records.trees import ancestors
from hub.vocabulary.cldr_names import country_names
from hub.vocabulary.term_cache import term_cache

# A body that works in one country is another one in another country.
OF_ONE_COUNTRY = frozenset({"government", "ngo-local", "academic", "survivor-led", "trade-union"})
ONE_NAME = 70  # of 100: names of one body in languages that are near to each other
MOST_WORDS_OF_COUNTRY, MAX_FOUND = 6, 20_000


def _country_slugs() -> dict[str, str]:
    return term_cache().derived.get("imports.country_names", _read_country_slugs)


def _read_country_slugs() -> dict[str, str]:
    scheme = term_cache().schemes.get("country")
    slugs: dict[str, str] = {}
    for term in scheme.terms if scheme else ():
        others = (text for _language, text in term.others)
        for text in (*country_names(term.slug), *others, term.plain_label):
            slugs.setdefault(plain_name(text), term.slug)
    return slugs | {"usa": "us", "us": "us", "uk": "gb", "uae": "ae"}


def find_body(bodies: BodyIndex, text: str) -> str | None:
    """The slug of the body that a text names, None where that is not certain.

    No text is certain that is longer than a name can be.
    """
    text = spaced(text)
    if len(text) > MAX_NAME:
        return None
    if text not in bodies.found:
        if len(bodies.found) >= MAX_FOUND:
            bodies.found.clear()
        bodies.found[text] = bodies.slug(bodies.named(text) or _by_parts(bodies, text))
    return bodies.found[text]


def is_one_name(bodies: BodyIndex, text: str) -> bool:
    """Whether a text with a separator in it is one name: "Thorn, USA" in a list of names."""
    if bodies.named(text) is not None:
        return True
    before, _comma, country = text.rpartition(",")
    slug = _country_slugs().get(plain_name(country)) if before else None
    pk = bodies.named(before) if slug else None
    return slug is not None and pk is not None and _may_be_in(bodies, pk, slug)


def _by_parts(bodies: BodyIndex, text: str) -> int | None:
    for parts, is_gloss in partings(text):
        pk = _one_of(bodies, parts, is_gloss=is_gloss)
        if pk is not None:
            return pk
    return _beside_unit(bodies, text)


def _one_of(bodies: BodyIndex, parts: list[str], *, is_gloss: bool) -> int | None:
    """The one body that the parts name, if the others say nothing that speaks against it."""
    named = {part: pk for part in parts if (pk := bodies.named(part)) is not None}
    others = [part for part in parts if part not in named]
    if not named:
        # "Ministry of Interior, Montenegro" is the one that we call "... of Montenegro".
        orders = (parts, parts[::-1]) if len(parts) == 2 else ()
        return next((pk for order in orders if (pk := bodies.named(" ".join(order)))), None)
    pk = _innermost(bodies, set(named.values()))
    if pk is None:
        return None
    by_acronym = all(is_acronym(part) for part in named)
    body = " ".join(named)
    if all(
        (is_gloss and is_acronym(part)) or _goes_with(bodies, part, pk, body, by_acronym=by_acronym)
        for part in others
    ):
        return pk
    return None


def _innermost(bodies: BodyIndex, pks: set[int]) -> int | None:
    """Of several bodies the one that is part of all others."""
    for pk in pks:
        if pks <= {pk, *ancestors(pk, bodies.parents.get)}:
            return pk
    return None


def _goes_with(bodies: BodyIndex, part: str, pk: int, body: str, *, by_acronym: bool) -> bool:
    """Whether a body may have this beside its name."""
    country = _country_slugs().get(plain_name(part))
    if country is not None:
        return _may_be_in(bodies, pk, country)
    if is_acronym(part):
        return _is_short_for(bodies, part, pk)
    words = set(matching_key(part).split())
    if words <= ROLES or words & units_of(body):
        return True
    # Many bodies have the same acronym: its name beside it must be one of this body's.
    return by_acronym and bodies.similarity(part, pk) >= ONE_NAME


def _is_short_for(bodies: BodyIndex, acronym: str, pk: int) -> bool:
    """Whether the letters come in this order in one of its names: "BKA", Bundeskriminalamt."""
    letters = folded_letters(acronym)
    return any(
        name.startswith(letters[:1]) and is_subsequence(letters, name)
        for name in bodies.names_by_body.get(pk, ())
    )


def _may_be_in(bodies: BodyIndex, pk: int, country: str) -> bool:
    terms = bodies.terms.get(pk, frozenset())
    countries = {term for term in terms if term.startswith("country/")}
    of_one = any(f"organisation_type/{slug}" in terms for slug in OF_ONE_COUNTRY)
    return not of_one or not countries or f"country/{country}" in countries


def _beside_unit(bodies: BodyIndex, text: str) -> int | None:
    """ "UNODC Human Trafficking Section", "Rights Lab at the University of X", "IOM Kenya"."""
    words = text.split()
    has_unit = not UNITS_OF_UNIVERSITIES.isdisjoint(matching_key(text).split())
    for size in range(len(words) - 1, 0, -1):
        if not has_unit and len(words) - size > MOST_WORDS_OF_COUNTRY:
            return None
        for named, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            pk = _beside(bodies, " ".join(named).strip(" ,"), " ".join(rest))
            if pk is not None:
                return pk
    return None


def _beside(bodies: BodyIndex, body: str, rest: str) -> int | None:
    """The body of this name, if the rest is a country or a part of a body."""
    if " " not in body and not is_acronym(body):
        return None
    country = _country_slugs().get(plain_name(rest))
    if country is None and units_of(body).isdisjoint(matching_key(rest).split()):
        return None
    pk = bodies.named(body)
    return pk if pk is None or country is None or _may_be_in(bodies, pk, country) else None

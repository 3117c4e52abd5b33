"""The value map: a source's values as terms of the vocabularies, exact or suggested."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from catalogue.models import Organisation
from catalogue.models.organisation import matching_key
from catalogue.row_readers.record_names import NamesByKind
from hub.imports.map.missing_values import KEEP, MISSING, is_missing, is_missing_code
from hub.imports.map.place_values import COUNTRY, REGION, find_group, place_offers
from hub.imports.map.term_names import term_names
from hub.imports.record_types.body_finder import find_body, is_one_name
from hub.imports.record_types.body_index import current_bodies
from hub.imports.record_types.body_suggestions import suggest_bodies
from hub.imports.record_types.field import RECORD
from hub.imports.record_types.likeness import WITHIN, is_within
from hub.imports.record_types.lookups import current_lookup
from hub.imports.record_types.new_bodies import MAKE, ORGANISATION
from hub.vocabulary.country_names import country_spellings
from hub.vocabulary.models import KNOWN_NONE
from hub.vocabulary.term_cache import TermCache, term_cache

MAX_SUGGESTIONS, MAX_SIMILAR = 3, 60
MIN_SIMILARITY = 60
# Of two short words so much is alike by chance: "Farsi" and "Dari", "Mandarin" and "Romanian".
MIN_OF_SHORT_WORDS, SHORT_WORD = 70, 10
# By these a cell states that there is none, as opposed to stating nothing.
NONE = frozenset({"none", "aucun", "aucune", "ninguno", "ninguna", "nenhum", "keine", "нет"})
MAX_SCORE = 99  # of a name that is only similar
CODE_SCORE = 50  # of a code that may as well say "not available" or "no"
OWN_NAME = 100  # what a term's own name is ahead of other words that are as like


class ValueMap:
    """Terms by every name they have, in any language; what a curator mapped goes before."""

    def __init__(self, own: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._terms = term_cache()
        self._own = {
            scheme: {matching_key(text) or text: slug for text, slug in targets.items()}
            for scheme, targets in (own or {}).items()
        }
        self._missing = self._own.get(MISSING, {})

    def find(self, scheme: str, text: str, *, codes: bool = True) -> str | None:
        """The slug of a term or organisation for a value of the source.

        "known-none"; "" (left out on purpose); ``MAKE`` and its name for an organisation that is
        to be made; None: nobody knows. ``codes``: whether the column holds codes, so that "NA" is
        one of them.
        """
        key = matching_key(text)
        own = self._own.get(scheme)
        if scheme == ORGANISATION:
            target = own.get(key or text) if own else None
            if target is not None and (
                not target or target.startswith(MAKE) or target in self.organisation_names
            ):
                return target
            known = self._organisations.get(key) or find_body(current_bodies(), text)
            return known if known is not None else self._find_record(ORGANISATION, text)
        if scheme.startswith(RECORD):
            target = own.get(key or text) if own else None
            if target is not None and (not target or self.has(scheme, target)):
                return target
            return self._find_record(scheme.removeprefix(RECORD), text)
        if own is not None and (key or text) in own:
            return self._current(scheme, own[key or text])
        if self._missing.get(key or text, KEEP) != KEEP:
            return ""
        if not codes and is_missing_code(text):
            return None
        slug = term_names(self._terms, scheme).single.get(key)
        if slug is None and scheme == COUNTRY and place_offers(scheme, text) is None:
            return find_country(self._terms, text)
        if slug is None and scheme == REGION:
            region = find_group(text)
            return (
                region.slug
                if region and region.is_region and self.has(scheme, region.slug)
                else None
            )
        return slug

    def _current(self, scheme: str, target: str) -> str | None:
        """What a value was mapped to, by the terms of now; None where its term was split since."""
        current = self._terms.all_current(f"{scheme}/{target}")
        return target if not current else current[0].slug if len(current) == 1 else None

    def _find_record(self, kind: str, text: str) -> str | None:
        """The slug of the one record that a text names by its slug, a name or its site."""
        names = self._records[kind]
        pk = names.one(text)
        return names.labels[pk][0] if pk is not None else None

    @property
    def _records(self) -> NamesByKind:
        return current_lookup().known.records

    def is_missing(self, text: str, scheme: str = "") -> bool:
        """Whether a value of a column says that there is none: by the curator, or by its words.

        In a column of terms a word that is the very name of a term is that term, and one that is a
        code as well is asked about.
        """
        key = matching_key(text) or text
        if key in self._own.get(scheme, ()):
            return False
        if key in self._missing:
            return self._missing[key] != KEEP
        if not is_missing(text):
            return False
        if scheme in ("", ORGANISATION):
            return True
        is_code = is_missing_code(text) and self.find(scheme, text) is not None
        return not is_code and key not in own_names(self._terms, scheme)

    def suggest(self, scheme: str, text: str) -> list[tuple[str, str, int]]:
        """Terms with a similar name, best first: slug, label, similarity (0 to 100)."""
        if scheme == ORGANISATION:
            return [(slug, self.label(scheme, slug), score)
                    for slug, score in suggest_bodies(current_bodies(), text)]  # fmt: skip
        if scheme.startswith(RECORD):
            records = self._records[scheme.removeprefix(RECORD)]
            return [
                (records.labels[pk][0], records.clear_title(pk), score)
                for pk, score in records.suggest(text)
            ]
        offers = place_offers(scheme, text)
        if offers is not None:
            return [(slug, self.label(scheme, slug), score)
                    for slug, score in offers if self.has(scheme, slug)]  # fmt: skip
        names = term_names(self._terms, scheme)
        key, scores = matching_key(text), dict[str, tuple[int, float]]()
        similar = process.extract(
            key, (*names.single, *names.shared), scorer=fuzz.token_set_ratio, limit=MAX_SIMILAR,
            score_cutoff=MIN_SIMILARITY,
        )  # fmt: skip
        for name, _score, _at in similar:
            score, tie = similarity(key, name)
            if score < MIN_OF_SHORT_WORDS and _are_short_words(key, name):
                continue
            most = WITHIN if name in names.shared else 100
            # "Free" is more like "Free for anyone" than like "free software", a word for another.
            tie += OWN_NAME if name in names.own or name == key else 0
            for slug in names.shared.get(name) or (names.single[name],):
                scores[slug] = max(scores.get(slug, (0, 0.0)), (min(score, most), tie))
        best = sorted(scores.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        best = [(slug, rank) for slug, rank in best if rank[0] >= MIN_SIMILARITY]
        most = CODE_SCORE if is_missing_code(text) else 100
        return [
            (slug, self.label(scheme, slug), min(rank[0], most))
            for slug, rank in best[:MAX_SUGGESTIONS]
        ]

    def problem(self, scheme: str, text: str) -> str:
        """Why a text names no record of a kind, or not clearly one."""
        return self._records[scheme.removeprefix(RECORD)].problem(text)

    def is_name(self, scheme: str, text: str) -> bool:
        """Whether a text is one value, although a separator may stand in it."""
        if scheme == ORGANISATION and (matching_key(text) or text) not in self._own.get(scheme, {}):
            return is_one_name(current_bodies(), text)
        if scheme != ORGANISATION and matching_key(text) in term_names(self._terms, scheme).shared:
            return True
        # "Middle East and North Africa" is one name, whether or not a term is called so.
        is_place = scheme in (COUNTRY, REGION) and find_group(text) is not None
        return is_place or self.find(scheme, text) is not None

    def is_known(self, scheme: str, text: str) -> bool:
        """Whether a text is one value of which nobody needs to be asked."""
        return self.find(scheme, text) is not None

    def is_reading(self, scheme: str, text: str) -> bool:
        """Whether a body was understood from more than its name: "Thorn, USA"."""
        own = self._own.get(scheme, {})
        if scheme != ORGANISATION or (matching_key(text) or text) in own:
            return False
        return matching_key(text) not in self._organisations and self.find(scheme, text) is not None

    def has(self, scheme: str, slug: str) -> bool:
        """Whether there is such a term, or such an organisation."""
        if scheme == ORGANISATION:
            return slug in self.organisation_names
        if scheme.startswith(RECORD):
            return slug in self._records[scheme.removeprefix(RECORD)].slugs
        return self._terms.get(scheme, slug) is not None

    def label(self, scheme: str, slug: str) -> str:
        """The name of a term, or of an organisation."""
        if scheme == MISSING:
            return _("a value in this file")
        if scheme.startswith(RECORD):
            return self._records[scheme.removeprefix(RECORD)].title(slug)
        if scheme != ORGANISATION:
            return self._terms.label(scheme, slug)
        if slug.startswith(MAKE):
            return _("%(name)s (new)") % {"name": slug.removeprefix(MAKE)}
        return self.organisation_names.get(slug, slug)

    @cached_property
    def organisation_names(self) -> dict[str, str]:
        """The names of organisations by their slugs."""
        return dict(Organisation.objects.values_list("slug", "name"))

    @cached_property
    def _organisations(self) -> dict[str, str]:
        """Slugs of organisations by every name they have, folded."""
        names = current_lookup()
        slugs = names.organisation_slugs
        return {key: slugs[pk] for key, pk in names.known.organisations.items()}


def means_none(text: str) -> bool:
    return matching_key(text) in NONE or text == KNOWN_NONE


def own_names(terms: TermCache, scheme: str) -> frozenset[str]:
    """Slugs and labels of a scheme's terms, folded, without codes of two letters."""
    return terms.derived.get(
        ("imports.own_names", scheme),
        lambda: frozenset(
            matching_key(name)
            for entry in (terms.schemes[scheme].terms if scheme in terms.schemes else ())
            for name in (entry.slug, entry.plain_label)
            if len(entry.slug) > len("na")
        ),
    )


def similarity(text: str, name: str) -> tuple[int, float]:
    """How alike a folded text and name are, 0 to 100; 100 only where they are the same.

    At most ``WITHIN`` where one lacks words of the other.
    The second number decides between two names that are both within the text: "South Sudan (Juba)"
    says more of South Sudan than of Sudan.
    """
    if text == name:
        return 100, 100.0
    by_words = fuzz.token_set_ratio(text, name) * WITHIN / 100
    score = max(fuzz.token_sort_ratio(text, name), by_words)
    most = WITHIN if is_within(text, name) else MAX_SCORE
    return min(round(score), most), fuzz.ratio(text, name)


def _are_short_words(text: str, name: str) -> bool:
    return " " not in text + name and len(text) <= SHORT_WORD


# Countries


def find_country(terms: TermCache, text: str) -> str | None:
    """The slug of a country by the words of its name in any order, by its flag, or by its name
    and its code together."""
    by_words = terms.derived.get("imports.countries", lambda: _countries_by_words(terms))
    slug = by_words.get(country_words(text))
    if slug is not None:
        return slug
    names = term_names(terms, COUNTRY).single
    flag = "".join(chr(ord(mark) - FLAG_A + ord("a")) for mark in text.strip() if FLAG.match(mark))
    if len(flag) == len("ke") and len(text.strip()) == len(flag):
        return names.get(flag)
    match = NAME_AND_CODE.match(text.strip())
    if match is None:
        return None
    name, code = (match["name"] or match["after"]), (match["code"] or match["before"])
    slug = names.get(matching_key(name)) or by_words.get(country_words(name))
    return slug if slug is not None and slug == names.get(matching_key(code)) else None


FLAG, FLAG_A = re.compile("[\U0001f1e6-\U0001f1ff]"), 0x1F1E6
NAME_AND_CODE = re.compile(
    r"(?P<name>.+?)\s*[(\[](?P<code>[A-Za-z]{2,3})[)\]]$"
    r"|(?P<before>[A-Za-z]{2,3})\s*[-:\u2013]\s*(?P<after>.+)$"
)
OWNER = re.compile("['’]s\\b")  # "People's"
# Words that names of countries have or leave out, and what is written short or in one language.
FILLERS = frozenset((
    "the", "of", "and", "de", "la", "le", "les", "l", "d", "du", "des", "del", "el", "los",
    "las", "y", "e", "et", "und", "der", "die", "das", "do", "da", "dos", "и", "an",
))  # fmt: skip
SHORT_FORMS = {
    short: word
    for word, shorts in {
        "republic": "rep repub republique republica republik респ республика",
        "democratic": "dem democratique democratica democratico demokratische",
        "saint": "st ste sainte sankt",
        "islands": "is isl island iles ile islas isla ilhas ilha inseln insel",
        "people": "peoples",
        "united": "utd",
    }.items()
    for short in shorts.split()
}


@lru_cache(maxsize=8192)
def country_words(name: str) -> tuple[str, ...]:
    """The words of a country's name that tell it from others, in one order."""
    words = (SHORT_FORMS.get(word, word) for word in matching_key(OWNER.sub("s", name)).split())
    return tuple(sorted({word for word in words if word not in FILLERS}))


def _countries_by_words(terms: TermCache) -> dict[tuple[str, ...], str]:
    """Slugs by the words of every name, without those that two countries share."""
    slugs: dict[tuple[str, ...], set[str]] = {}
    for entry in terms.schemes[COUNTRY].terms if COUNTRY in terms.schemes else ():
        for name in country_spellings(entry.slug):
            slugs.setdefault(country_words(name), set()).add(entry.slug)
    return {words: next(iter(named)) for words, named in slugs.items() if words and len(named) == 1}

"""A source's words, as terms of the vocabularies: what they are exactly, and what they may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from catalogue.models import Organisation
from catalogue.models.organisation import matching_key
from hub.imports.record_types.lookups import current_lookup
from hub.imports.record_types.new_bodies import MAKE, ORGANISATION
from hub.vocabulary.cldr_names import country_names, language_names
from hub.vocabulary.models import KNOWN_NONE
from hub.vocabulary.term_cache import TermCache, term_cache

SUGGESTIONS = 3
LEAST_ALIKE = 60
# Words by which files say that there is none, as opposed to nothing said.
NONE = frozenset({"none", "aucun", "aucune", "ninguno", "ninguna", "nenhum", "keine", "нет"})

# Schemes whose terms have names in the table of names.
NAMED = {"country": country_names, "language": language_names}


@dataclass(frozen=True)
class UnmappedWord:
    """A word of the file that is no term, how often it stands there, and terms like it."""

    scheme: str
    word: str
    count: int
    suggestions: list[tuple[str, str, int]]  # slug, label, alike (0 to 100)

    @property
    def key(self) -> str:
        """What its spellings share."""
        return matching_key(self.word) or self.word


class WordMap:
    """Terms by every name they have, in any language; a source's own words go before."""

    def __init__(self, own: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._book = term_cache()
        self._own = {
            scheme: {matching_key(word) or word: slug for word, slug in words.items()}
            for scheme, words in (own or {}).items()
        }

    def find(self, scheme: str, word: str) -> str | None:
        """The slug for a word: "known-none", "" (left out on purpose), or None: nobody knows.

        Of an organisation that is to be made: ``MAKE`` and its name.
        """
        key = matching_key(word)
        own = self._own.get(scheme)
        if scheme == ORGANISATION:
            said = own.get(key or word) if own else None
            if said is not None and (not said or said.startswith(MAKE) or said in self.called):
                return said
            return self._organisations.get(key)
        if own is not None and key in own:
            return own[key]
        return _names(self._book, scheme).get(key)

    def suggest(self, scheme: str, word: str) -> list[tuple[str, str, int]]:
        """Terms with a name like this word: slug, label, how alike; the likest first."""
        is_term = scheme != ORGANISATION
        names = _names(self._book, scheme) if is_term else self._organisations
        found: dict[str, int] = {}
        alike = process.extract(
            matching_key(word), names.keys(), scorer=fuzz.token_set_ratio, limit=12,
            score_cutoff=LEAST_ALIKE,
        )  # fmt: skip
        for name, score, _at in alike:
            slug = names[name]
            found[slug] = max(found.get(slug, 0), round(score))
        best = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:SUGGESTIONS]
        return [(slug, self.label(scheme, slug), score) for slug, score in best]

    def has(self, scheme: str, slug: str) -> bool:
        """Whether there is such a term, or such an organisation."""
        if scheme == ORGANISATION:
            return slug in self.called
        return self._book.get(scheme, slug) is not None

    def label(self, scheme: str, slug: str) -> str:
        """A term, or an organisation, as it is called here."""
        if scheme != ORGANISATION:
            return self._book.label(scheme, slug)
        if slug.startswith(MAKE):
            return _("%(name)s (new)") % {"name": slug.removeprefix(MAKE)}
        return self.called.get(slug, slug)

    @cached_property
    def called(self) -> dict[str, str]:
        """The names of organisations by their slugs."""
        return dict(Organisation.objects.values_list("slug", "name"))

    @cached_property
    def _organisations(self) -> dict[str, str]:
        """Slugs of organisations by every name they have, folded."""
        names = current_lookup()
        slugs = names.organisation_slugs
        return {key: slugs[pk] for key, pk in names.known.organisations.items()}


def _names(terms: TermCache, scheme: str) -> dict[str, str]:
    """Slug by every name of a scheme's terms, folded. A slug goes before a label, and that before
    another word; a retired term's names lead to its successor."""
    return terms.derived.get(("imports.words", scheme), lambda: _gather(terms, scheme))


def _gather(terms: TermCache, scheme: str) -> dict[str, str]:
    found: dict[str, str] = {}
    entries = terms.schemes[scheme].terms if scheme in terms.schemes else ()
    ranked: list[tuple[int, str, str]] = []
    for entry in entries:
        current = terms.current(entry.key) or entry
        if current.scheme != scheme:
            continue
        ranked.append((0, entry.slug, current.slug))
        ranked.append((1, entry.plain_label, current.slug))
        ranked += [(1, text, current.slug) for text in entry.labels.values()]
        ranked += [(2, text, current.slug) for _language, text in entry.others]
        if scheme in NAMED:
            ranked += [(2, text, current.slug) for text in NAMED[scheme](entry.slug)]
    for _rank, text, slug in sorted(ranked, key=lambda one: one[0]):
        found.setdefault(matching_key(text), slug)
    return found


def says_none(word: str) -> bool:
    return matching_key(word) in NONE or word == KNOWN_NONE

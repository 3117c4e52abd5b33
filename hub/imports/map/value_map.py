"""The value map: a source's values as terms of the vocabularies, exact or suggested."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from catalogue.models import Organisation
from catalogue.models.organisation import matching_key
from hub.imports.record_types.body_names import current_bodies
from hub.imports.record_types.lookups import current_lookup
from hub.imports.record_types.new_bodies import MAKE, ORGANISATION
from hub.vocabulary.cldr_names import country_names, language_names
from hub.vocabulary.models import KNOWN_NONE
from hub.vocabulary.term_cache import TermCache, term_cache

MAX_SUGGESTIONS = 3
MIN_SIMILARITY = 60
# By these files state that there is none, as opposed to stating nothing.
NONE = frozenset({"none", "aucun", "aucune", "ninguno", "ninguna", "nenhum", "keine", "нет"})

# Schemes whose terms have names in the table of names.
NAMED = {"country": country_names, "language": language_names}


class ValueMap:
    """Terms by every name they have, in any language; what a curator mapped goes before."""

    def __init__(self, own: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._terms = term_cache()
        self._own = {
            scheme: {matching_key(text) or text: slug for text, slug in targets.items()}
            for scheme, targets in (own or {}).items()
        }

    def find(self, scheme: str, text: str) -> str | None:
        """The slug of a term or organisation for a value of the source.

        "known-none"; "" (left out on purpose); ``MAKE`` and its name for an organisation that is
        to be made; None: nobody knows.
        """
        key = matching_key(text)
        own = self._own.get(scheme)
        if scheme == ORGANISATION:
            target = own.get(key or text) if own else None
            if target is not None and (
                not target or target.startswith(MAKE) or target in self.organisation_names
            ):
                return target
            known = self._organisations.get(key)
            return known if known is not None else current_bodies().find(text)
        if own is not None and key in own:
            return own[key]
        return _names(self._terms, scheme).get(key)

    def suggest(self, scheme: str, text: str) -> list[tuple[str, str, int]]:
        """Terms with a similar name, best first: slug, label, similarity (0 to 100)."""
        if scheme == ORGANISATION:
            return [(slug, self.label(scheme, slug), score)
                    for slug, score in current_bodies().suggest(text)]  # fmt: skip
        names = _names(self._terms, scheme)
        scores: dict[str, int] = {}
        similar = process.extract(
            matching_key(text), names.keys(), scorer=fuzz.token_set_ratio, limit=12,
            score_cutoff=MIN_SIMILARITY,
        )  # fmt: skip
        for name, score, _at in similar:
            slug = names[name]
            scores[slug] = max(scores.get(slug, 0), round(score))
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:MAX_SUGGESTIONS]
        return [(slug, self.label(scheme, slug), score) for slug, score in best]

    def is_name(self, scheme: str, text: str) -> bool:
        """Whether a text is one value, although a separator may stand in it."""
        if scheme == ORGANISATION and (matching_key(text) or text) not in self._own.get(scheme, {}):
            return current_bodies().is_one_name(text)
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
        return self._terms.get(scheme, slug) is not None

    def label(self, scheme: str, slug: str) -> str:
        """The name of a term, or of an organisation."""
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


def _names(terms: TermCache, scheme: str) -> dict[str, str]:
    """Slug by every name of a scheme's terms, folded. A slug goes before a label, and that before
    another word; a retired term's names lead to its successor."""
    return terms.derived.get(("imports.words", scheme), lambda: _gather(terms, scheme))


def _gather(terms: TermCache, scheme: str) -> dict[str, str]:
    slugs: dict[str, str] = {}
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
    for _rank, text, slug in sorted(ranked, key=lambda ranked_name: ranked_name[0]):
        slugs.setdefault(matching_key(text), slug)
    return slugs


def means_none(text: str) -> bool:
    return matching_key(text) in NONE or text == KNOWN_NONE

"""The words of a record's facts, as they stand on the tool's page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalogue.facets import TOOL_LIST
from catalogue.fields.shared import PLACE
from catalogue.fit.answers import Words
from catalogue.index_documents import CAUTION, INFERRED, STATED
from catalogue.models import Tool
from hub.vocabulary.models import KNOWN_NONE
from hub.vocabulary.term_cache import CachedTerm, TermCache

# What the facts are called on a tool's page, where that is not the facet's name in the list.
FACT_LABELS: dict[str, Words] = {facet.name: facet.label for facet in TOOL_LIST} | {
    "place": gettext_lazy("Where it is used"),
    "language": gettext_lazy("Languages"),
    "safeguard": gettext_lazy("Safeguards and risks"),
    "caution": gettext_lazy("Caution"),
}
FIXED: dict[str, Mapping[str, Words]] = {
    facet.name: facet.fixed for facet in TOOL_LIST if facet.fixed
} | {"verification": dict(Tool.Verification.choices)}
# Where the words of a row stand that is not a facet with terms of its own name.
SCHEMES = {INFERRED: "safeguard", STATED: "region"}
PARTS = ("named", "recorded", "fact")
MOST = 4  # facts named in one sentence; more make it unreadable


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in the page's language, and which facts it names."""

    text: str
    parts: tuple[str, ...]


class Speech:
    """Labels and sentences in one language: each is translated once, not for every tool."""

    def __init__(self, terms: TermCache) -> None:
        self.terms = terms
        self.labels: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.sentences: dict[int, Sentence] = {}

    def label(self, row: str) -> str:
        found = self.labels.get(row)
        if found is None:
            found = self.labels[row] = self._label(*row.split("/", 1))
        return found

    def _label(self, facet: str, slug: str) -> str:
        if facet == CAUTION:
            return self.fact("caution")
        if facet in FIXED:
            return str(FIXED[facet].get(slug, slug))
        return self.terms.label(SCHEMES.get(facet, facet), slug)

    def fact(self, facet: str) -> str:
        """What a fact is called on the page of a tool."""
        found = self.facts.get(facet)
        if found is None:
            found = self.facts[facet] = str(FACT_LABELS[facet])
        return found

    def sentence(self, words: Words) -> Sentence:
        """``words`` are a constant of a rule: they are remembered by what they are."""
        found = self.sentences.get(id(words))
        if found is None:
            text = str(words)
            parts = tuple(part for part in PARTS if f"%({part})s" in text)
            found = self.sentences[id(words)] = Sentence(text, parts)
        return found


def speech(terms: TermCache) -> Speech:
    """The speech of the page's language."""
    return terms.derived.get(("fit.speech", get_language() or ""), lambda: Speech(terms))


class Facts:
    """What one record's rows say, in words."""

    def __init__(self, held: Collection[str], spoken: Speech) -> None:
        self.held, self.spoken, self.terms = held, spoken, spoken.terms
        self.by_facet: dict[str, list[str]] = {}
        for row in held:
            facet, _slash, slug = row.partition("/")
            self.by_facet.setdefault(facet, []).append(slug)

    def named(self, rows: Iterable[str]) -> list[str]:
        """The facts among ``rows``, in words. A region that is held only because a place within it
        is recorded is named by that place.
        """
        found: list[str] = []
        for row in rows:
            if row not in self.held:
                continue
            if row.startswith(f"{PLACE}/"):
                found += self._within(row.partition("/")[2])
            else:
                found.append(self.spoken.label(row))
        return list(dict.fromkeys(found))

    def recorded(self, facet: str) -> list[str]:
        """Everything recorded of a fact, in the order of the vocabulary."""
        if facet == PLACE:
            return [self.spoken.label(entry.key) for entry in self._places()]
        slugs = self.by_facet.get(facet, ())
        entries = [entry for slug in slugs if (entry := self.terms.get(facet, slug))]
        entries.sort(key=_position)
        none = [f"{facet}/{KNOWN_NONE}"] if KNOWN_NONE in slugs else []
        return [self.spoken.label(row) for row in (*(entry.key for entry in entries), *none)]

    def _places(self) -> list[CachedTerm]:
        """The countries and regions that the record itself names."""
        keys = [f"country/{slug}" for slug in self.by_facet.get("country", ())]
        keys += [f"region/{slug}" for slug in self.by_facet.get(STATED, ())]
        entries = [self.terms.by_key[key] for key in keys if key in self.terms.by_key]
        return sorted(
            entries, key=lambda entry: (entry.scheme != "country", self.spoken.label(entry.key))
        )

    def _within(self, slug: str) -> list[str]:
        """The recorded places that are this place or lie within it."""
        return [
            self.spoken.label(entry.key)
            for entry in self._places()
            if slug == entry.slug or any(slug == wider.slug for wider in self.terms.above(entry))
        ]


def _position(entry: CachedTerm) -> int:
    return entry.position


def joined(labels: list[str]) -> str:
    """Facts in a row, the last of many as a number."""
    if len(labels) <= MOST:
        return ", ".join(labels)
    more = _("%(count)d more") % {"count": len(labels) - MOST + 1}
    return ", ".join([*labels[: MOST - 1], more])

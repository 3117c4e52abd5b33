"""The words of a record's facts, as they stand on the tool's page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.facets import TOOL_LIST
from catalogue.fit.answers import Words
from catalogue.indexing import CAUTION, INFERRED, PLACE, STATED
from catalogue.models import Tool
from hub.vocabulary.book import Book, Entry
from hub.vocabulary.models import KNOWN_NONE

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
MOST = 4  # facts named in one sentence; more make it unreadable


def fact_label(facet: str) -> str:
    return str(FACT_LABELS[facet])


def named(rows: Iterable[str], held: Collection[str], terms: Book) -> list[str]:
    """The facts of a record among ``rows``, in words. A region that is held only because a place
    within it is recorded is named by that place.
    """
    found: list[str] = []
    for row in rows:
        if row not in held:
            continue
        facet, _slash, slug = row.partition("/")
        if facet == PLACE:
            found += _within(slug, held, terms)
        else:
            found.append(_label(facet, slug, terms))
    return list(dict.fromkeys(found))


def recorded(facet: str, held: Collection[str], terms: Book) -> list[str]:
    """Everything recorded of a fact, in the order of the vocabulary."""
    if facet == PLACE:
        return [entry.label() for entry in _places(held, terms)]
    slugs = [row.partition("/")[2] for row in held if row.startswith(f"{facet}/")]
    entries = [entry for slug in slugs if (entry := terms.get(facet, slug))]
    labels = [entry.label() for entry in sorted(entries, key=lambda entry: entry.position)]
    return labels + [terms.label(facet, slug) for slug in (KNOWN_NONE,) if slug in slugs]


def joined(labels: list[str]) -> str:
    """Facts in a row, the last of many as a number."""
    if len(labels) <= MOST:
        return ", ".join(labels)
    more = _("%(count)d more") % {"count": len(labels) - MOST + 1}
    return ", ".join([*labels[: MOST - 1], more])


def _label(facet: str, slug: str, terms: Book) -> str:
    if facet == CAUTION:
        return fact_label("caution")
    if facet in FIXED:
        return str(FIXED[facet].get(slug, slug))
    return terms.label({INFERRED: "safeguard", STATED: "region"}.get(facet, facet), slug)


def _places(held: Collection[str], terms: Book) -> list[Entry]:
    """The countries and regions that the record itself names."""
    entries = []
    for row in held:
        facet, _slash, slug = row.partition("/")
        if facet in (STATED, "country"):
            entry = terms.get("country" if facet == "country" else "region", slug)
            if entry is not None:
                entries.append(entry)
    return sorted(entries, key=lambda entry: (entry.scheme != "country", entry.label()))


def _within(slug: str, held: Collection[str], terms: Book) -> list[str]:
    """The recorded places that are this place or lie within it."""
    return [
        entry.label()
        for entry in _places(held, terms)
        if slug == entry.slug or any(slug == wider.slug for wider in terms.above(entry))
    ]

"""What tools and organisations put in the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from catalogue.models import (
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Tool,
    ToolOrganisation,
    ToolTerm,
)
from catalogue.models.tool import ENDED
from hub.records.models import RecordQuerySet, Removed
from hub.search_engine.document import IndexDocument, Labels
from hub.vocabulary.cldr_names import country_name, language_name
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import TermCache, newest_term_cache

CHUNK = 2000
# Countries and regions are one facet: whoever asks for Eastern Africa wants Kenya too.
PLACE = "place"
PLACES = ("region", "country")
WORLD = "region/m49-001"
# Rows for the rules of fit alone: which regions a source names itself (``region`` rows hold the
# wider ones too), which risks an editor inferred, whether there is a caution.
STATED, INFERRED, CAUTION = "_stated", "_inferred", "_caution"
# Where the tool's makers sit, and the year it was first released; neither is a scheme of the tool.
SEAT, RELEASED = "seat", "released"
RELEASE_YEARS = range(1950, 2101)  # what lies outside is a slip of the pen, and "not known"
SIX_LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")

TOOL_FACETS = (
    "purpose",
    "context",
    "place",
    "user",
    "target_population",
    "trafficking_type",
    "action_area",
    "technology",
    "connectivity",
    "language",
    "access",
    "status",
    "safeguard",
    "evidence_level",
    "scope",
    "verification",
    "seat",
    "released",
)
ORGANISATION_FACETS = ("organisation_type", "place")


def term_rows(terms: TermCache, pks: Iterable[int]) -> set[str]:
    """Index rows of a record's terms: each term, its broader terms, and its place."""
    rows = set()
    for entry in terms.entries(pks):
        rows.add(entry.key)
        # A tool for Kenya is found under Africa; "World" alone means that a source says worldwide.
        above = [wider for wider in terms.above(entry) if wider.key != WORLD]
        rows.update(wider.key for wider in above if wider.scheme == entry.scheme)
        if entry.scheme in PLACES:
            rows.update(f"{PLACE}/{found.slug}" for found in (entry, *above))
        if entry.scheme == "region":
            rows.add(f"{STATED}/{entry.slug}")
    return rows


def seat_rows(terms: TermCache, pks: Iterable[int]) -> set[str]:
    """Rows of the countries where a tool's makers sit, and of the regions around them."""
    found = [entry for entry in terms.entries(pks) if entry.scheme == "country"]
    wider = [above for entry in found for above in terms.above(entry) if above.key != WORLD]
    return {f"{SEAT}/{entry.slug}" for entry in (*found, *wider)}


def release_rows(first_released: str | None) -> set[str]:
    year = (first_released or "")[:4]
    return {f"{RELEASED}/{year}"} if year and int(year) in RELEASE_YEARS else set()


def knowing_rows(facets: Iterable[str], rows: set[str], known_none: Iterable[str]) -> set[str]:
    """A row for each facet without a term: known to be none, or not known."""
    there = {row.partition("/")[0] for row in rows}
    none = {PLACE if scheme in PLACES else scheme for scheme in known_none}
    return {
        f"{facet}/{KNOWN_NONE if facet in none else NOT_KNOWN}"
        for facet in facets
        if facet not in there
    }


def term_labels(facets: Iterable[str]) -> Labels:
    """Labels of every term by its row, in every language there is."""
    terms = newest_term_cache()
    found: dict[str, list[tuple[str, str]]] = {}
    wanted = set(facets) | set(PLACES)
    for entry in terms.by_key.values():
        if entry.scheme not in wanted:
            continue
        labels = [("en", entry.plain_label), *entry.others]
        if entry.scheme == "country":
            labels += [(code, country_name(entry.slug, code)) for code in SIX_LANGUAGES]
        if entry.scheme == "language":
            labels += [(code, language_name(entry.slug, code)) for code in SIX_LANGUAGES]
        row = f"{PLACE}/{entry.slug}" if entry.scheme in PLACES else entry.key
        found[row] = list(dict.fromkeys(labels))
    return found


class RecordSource:
    """One kind of record, read in chunks by primary key.

    See ``hub.search_engine.document.IndexSource``.
    """

    kind: str
    facets: tuple[str, ...]

    def __init__(self, records: Callable[[], RecordQuerySet[Any]]) -> None:
        self.records = records

    def count(self, tier: str) -> int:
        return self.records().published(tier).count()

    def documents(self, tier: str, after_seq: int | None) -> Iterator[IndexDocument]:
        wanted = self.records().published(tier)
        if after_seq is not None:
            wanted = wanted.stamped_after(after_seq)
        pks = iter(list(wanted.order_by("pk").values_list("pk", flat=True)))
        while chunk := list(islice(pks, CHUNK)):
            yield from self.chunk(tier, wanted.filter(pk__in=chunk), chunk)

    def changed(self, tier: str, after_seq: int) -> int:
        return self.records().published(tier).stamped_after(after_seq).count()

    def gone(self, tier: str, after_seq: int) -> Iterable[int]:
        changed = self.records().stamped_after(after_seq)
        visible = self.records().published(tier)
        yield from changed.exclude(pk__in=visible.values("pk")).values_list("pk", flat=True)
        removed = Removed.objects.filter(kind=self.kind, seq__gt=after_seq)
        yield from removed.values_list("record_id", flat=True)

    def labels(self) -> Labels:
        return term_labels(self.facets)

    def chunk(self, tier: str, records: QuerySet[Any], pks: list[int]) -> Iterator[IndexDocument]:
        raise NotImplementedError


def gathered(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for pk, value in pairs:
        found.setdefault(pk, []).append(value)
    return found


class ToolSource(RecordSource):
    kind = "tool"
    facets = TOOL_FACETS

    def chunk(self, tier: str, records: QuerySet[Any], pks: list[int]) -> Iterator[IndexDocument]:
        terms = newest_term_cache()
        links = ToolTerm.objects.filter(tool__in=pks)
        carried = gathered(links.values_list("tool_id", "term_id"))
        inferred = gathered(links.filter(inferred=True).values_list("tool_id", "term_id"))
        makers = gathered(
            ToolOrganisation.objects.filter(tool__in=pks).values_list("tool_id", "organisation_id")
        )
        names = organisation_names(tier, {maker for found in makers.values() for maker in found})
        seats = organisation_seats(names)  # of those alone that the tier may see
        for tool in records.only(
            "index_seq", "updated_at", "name", "other_names", "summary", "description", "caution",
            "notes", "preconditions", "language", "known_none", "verified_on", "scope",
            "verification", "first_released",
        ):  # fmt: skip
            rows = term_rows(terms, carried.get(tool.pk, ()))
            rows |= {f"scope/{tool.scope}", f"verification/{tool.verification}"}
            bodies = makers.get(tool.pk, ())
            rows |= seat_rows(terms, (term for body in bodies for term in seats.get(body, ())))
            rows |= release_rows(tool.first_released)
            rows |= {
                f"{INFERRED}/{entry.slug}" for entry in terms.entries(inferred.get(tool.pk, ()))
            }
            rows |= {f"{CAUTION}/noted"} if tool.caution else set()
            rows |= knowing_rows(self.facets, rows, tool.known_none)
            texts = (tool.description, tool.preconditions, tool.caution, tool.notes)
            yield IndexDocument(
                pk=tool.pk,
                seq=tool.index_seq,
                updated=tool.updated_at,
                title=tool.name,
                names=(
                    *tool.other_names,
                    *(name for body in bodies for name in names.get(body, ())),
                ),
                summary=tool.summary,
                description="\n".join(text for text in texts if text),
                language=tool.language,
                rows=frozenset(rows),
                ended=not ENDED.isdisjoint(
                    row.removeprefix("status/") for row in rows if row.startswith("status/")
                ),
                verified_on=tool.verified_on,
            )


def organisation_names(tier: str, pks: set[int]) -> dict[int, list[str]]:
    """Every shown name of those that the tier may see, by primary key; the main name first."""
    bodies = Organisation.objects.published(tier).filter(pk__in=pks)
    found = {pk: [name] for pk, name in bodies.values_list("pk", "name")}
    others = OrganisationName.objects.filter(organisation__in=found, shown=True)
    for pk, name in others.values_list("organisation_id", "text"):
        found[pk].append(name)
    return found


def organisation_seats(pks: Iterable[int]) -> dict[int, list[int]]:
    """Terms of the countries where these bodies sit, by body: as recorded, nothing deduced."""
    seats = OrganisationTerm.objects.filter(
        organisation__in=pks, term__scheme__slug="country"
    ).values_list("organisation_id", "term_id")
    return gathered(seats)


class OrganisationSource(RecordSource):
    kind = "organisation"
    facets = ORGANISATION_FACETS

    def chunk(self, tier: str, records: QuerySet[Any], pks: list[int]) -> Iterator[IndexDocument]:
        terms = newest_term_cache()
        carried = gathered(
            OrganisationTerm.objects.filter(organisation__in=pks).values_list(
                "organisation_id", "term_id"
            )
        )
        names = organisation_names(tier, set(pks))
        wholes = {body.pk: body.part_of_id for body in records}
        above = organisation_names(tier, {pk for pk in wholes.values() if pk})
        for body in records:
            rows = term_rows(terms, carried.get(body.pk, ()))
            rows |= knowing_rows(self.facets, rows, body.known_none)
            yield IndexDocument(
                pk=body.pk,
                seq=body.index_seq,
                updated=body.updated_at,
                title=body.name,
                names=tuple(names.get(body.pk, ())[1:]),  # of what was archived none is shown
                summary="",
                description="".join(above.get(wholes[body.pk] or 0, ())[:1]),
                language=body.language,
                rows=frozenset(rows),
                ended=bool(body.ended),
                verified_on=body.verified_on,
            )


TOOLS = ToolSource(lambda: Tool.objects.all())
ORGANISATIONS = OrganisationSource(lambda: Organisation.objects.all())

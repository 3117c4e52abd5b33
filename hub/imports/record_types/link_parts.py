"""Parts that several kinds of record share: terms, organisations, sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.parts import Columns, LinkTable, Writing
from hub.records.models.ledger import Facts

CITED = ("subject", "source__url", "source__title", "note")


@dataclass(frozen=True)
class TermPart(LinkTable):
    """The links to terms: a fact for each scheme, and "inferred" where the link knows it."""

    schemes: tuple[str, ...] = ()

    def facts(self, rows: list[Columns], names: RecordLookup) -> Facts:
        found: Facts = {}
        inferred = []
        for row in rows:
            scheme, slug = names.terms[row["term_id"]]
            found.setdefault(scheme, []).append(slug)
            if row.get("inferred"):
                inferred.append(slug)
        for slugs in found.values():
            slugs.sort()
        return found | ({"inferred": sorted(inferred)} if "inferred" in self.columns else {})


def terms(model: type[models.Model], parent: str, schemes: tuple[str, ...]) -> TermPart:
    def wanted(after: Facts, stored: list[Columns], writing: Writing) -> list[Columns]:
        by_term = {row["term_id"]: row for row in stored}
        rows = []
        for scheme in schemes:
            for slug in after.get(scheme) or ():
                pk = writing.names.known.terms[scheme, slug]
                row: Columns = {"term_id": pk}
                if "inferred" in part.columns:
                    was = by_term.get(pk, {}).get("inferred", False)
                    row["inferred"] = slug in (after.get("inferred") or ()) and (
                        was or scheme == "safeguard"
                    )
                rows.append(row)
        return rows

    part = TermPart(
        "terms",
        model,
        parent,
        (),
        ("pk",),
        ("term_id",),
        wanted=wanted,
        also=("inferred", *schemes),
        schemes=schemes,
    )
    return part


def citations(model: type[models.Model], parent: str) -> LinkTable:
    def wanted(after: Facts, stored: list[Columns], writing: Writing) -> list[Columns]:
        rows, seen = [], set()
        for position, (subject, url, title, note) in enumerate(after["citations"]):
            source = writing.ids.source(url, title)
            if (subject, source) not in seen:
                seen.add((subject, source))
                values = {"subject": subject, "source_id": source, "note": note}
                rows.append({**values, "position": position})
        return rows

    return LinkTable(
        "citations", model, parent, CITED, identity=("subject", "source_id"), wanted=wanted
    )


def organisations(model: type[models.Model], parent: str) -> LinkTable:
    """A flat list of slugs in the order of the source."""

    def wanted(after: Facts, stored: list[Columns], writing: Writing) -> list[Columns]:
        return [
            {"organisation_id": writing.names.organisations[slug], "position": position}
            for position, slug in enumerate(after["organisations"])
        ]

    return LinkTable(
        "organisations",
        model,
        parent,
        ("organisation__slug",),
        identity=("organisation_id",),
        wanted=wanted,
        flat=True,
    )


def cited(sources: Iterable[Any]) -> list[list[str]]:
    """Rows of ``read_citations`` as the fact "citations" holds them."""
    return [[one.subject, one.url, one.title, one.note] for one in sources]

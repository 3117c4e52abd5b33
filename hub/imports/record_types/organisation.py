"""Organisations, as the importer sees them."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.fields.organisation import ORGANISATION
from catalogue.models import Organisation, OrganisationName
from catalogue.models.organisation import matching_key
from catalogue.row_readers.organisations import read_organisation
from catalogue.row_readers.reader import Row
from hub.imports.record_types.body_finder import find_body
from hub.imports.record_types.body_index import current_bodies
from hub.imports.record_types.body_name_parts import name_readings
from hub.imports.record_types.body_name_words import plain_name
from hub.imports.record_types.field import Relation, import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import stated_fields
from hub.records.models.ledger import Facts

SHORTEST_NAME = 3  # letters; fewer are a part of many names


class OrganisationImporter(RecordImporter):
    name = ORGANISATION.kind
    model = Organisation
    fields = import_fields(ORGANISATION)
    above = Relation("part_of", "part_of_id", ("slug", "name"), ("name",), optional=True)
    unions = frozenset({"citations", "names"})
    is_body = True

    def read(self, row: Row, names: RecordLookup) -> Facts:
        if isinstance(row.get("part_of"), str):
            above = self.record_above(row["part_of"], names)
            row = row | {"part_of": names.organisation_slugs.get(above or 0, row["part_of"])}
        found = read_organisation(row, names.known, partial=True)
        facts = stated_fields(row, found.fields) | self.terms(found.terms, row, names)
        if row.get("type") == [] or row.get("country") == []:
            none = {"type": "organisation_type", "country": "country"}
            facts["known_none"] = sorted(none[name] for name in none if row.get(name) == [])
        if "part_of" in row:
            facts["part_of_id"] = names.organisations.get(found.part_of or "")
        if "aliases" in row:
            facts["names"] = [
                [name, language, "(" not in name] for name, language in _apart(found.names, row)
            ]
        if found.source:
            facts["citations"] = [["", found.source, "", ""]]
        return facts

    def record_above(self, name: str, names: RecordLookup) -> int | None:
        """By its slug, or by any of its names, also beside what may stand with them."""
        by_name = names.known.organisations.get(matching_key(name))
        pk = names.organisations.get(name.strip(), by_name)
        if pk is not None or len(name.strip()) < SHORTEST_NAME:
            return pk
        known = names.organisations.get(find_body(current_bodies(), name) or "")
        return known if known is not None else super().record_above(name, names)

    def recognisable(self, seq: int) -> Iterator[tuple[int, Facts]]:
        stamped = Organisation.objects.filter(index_seq__gt=seq)
        names: dict[int, list[list[str]]] = {}
        rows = OrganisationName.objects.filter(organisation__index_seq__gt=seq)
        for pk, text in rows.values_list("organisation_id", "text"):
            names.setdefault(pk, []).append([text])
        for row in stamped.values("pk", *self.recognised_by).iterator():
            yield row["pk"], row | {"names": names.get(row["pk"], [])}

    def titles(self, facts: Facts) -> list[str]:
        """As they are written, without an acronym beside them, and without their legal form."""
        titles = [*super().titles(facts), *(name[0] for name in facts.get("names") or ())]
        readings = [reading for title in titles for reading in name_readings(title)]
        return list(dict.fromkeys([*readings, *map(plain_name, readings)]))


def _apart(aliases: list[tuple[str, str]], row: Row) -> list[tuple[str, str]]:
    """The aliases without those that are the name again, or each other."""
    seen = {matching_key(str(row.get("name") or "")), ""}
    found = []
    for alias, language in aliases:
        key = matching_key(alias)
        if key not in seen:
            seen.add(key)
            found.append((alias, language))
    return found

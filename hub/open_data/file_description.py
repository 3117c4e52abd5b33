"""What stands beside the records of a file: what it is of, of when, under which licence.

In a workbook as its second sheet, in JSON at its beginning, of CSV in a file of its own (CSV on the
Web, W3C, 2015) and in a ``Link`` header.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.identity.site_identity import current_identity
from hub.lists.presenter import list_name
from hub.open_data.exported_fields import ValueType
from hub.open_data.file_request import FileRequest
from hub.open_data.flat_columns import FlatColumn, flat_columns
from hub.open_data.list_matches import ListMatches
from hub.records.cell_format import ADDRESS, NONE, NOT_KNOWN, SEPARATOR, SOURCE
from hub.search_engine.search import match_text
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.localization import localize_date
from hub.web.operator import operator
from hub.web.responses import absolute

CSVW = "http://www.w3.org/ns/csvw"
# As CSV on the Web calls them; partial dates are texts to it.
DATATYPES = {
    ValueType.ADDRESS: "anyURI",
    ValueType.NUMBER: "string",  # "not known" stands in its column too
}


@dataclass(frozen=True)
class FileDescription:
    """``filter``: the list and its filter in words. ``seq``: the file has all facts up to it."""

    filter: str
    total: int
    day: str
    seq: int
    list_address: str
    file_address: str
    licence: str
    licence_address: str
    citation: str

    @classmethod
    def of(
        cls, wanted: FileRequest, matches: ListMatches, day: str, ending: str
    ) -> FileDescription:
        """``day``: the ISO date of today."""
        snapshot = get_snapshot(wanted.spec.kind, "public")
        searched = match_text(
            snapshot, wanted.query.text, correct=not wanted.is_exact, literal=wanted.is_exact
        )
        site, runs = current_identity(), operator()
        words = list_name(wanted.spec, wanted.query, searched.words or wanted.query.text)
        address = absolute(wanted.list_address)
        return cls(
            filter=words,
            total=len(matches.keys),
            day=day,
            seq=matches.seq,
            list_address=address,
            file_address=absolute(wanted.address(ending)),
            licence=runs.licence,
            licence_address=runs.licence_url,
            citation=_("%(site)s. %(list)s. As of %(day)s. %(address)s")
            % {
                "site": site.operator_name or site.name,
                "list": words,
                "day": localize_date(day),
                "address": address,
            },
        )

    @property
    def licence_sentence(self) -> str:
        return self.licence or _(
            "No licence for the records has been set. Ask whoever runs the site before you reuse "
            "more than a few of them."
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "filter": self.filter,
            "total": self.total,
            "day": self.day,
            "seq": self.seq,
            "list": self.list_address,
            "address": self.file_address,
            "language": get_language() or "en",
            "licence": self.licence or None,
            "licence_address": self.licence_address or None,
            "cite_as": self.citation,
        }

    def lines(self, kind: str, names: tuple[str, ...] | None) -> Iterator[tuple[str, str]]:
        """For the second sheet of a workbook: what the file is, then what its columns hold."""
        yield _("What it is"), self.filter
        yield _("Records"), str(self.total)
        yield _("Made on"), self.day
        yield _("State of the catalogue"), str(self.seq)
        yield _("The list"), self.list_address
        yield _("This file again"), self.file_address
        yield _("Licence"), self.licence_sentence
        if self.licence_address:
            yield _("Licence, address"), self.licence_address
        yield _("Cite as"), self.citation
        yield NOT_KNOWN, _("Nobody has found it out. It does not mean no.")
        yield NONE, _("A source says that there is none.")
        for column in flat_columns(kind, names):
            yield column.name, column_words(column)


def column_words(column: FlatColumn) -> str:
    """What a column holds, in words."""
    label = str(column.label)
    label = label[:1].upper() + label[1:]
    if column.ending == SOURCE:
        return _("%(field)s: who says so, by address or title") % {"field": label}
    if column.ending == ADDRESS:
        return _("%(field)s: the address of each value, in the same order") % {"field": label}
    return label


def csv_metadata(wanted: FileRequest, description: FileDescription) -> dict[str, Any]:
    """The table's description as CSV on the Web: by it a program reads types, lists and states."""
    address = description.licence_address
    licence: Any = {"@id": address} if address else description.licence
    return {
        "@context": [CSVW, {"@language": get_language() or "en"}],
        "url": description.file_address,
        "dc:title": description.filter,
        "dc:modified": {"@value": description.day, "@type": "xsd:date"},
        "dc:bibliographicCitation": description.citation,
        "dc:source": {"@id": description.list_address},
        **({"dc:license": licence} if licence else {}),
        "hub:seq": description.seq,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {
            "columns": [_column(column) for column in flat_columns(wanted.spec.kind, wanted.names)],
            "primaryKey": "id",
        },
    }


def _column(column: FlatColumn) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column_words(column),
        "datatype": "string",
    }
    field = column.field
    if field is None:
        return shown
    if field.many or column.ending:
        shown["separator"] = SEPARATOR.strip()
    if column.ending == ADDRESS:
        return shown | {"datatype": "anyURI"}
    if not column.ending:
        shown["datatype"] = DATATYPES.get(field.type, "string")
        shown["null"] = [NOT_KNOWN]
        if field.scheme:
            shown["hub:scheme"] = field.scheme
        if field.choices:
            shown["hub:values"] = {str(value): str(label) for value, label in field.choices}
    return shown

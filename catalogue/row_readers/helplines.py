"""Helplines: from a canonical row (of an import or of the starter data) to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.fields.helpline import HELPLINE
from catalogue.models import HelplineChannel
from catalogue.models.contact_addresses import channel_problem
from catalogue.models.organisation import matching_key
from catalogue.row_readers.columns import (
    CitationRow,
    column_labels,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from hub.records.readable_values import readable

YEARS = range(1980, 2101)


@dataclass(frozen=True)
class HelplineRow:
    """A line ready to be written. ``channels``: as in the fact of that name."""

    fields: dict[str, Any]
    terms: list[int]
    organisation: int | None
    channels: list[list[Any]]
    sources: list[CitationRow]


def read_helpline(row: Row, records: KnownRecords, *, partial: bool = False) -> HelplineRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records, partial, labels=column_labels(HELPLINE))
    terms = read_terms(read, HELPLINE)
    fields = read_columns(read, HELPLINE) | {"source_year": _year(read)}
    values = HelplineRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=terms,
        organisation=_organisation(read),
        channels=_channels(read),
        sources=read_citations(read, (*HELPLINE.own_columns, *HELPLINE.schemes)),
    )
    read.finish()
    return values


def _year(read: RowReader) -> int | None:
    """A year may be a number, or written as one."""
    value = read.row.get("source_year")
    if value in (None, ""):
        return None
    text = readable(value).strip().removesuffix(".0")
    if text.isdecimal() and int(text) in YEARS:
        return int(text)
    sentence = _("“%(value)s” is no year, such as 2024.")
    read.wrong("source_year", sentence % {"value": text[:80]})
    return None


def _organisation(read: RowReader) -> int | None:
    """A body of ours by any of its names; of another one the operator's name tells."""
    name = read.text("organisation", most=300)
    if name is None:
        return None
    pk = read.known.organisations.get(matching_key(name))
    if pk is None:
        sentence = _("No organisation is called “%(name)s”. Name it as who runs the line.")
        read.wrong("organisation", sentence % {"name": name[:120]})
    return pk


def _channels(read: RowReader) -> list[list[Any]]:
    """The ways to reach it, each once. A bare text is a telephone number."""
    channels: dict[tuple[str, str], list[Any]] = {}
    for item in read.items("channels") or []:
        item = dict(item) if isinstance(item, dict) else {"value": item}
        item.setdefault("value", item.get("name"))  # of a cell of a table
        reader = RowReader(item, read.known)
        kind = reader.choice("kind", HelplineChannel.Kind.values, "phone") or "phone"
        value = reader.text("value", most=300, required=True) or ""
        e164 = reader.text("e164", most=16)
        note = reader.text("note", most=300)
        channel = [kind, value, e164, note, reader.flag("toll_free"), reader.flag("from_abroad")]
        if value and (sentence := channel_problem(kind, value, e164)):
            reader.wrong("value", sentence)
        read.inside("channels", reader)
        channels.setdefault((kind, value), channel)
    return list(channels.values())

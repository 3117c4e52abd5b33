"""Every web address that public records have, found by their declarations: a new kind of record, or
a new field with an address, is checked by being declared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db import models

from hub.curation.link_checks.models import MAX_URL
from hub.records.copy_hosts import is_copy
from hub.records.fields import RecordField, RecordType, Storage
from hub.records.link_tables import LinkTable
from hub.records.models import Record
from hub.records.models.revision import TIERS
from hub.records.registry import record_types

ARCHIVED = "archived_url"  # the column beside an address that holds the copy of it
# What keeps copies of others' pages. A copy is what readers are led to when a page is gone.
ARCHIVES = frozenset({
    "archive.is", "archive.ph", "archive.today", "perma.cc", "web.archive.org",
    "webcache.googleusercontent.com",
})  # fmt: skip


class RecordedAddress(NamedTuple):
    """An address in one fact of one record; ``label``: the title of a source, else empty."""

    url: str
    record_kind: str
    record_id: int
    fact: str
    label: str
    archived_url: str


def recorded_addresses(
    keys: Mapping[str, Collection[int]] | None = None,
) -> Iterator[RecordedAddress]:
    """Those of the records that everybody may read, a few at a time; ``keys``: of these only."""
    for record_type in record_types.values():
        if keys is not None and record_type.kind not in keys:
            continue
        records = record_type.model.objects.published()
        if keys is not None:
            records = records.filter(pk__in=keys[record_type.kind])
        yield from _in_columns(record_type, records.order_by())
        for table in _public_tables(record_type):
            for place in address_places(table):
                yield from _in_links(record_type, table, place, records.order_by())


def host_of(url: str) -> str:
    """The host in small letters, as it is written; empty where there is nothing to ask."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https")
    return host if is_web and len(host) <= 255 else ""


def is_checked(url: str) -> bool:
    """Whether an address is asked for: it is one of the web, and leads to no copy of a page."""
    host = host_of(url)
    return bool(host) and len(url) <= MAX_URL and host not in ARCHIVES and not is_copy(url)


def address_columns(record_type: RecordType) -> list[str]:
    """Facts of a record's own row that are addresses, without copies."""
    names = (one.name for one in record_type.stored(Storage.COLUMN) if _is_public(one))
    return [name for name in names if _is_address(record_type.model, name)]


def _public_tables(record_type: RecordType) -> list[LinkTable]:
    hidden = {one.name for one in record_type.fields if not _is_public(one)}
    return [table for table in record_type.model.tables() if table.fact not in hidden]


def _is_public(declared: RecordField) -> bool:
    return declared.visibility == TIERS[0]


def address_places(table: LinkTable) -> list[int]:
    """Where in an entry of the fact addresses stand."""
    return [place for place, lookup in enumerate(table.shape) if _is_address(table.model, lookup)]


def _is_address(model: Any, lookup: str) -> bool:
    *steps, name = lookup.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    if name == ARCHIVED or name not in {field.name for field in model._meta.get_fields()}:
        return False
    # A record that is named has its own address.
    is_other = bool(steps) and issubclass(model, Record)
    return not is_other and isinstance(model._meta.get_field(name), models.URLField)


def _in_columns(record_type: RecordType, records: Any) -> Iterator[RecordedAddress]:
    copy = ARCHIVED if _is_column(record_type.model, ARCHIVED) else ""
    for name in address_columns(record_type):
        rows = records.exclude(**{name: None}).exclude(**{name: ""})
        columns = ["pk", name, *([copy] if copy and name == "url" else [])]
        for pk, url, *archived in rows.values_list(*columns).iterator(chunk_size=2000):
            if is_checked(url):
                yield RecordedAddress(
                    url, record_type.kind, pk, name, "", (archived and archived[0]) or ""
                )


def _in_links(
    record_type: RecordType, table: LinkTable, place: int, records: Any
) -> Iterator[RecordedAddress]:
    lookup = table.shape[place]
    before, _underscores, _name = lookup.rpartition("__")
    prefix = f"{before}__" if before else ""
    rows: Any = table.model._default_manager.filter(**{f"{table.parent}__in": records.values("pk")})
    rows = rows.exclude(**{lookup: None})
    end: Any = table.model
    for step in before.split("__") if before else ():
        end = end._meta.get_field(step).related_model
    extra = [name for name in ("title", ARCHIVED) if _is_column(end, name)]
    columns = [table.parent, lookup, *(prefix + name for name in extra)]
    found = rows.exclude(**{lookup: ""}).order_by().values_list(*columns).distinct()
    for pk, url, *others in found.iterator(chunk_size=2000):
        if is_checked(url):
            beside = dict(zip(extra, others, strict=True))
            yield RecordedAddress(
                url, record_type.kind, pk, table.fact, beside.get("title") or "",
                beside.get(ARCHIVED) or "",
            )  # fmt: skip


def _is_column(model: Any, name: str) -> bool:
    return name in {field.name for field in model._meta.concrete_fields}

"""The record that stands for one that was named earlier and may have been joined with another."""

from __future__ import annotations

from hub.records.models import FormerSlug, Record, Revision
from hub.records.registry import record_types


def surviving_record(kind: str, pk: int | None) -> Record | None:
    """The record with this key, public or not; where it was joined with another, that other.

    None where there is neither.
    """
    if kind not in record_types or pk is None:
        return None
    records = record_types[kind].model._default_manager
    record: Record | None = records.filter(pk=pk).first()
    if record is not None:
        return record
    slug = last_slug(kind, pk)
    former = FormerSlug.objects.filter(kind=kind, slug=slug).first() if slug else None
    return records.filter(pk=former.record_id).first() if former else None


def last_slug(kind: str, pk: int) -> str:
    """The address of a record that is removed; a record is archived before that, and its last
    revision holds what it was until then."""
    revision = Revision.objects.filter(kind=kind, record_id=pk).order_by("-version").first()
    return str((revision.before or {}).get("slug", "")) if revision else ""


def last_title(kind: str, pk: int) -> str:
    """What a removed record was called; empty where no revision says."""
    revision = Revision.objects.filter(kind=kind, record_id=pk).order_by("-version").first()
    if kind not in record_types or revision is None or not revision.before:
        return ""
    return str(record_types[kind].model.title_of(revision.before))

"""The record that stands for one that was named earlier and may have been joined with another."""

from __future__ import annotations

from hub.records.models import FormerSlug, Record, Revision
from hub.records.models.ledger import Facts
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
    # It is archived before it is removed, so its last revision holds what it was until then.
    slug = _last_facts(kind, pk).get("slug", "")
    former = FormerSlug.objects.filter(kind=kind, slug=slug).first() if slug else None
    return records.filter(pk=former.record_id).first() if former else None


def last_title(kind: str, pk: int) -> str:
    """What a removed record was called; empty where no revision says."""
    facts = _last_facts(kind, pk) if kind in record_types else {}
    return str(record_types[kind].model.title_of(facts)) if facts else ""


def _last_facts(kind: str, pk: int) -> Facts:
    """What the last revision changed from; empty where there is none."""
    revision = Revision.objects.filter(kind=kind, record_id=pk).order_by("-version").first()
    return (revision.before or {}) if revision else {}

"""The facts of a record without a text: written by the ledger, as any other change."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.curation.purging.purged_text import ReplacedText
from hub.records.bulk_rows import update_rows
from hub.records.link_tables import Facts, LinkTable
from hub.records.models import Ledger, Record, RecordChange, Source
from hub.records.stored_records import StoredRecord

NOT_TEXTS = frozenset({"known_none", "inferred", "state", "visibility", "verification"})


def facts_with(text: ReplacedText, model: type[Record], stored: StoredRecord) -> list[str]:
    """Names of the facts that hold it and would be written without it."""
    after = facts_without(text, model, stored)
    return [name for name, value in stored.facts.items() if after[name] != value]


def facts_without(
    text: ReplacedText, model: type[Record], stored: StoredRecord, mark: str = ""
) -> Facts:
    """All facts of the record. Terms stay, and so does what names another record."""
    after = dict(stored.facts)
    for name, value in stored.facts.items():
        if name in NOT_TEXTS or name in model.record_type.schemes or not text.is_in(value):
            continue
        table = model.record_type.link_tables.get(name)
        if table is not None:
            after[name] = [_entry_without(text, table, entry, mark) for entry in value]
        else:
            after[name] = _column_without(text, model, name, value, mark)
    if after["slug"] != stored.facts["slug"]:
        others = model._default_manager.exclude(pk=stored.pk)
        if others.filter(slug=after["slug"]).exists():
            after["slug"] = f"{after['slug']}-{stored.pk}"
    return after


def _entry_without(text: ReplacedText, table: LinkTable, entry: Any, mark: str) -> Any:
    names = {
        place
        for link in table.link_columns
        if link.model is not None and link.model is not Source and link.model not in table.siblings
        for place in link.places
    }
    if table.flat:
        return entry if names else text.without(entry, mark)
    return [
        part if place in names else text.without(part, mark) for place, part in enumerate(entry)
    ]


def _column_without(
    text: ReplacedText, model: type[Record], name: str, value: Any, mark: str
) -> Any:
    """Nothing, where the column takes no such text and may be empty."""
    column: Any = next((one for one in model._meta.concrete_fields if one.attname == name), None)
    if column is None or column.choices or column.is_relation:
        return value
    without = text.without(value, mark.replace(" ", "-"), address=name == "slug")
    if isinstance(without, str) and column.max_length:
        without = without[: column.max_length]
    try:
        column.clean(without, None)
    except ValidationError:
        return None if column.null else without
    return without


def write_facts(
    text: ReplacedText,
    model: type[Record],
    stored: Collection[StoredRecord],
    *,
    by: Any,
    reason: str,
    mark: str,
) -> None:
    """Write a version without the text; one of the same facts where none of them holds it.

    The history then says that and by whom something went. Nothing of it is news.
    """
    changes = [RecordChange(facts_without(text, model, each, mark), each) for each in stored]
    ledger = Ledger(by=by.pk if by else None, reason=reason, news=False)
    ledger.write(model, changes, refuse=False)
    unchanged = [change for change in changes if not change.changed]
    if unchanged:
        now = timezone.now()
        update_rows(
            model,
            [{"id": each.pk, "version": each.version, "updated_at": now} for each in unchanged],
        )
        ledger.enter(model, unchanged)
        ledger.announce(model, unchanged)
    ledger.close()


def reason_of(asked_by: Any, *, alone: bool) -> str:
    """What the history says of it, without a word of the text."""
    if alone:
        return _("A text was taken out for good, asked for and done by the same person.")
    return _("A text was taken out for good, asked for by %(name)s.") % {"name": asked_by or "–"}

"""Taking a merge back, as a whole: two records again, each with what was its own.

What somebody changed since stays as they left it, and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events.recommendations.models import Document
from events.reporting.models import ReportRequest
from hub.curation.merging.models import RecordMerge
from hub.curation.merging.record_pointers import Model, link_table_of
from hub.curation.merging.row_journal import LostRow, RowJournal, check_all_keys
from hub.records.bulk_rows import KEYS, chunks
from hub.records.database_clock import now_in_database
from hub.records.models import Change, Ledger, LedgerEntries, Record
from hub.records.registry import record_types

MAX_NAMED = 200  # rows that are named one by one where they stay as they are


def obstacle(merge: RecordMerge) -> str:
    """Why it cannot be taken back, or not yet; empty where it can."""
    if merge.undone_at is not None:
        return _("It was taken back before.")
    model = record_types[merge.record_kind].model
    later = RecordMerge.objects.of(merge.record_kind, merge.kept_id).first()
    if later is not None:
        return _(
            "The record that stayed, “%(name)s”, was merged into another later. Take that back "
            "first."
        ) % {"name": later.absorbed_title}
    if not model._default_manager.filter(pk=merge.kept_id).exists():
        return _("The record that stayed is gone.")
    owner = model._default_manager.filter(slug=merge.absorbed_slug).first()
    if owner is not None:
        return _(
            "Another record, “%(name)s”, has the address “%(slug)s” by now. Give that one another "
            "address first."
        ) % {"name": owner, "slug": merge.absorbed_slug}
    return ""


def undo(pk: int, *, by: Any) -> RecordMerge:
    """Raises ValidationError, with nothing written, where it cannot be taken back."""
    try:
        with transaction.atomic():
            merge = RecordMerge.objects.select_for_update().get(pk=pk)
            if sentence := obstacle(merge):
                raise ValidationError(sentence)
            _put_back(merge, by=by)
            check_all_keys()
    except (IntegrityError, DataError) as problem:
        raise ValidationError(
            _("It cannot be taken back: another record has what would come back. Nothing changed.")
        ) from problem
    return merge


def _put_back(merge: RecordMerge, *, by: Any) -> None:
    model = record_types[merge.record_kind].model
    reason = _("Taken back: %(reason)s") % {"reason": merge.reason}
    ledger = Ledger(by=by.pk if by else None, reason=reason, run=merge.undo_run, news=False)
    ledger.keeps_checks = True
    journal, entries = RowJournal.from_json(merge.rows), LedgerEntries()
    entries.look(model, [merge.kept_id])
    for owner, keys in _owners(journal).items():
        entries.look(owner, keys)
    lost = journal.put_back()
    if not model._default_manager.filter(pk=merge.absorbed_id).exists():
        raise ValidationError(_("What the record was is not kept any more."))
    ledger.bring_back(model, merge.absorbed_id)
    ledger.stamp(model, [merge.kept_id, merge.absorbed_id])
    ledger.stamp(Document, _documents(journal))
    entries.close(ledger, {})
    ledger.close()
    news = Change.objects.filter(kind=model.kind, at=merge.at)
    news.filter(record_id__in=[merge.kept_id, merge.absorbed_id]).delete()
    merge.undone_at, merge.undone_by = now_in_database(), by
    merge.left = [list(line) for line in _sentences(lost)]
    merge.save(update_fields=["undone_at", "undone_by", "left"])


def _owners(journal: RowJournal) -> dict[type[Record], set[int]]:
    """The records whose facts the rows are: as they are now, and as they were."""
    owners: dict[type[Record], set[int]] = {}
    for model, keys in journal.tables().items():
        table = link_table_of(model)
        if table is not None:
            parents = _parents(model, table.parent, keys)
            owners.setdefault(table.record, set()).update(parents)
        elif issubclass(model, Record):
            owners.setdefault(model, set()).update(keys)
    before = [(update.model, update.before) for update in journal.updates]
    for model, columns in (*before, *journal.removed):
        table = link_table_of(model)
        if table is not None and table.parent in columns:
            owners.setdefault(table.record, set()).add(columns[table.parent])
    return owners


def _parents(model: Model, parent: str, keys: Iterable[int]) -> set[int]:
    parents: set[int] = set()
    for some in chunks(keys, KEYS):
        rows = model._base_manager.filter(pk__in=some)
        parents |= set(rows.values_list(parent, flat=True))
    return parents


def _documents(journal: RowJournal) -> list[int]:
    """Those whose pages count requests that move back."""
    keys = [pk for update in journal.updates if update.model is ReportRequest for pk in update.keys]
    rows = ReportRequest.objects.filter(pk__in=keys)
    return list(rows.values_list("round__document", flat=True))


def _sentences(lost: list[LostRow]) -> Iterator[tuple[str, str]]:
    """What stays as it is: whose it is, and why."""
    for one in lost[:MAX_NAMED]:
        what = ", ".join(_label(one.model, name) for name in one.columns)
        if what:
            why = _("Changed again or removed since, and left so: %(what)s.") % {"what": what}
        else:
            why = _("Something has its place by now, so that it does not come back.")
        yield _name(one), why
    if len(lost) > MAX_NAMED:
        yield "…", _("And %(n)d more.") % {"n": len(lost) - MAX_NAMED}


def _name(lost: LostRow) -> str:
    table = link_table_of(lost.model)
    owner: Any = table.record if table else lost.model
    rows: Any = lost.model._base_manager.filter(pk=lost.pk)
    key = rows.values_list(table.parent if table else "pk", flat=True).first()
    record: models.Model | None = owner._base_manager.filter(pk=key).first() if key else None
    kind = capfirst(str(lost.model._meta.verbose_name))
    return str(record) if record and issubclass(owner, Record) else kind


def _label(model: Model, column: str) -> str:
    return str(getattr(model._meta.get_field(column), "verbose_name", column))

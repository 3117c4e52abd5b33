"""A record that is taken off the site at once, and what still holds its texts afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hub.records.models import Change, LedgerEntry, Record, Revision
from hub.records.registry import record_types

# In the reason of the revision, by which a record is known to have been hidden here. Never shown to
# readers; not translated, since it is compared.
HIDDEN, SHOWN = "hidden: danger report", "shown again: danger report"


def find_record(kind: str, pk: int | None) -> Record | None:
    """The record that a suggestion is about; None where there is none any more."""
    if kind not in record_types or pk is None:
        return None
    record: Record | None = record_types[kind].model._default_manager.filter(pk=pk).first()
    return record


def records_of(named: Iterable[tuple[str, int | None]]) -> dict[tuple[str, int], Record]:
    """Records by kind and key, public or not: a query for each kind."""
    keys: dict[str, set[int]] = {}
    for kind, pk in named:
        if kind in record_types and pk is not None:
            keys.setdefault(kind, set()).add(pk)
    return {
        (kind, pk): record
        for kind, of_kind in keys.items()
        for pk, record in record_types[kind].model._default_manager.in_bulk(list(of_kind)).items()
    }


def hide(record: Record, *, by: Any) -> bool:
    """Take a record off everything that readers see, by their next request; whether it was there.

    Without news: a line that something was removed would tell that there is something to find.
    """
    return _move(record, Record.State.PUBLISHED, Record.State.DRAFT, by=by, reason=HIDDEN)


def show_again(record: Record, *, by: Any) -> bool:
    """Undo ``hide``; whether it was hidden by it, and nobody has decided otherwise since."""
    if not is_hidden(record):
        return False
    return _move(record, Record.State.DRAFT, Record.State.PUBLISHED, by=by, reason=SHOWN)


def is_hidden(record: Record) -> bool:
    """Whether it was hidden here and is still off the site."""
    if record.state != Record.State.DRAFT:
        return False
    moves = Revision.objects.filter(
        kind=record.kind, record_id=record.pk, reason__in=[HIDDEN, SHOWN]
    )
    last = moves.order_by("-version").values_list("reason", flat=True).first()
    return last == HIDDEN


def _move(record: Record, before: str, after: str, *, by: Any, reason: str) -> bool:
    with transaction.atomic():
        model = type(record)
        entry = LedgerEntry.open(record)
        if entry.before is None or entry.before["state"] != before:
            return False
        model._default_manager.filter(pk=record.pk).update(state=after)
        entry.close(by=by, reason=reason, news=False)
    record.refresh_from_db()
    return True


@dataclass(frozen=True)
class Traces:
    """What still holds the texts of a record that is hidden; curators alone can see them."""

    revisions: QuerySet[Revision]
    news: QuerySet[Change]

    @classmethod
    def of(cls, kind: str, pk: int) -> Traces:
        rows = {"kind": kind, "record_id": pk}
        revisions = Revision.objects.filter(**rows).select_related("by").order_by("-version")
        return cls(revisions, Change.objects.filter(**rows).newest_first())

    @property
    def sentence(self) -> str:
        words = {"revisions": self.revisions.count(), "news": self.news.count()}
        return _("%(revisions)d old versions and %(news)d lines of news still hold it.") % words

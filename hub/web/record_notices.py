"""What a record's page says of the record beside its facts: that its address does not answer, that
its maker was asked and did not answer, which questions were answered.

Upper rooms write ``RecordNotice`` rows and register here how each kind of them is read. One query
for a page, and none on lists.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hub.records.keyed_rows import KeyedRows
from hub.records.models import Record, RecordNotice
from hub.records.registry import Registry
from hub.web.view_models import Link

LINE, SECTION = "line", "section"


LINE_TEMPLATE = "includes/_notice_line.html"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """What ``LINE_TEMPLATE`` shows: a sentence, and links behind it."""

    text: str
    links: tuple[Link, ...] = ()


class NoticePresenter(Protocol):
    """Makes what the template is handed of a notice's facts; None: there is nothing to say."""

    def __call__(self, facts: Mapping[str, Any], since: datetime.datetime) -> object | None: ...


@dataclass(frozen=True)
class NoticeKind:
    """How one kind of notice stands on a page.

    ``template`` includes one notice as ``notice`` (what ``present`` made, in the language of the
    page). ``place``: a line below how sure we are, or a section at the end of the record.
    """

    template: str
    present: NoticePresenter
    place: str = LINE


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice for a page."""

    template: str
    place: str
    content: object


# By the ``kind`` of a row. Those of a room that this release has not are left out.
notice_kinds: Registry[NoticeKind] = Registry("kinds of notice")

_rows: KeyedRows[tuple[str, str, Any, datetime.datetime]] = KeyedRows(
    lambda keys: (
        RecordNotice.objects.filter(record_id__in=keys)
        .order_by("pk")
        .values_list("record_kind", "kind", "facts", "since")
    ),
    at_once=1,
)


def register_notice_kind(name: str, kind: NoticeKind) -> None:
    """Called by each room when its app starts; the order is that on pages."""
    notice_kinds.register(name, kind)


def notices_of(record: Record) -> tuple[Notice, ...]:
    """What the record's page says beside its facts, in the order of the registered kinds."""
    rows = {
        kind: (facts, since)
        for record_kind, kind, facts, since in _rows([record.pk])
        if record_kind == type(record).kind
    }
    if not rows:
        return ()
    notices = (
        Notice(kind.template, kind.place, kind.present(*rows[name]))
        for name, kind in notice_kinds.items()
        if name in rows
    )
    return tuple(notice for notice in notices if notice.content is not None)

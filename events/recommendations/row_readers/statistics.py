"""Statistics of the starter data, each with whose finding it is and where it was quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from events.models import Event, Statistic
from events.recommendations.models import Document, DocumentStatistic
from hub.records.models import Source, recorded_change


@dataclass(frozen=True)
class StatisticRow:
    """``quoted_at``: the event or the document that quotes it."""

    fields: dict[str, Any]
    quoted_at: Event | Document
    source: tuple[str, str]  # address, title


def read_statistic(row: Row, records: KnownRecords) -> StatisticRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records)
    kind: type[Event | Document] = Event if row.get("event") else Document
    slug = read.text(kind.kind, most=200, required=True)
    quoted_at = kind._default_manager.filter(slug=slug).first()
    if slug and quoted_at is None:
        read.problems.append(
            _("%(field)s: there is no record “%(slug)s”.") % {"field": kind.kind, "slug": slug}
        )
    year, whose = row.get("year"), read.organisations("finding_of")
    if year is not None and not isinstance(year, int):
        read.problems.append(_("year must be a number or null."))
    fields = {
        "value": read.text("value", most=60, required=True),
        "counts": read.text("counts", most=400, required=True),
        "finding_of_id": whose[0] if whose else None,
        "published_in": read.text("published_in", most=300),
        "year": year,
    }
    source = (read.url("source_url") or "", read.text("source_title", most=500) or "")
    if not any(source):
        read.problems.append(_("A statistic needs its source."))
    read.finish()
    assert quoted_at is not None  # noqa: S101 - a missing record is a problem of the row
    return StatisticRow(fields, quoted_at, source)


def write_statistic(values: StatisticRow, *, run: str) -> bool:
    """Add the statistic to what quotes it. False if the same value is there already."""
    statistics = values.quoted_at.statistics
    if statistics.filter(value=values.fields["value"], counts=values.fields["counts"]).exists():
        return False
    with recorded_change(values.quoted_at, run=run, news=False):
        url, title = values.source
        source, _made = Source.objects.get_or_create(url=url, title=title)
        model = Statistic if isinstance(values.quoted_at, Event) else DocumentStatistic
        statistic = model(
            **values.fields,
            **{values.quoted_at.kind: values.quoted_at},
            source=source,
            position=statistics.count(),
        )
        statistic.full_clean()
        statistic.save()
    return True

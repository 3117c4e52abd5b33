"""The numbers as a page and its files show them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from babel.dates import format_skeleton
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.numbers.models import NightlyCount
from hub.numbers.number_tables import (
    BANDS,
    NUMBER_TABLES,
    Column,
    Counted,
    NumberTable,
    RowName,
    Rows,
    Unit,
    Values,
    quarter_of,
)
from hub.records.registry import record_types
from hub.web.localization import locale_for, localize_date, localize_number
from hub.web.table_files import csv_table

BAR_WIDTH = 100  # of the longest bar, in units of its drawing


@dataclass(frozen=True, slots=True)
class NumberRow:
    """``cells``: None is "not said". ``bar``: widths of the whole and of its part."""

    label: str
    cells: tuple[str | None, ...]
    bar: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """``rows`` is empty where nothing was counted yet."""

    name: str
    title: str
    definition: str
    row_name: str
    columns: tuple[str, ...]
    rows: tuple[NumberRow, ...]
    file_url: str


def counted_rows(
    table: NumberTable, last: NightlyCount | None, today: datetime.date
) -> tuple[Rows, datetime.date]:
    """The rows that are shown today, and the day that they are of."""
    if not table.is_nightly:
        return table.count(today, Counted()), today
    return (last.rows(table.name), last.day) if last else ({}, today)


def shown_tables(today: datetime.date) -> Iterator[ShownTable]:
    last = NightlyCount.last()
    for table in NUMBER_TABLES:
        rows, day = counted_rows(table, last, today)
        places = [_place(table, name) for name in table.bar]
        most = max((values[places[0]] or 0 for values in rows.values()), default=0) or 1
        yield ShownTable(
            table.name,
            str(table.title),
            str(table.definition),
            str(table.row_name.value),
            tuple(str(column.label) for column in table.columns),
            tuple(
                NumberRow(
                    row_label(table, key, day),
                    tuple(_shown_cells(table, values)),
                    tuple(round(BAR_WIDTH * (values[place] or 0) / most) for place in places),
                )
                for key, values in rows.items()
            ),
            reverse("numbers-file", args=[table.name]),
        )


def _place(table: NumberTable, name: str) -> int:
    return [column.name for column in table.columns].index(name)


def _shown_cells(table: NumberTable, values: Values) -> Iterator[str | None]:
    for column, value in zip(table.columns, values, strict=True):
        yield None if value is None else value_text(column, value)


def value_text(column: Column, value: int) -> str:
    return band_text(value) if column.unit is Unit.BAND else localize_number(value)


def band_text(least: int) -> str:
    """A band in words; ``least`` is one of ``BANDS``."""
    place = BANDS.index(least)
    if place == 0:
        return _("fewer than %(number)s") % {"number": localize_number(BANDS[1])}
    if place == len(BANDS) - 1:
        return _("%(number)s or more") % {"number": localize_number(least)}
    most = localize_number(BANDS[place + 1] - 1)
    return _("%(least)s to %(most)s") % {"least": localize_number(least), "most": most}


def row_label(table: NumberTable, key: str, day: datetime.date) -> str:
    """What a row is called. ``day``: on which it was counted."""
    if table.row_name is RowName.KIND:
        return str(capfirst(record_types[key].model._meta.verbose_name_plural))
    if table.row_name is RowName.DAY:
        return localize_date(key)
    first = datetime.date.fromisoformat(key)
    locale = locale_for(get_language() or "en")
    quarter = str(format_skeleton("yQQQQ", first, locale=locale))
    if first == quarter_of(day):
        return _("%(quarter)s, so far") % {"quarter": quarter}
    return quarter


def table_csv(table: NumberTable, today: datetime.date) -> str:
    """For programs: keys and whole numbers, of a band its words; what is not said is empty."""
    rows, _day = counted_rows(table, NightlyCount.last(), today)
    header = [str(table.row_name.value), *(str(column.label) for column in table.columns)]
    return csv_table(header, ([key, *_file_cells(table, values)] for key, values in rows.items()))


def _file_cells(table: NumberTable, values: Values) -> Iterator[str]:
    for column, value in zip(table.columns, values, strict=True):
        if value is None:
            yield ""
        else:
            yield band_text(value) if column.unit is Unit.BAND else str(value)

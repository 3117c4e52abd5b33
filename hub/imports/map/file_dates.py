"""The dates of a job's file: the order of day and month, judged from every row of it."""

from __future__ import annotations

from dataclasses import replace

from hub.imports.map.column_map import ColumnMap, MappedColumn
from hub.imports.map.date_orders import judge_orders
from hub.imports.map.source_values import CellText
from hub.imports.models import Import
from hub.imports.record_types import importer_for

OPEN = "iso"  # of a column whose order nobody has said and nothing has told
# Dates in digits with the year behind, alone or in a range; any other cell tells nothing.
IN_DIGITS = r"\d{1,2}\s*[./ -]\s*\d{1,2}\s*[./ -]\s*\d{4}"
MAX_DATES = 20_000  # different ones of a column


def judge_dates(job: Import, *, afresh: bool = False) -> str:
    """Set the order of the columns of dates for which the file tells it, in ``job.mapping``.

    ``afresh``: of all of them, since nobody has chosen any; else of those that are open. One query
    for each column of dates, none where every order is known. What a person must be asked comes
    back, or an empty text.
    """
    mapping = ColumnMap.read(job.mapping)
    columns = date_columns(mapping, job)
    to_judge = {column.heading for column in columns if afresh or column.dates == OPEN}
    if mapping.strict or not to_judge:
        return ""
    judged = judge_orders({column.heading: _dates(job, column.heading) for column in columns})
    columns_of_map = [
        replace(column, dates=judged.orders.get(column.heading, OPEN))
        if column.heading in to_judge
        else column
        for column in mapping.columns
    ]
    stored = replace(mapping, columns=tuple(columns_of_map)).as_json()
    job.mapping = job.mapping | {"columns": stored["columns"]}
    return judged.question


def date_columns(mapping: ColumnMap, job: Import) -> list[MappedColumn]:
    fields = importer_for(job.kind).by_name
    return [
        column
        for column in mapping.mapped
        if column.field in fields and fields[column.field].shape in ("date", "day")
    ]


def _dates(job: Import, heading: str) -> list[str]:
    cells = job.rows.order_by().annotate(cell=CellText(heading))
    dates = cells.filter(cell__regex=IN_DIGITS).values_list("cell", flat=True).distinct()
    return [str(text) for text in dates[:MAX_DATES]]

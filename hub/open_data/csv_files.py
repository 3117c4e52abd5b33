"""A table of records as CSV, streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from hub.open_data.exported_values import ExportedRecord
from hub.open_data.flat_columns import RowWriter

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheet programs know UTF-8
ROWS_AT_ONCE = 100  # of one piece of the answer


def csv_pieces(writer: RowWriter, records: Iterable[ExportedRecord]) -> Iterator[bytes]:
    """The heading row at once, before any record is read; then the rows."""
    buffer = io.StringIO()
    lines = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)
    lines.writerow(writer.header)
    yield _taken(buffer)
    waiting = 0
    for record in records:
        lines.writerow(writer.row(record))
        waiting += 1
        if waiting == ROWS_AT_ONCE:
            yield _taken(buffer)
            waiting = 0
    if waiting:
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()

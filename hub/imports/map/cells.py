"""The cells of a column, as the database reads them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, TextField, Value


class CellOf(Func):
    """The text of one cell; of a list its JSON. A heading may be a number or hold any mark."""

    output_field = TextField()

    def __init__(self, heading: str) -> None:
        super().__init__(F("cells"), Value(heading), function="jsonb_extract_path_text")
        self.heading = heading

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A path of SQLite cannot name a key with a quotation mark."""
        cells, heading = self.get_source_expressions()
        one, first = compiler.compile(cells)
        other, second = compiler.compile(heading)
        asked = f"(SELECT one.value FROM json_each({one}) AS one WHERE one.key = {other})"  # noqa: S608  # nosec
        return asked, (*first, *second)

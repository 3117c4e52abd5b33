"""The cells of a column, as the database reads them."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import F, Func, TextField, Value


class CellOf(Func):
    """The text of one cell; of a list its JSON. A heading may be a number or hold any mark."""

    output_field = TextField()

    def __init__(self, heading: str) -> None:
        super().__init__(F("cells"), Value(heading), function="jsonb_extract_path_text")
        self.heading = heading

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        path = Value(f"$.{json.dumps(self.heading, ensure_ascii=False)}")
        asked = Func(F("cells"), path, function="json_extract", output_field=TextField())
        return compiler.compile(asked.resolve_expression(compiler.query))

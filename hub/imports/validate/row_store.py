"""Verdicts into the rows of an import: one statement for a chunk."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection

from hub.imports.models import ImportRow
from hub.imports.validate.row_parser import ParsedRow

TABLE = ImportRow._meta.db_table
JSON = ("row", "differences", "problems", "candidates")
PLAIN = ("key", "verdict")
NUMBERS = ("record_id", "version", "depth")

POSTGRESQL = f"""
    UPDATE {TABLE} AS r SET {", ".join(f'"{name}" = x."{name}"' for name in (*JSON, *PLAIN, *NUMBERS))}
    FROM jsonb_to_recordset(%s::jsonb) AS x(
        id bigint, {", ".join(f'"{name}" jsonb' for name in JSON)},
        {", ".join(f'"{name}" text' for name in PLAIN)}, record_id bigint, version integer, depth smallint)
    WHERE r.id = x.id
"""  # noqa: S608, E501  # nosec  # names of our own columns
SQLITE = f"""
    UPDATE {TABLE} SET
        {", ".join(f'"{name}" = x.value ->> ' + f"'$.{name}'" for name in (*JSON, *PLAIN, *NUMBERS))}
    FROM json_each(%s) AS x WHERE {TABLE}.id = x.value ->> '$.id'
"""  # noqa: S608, E501  # nosec


def save(rows: Sequence[ParsedRow]) -> None:
    """Write what was found out of these rows."""
    values = [
        {
            "id": row.pk,
            "key": row.key,
            "row": row.facts,
            "verdict": row.verdict,
            "record_id": row.record_id,
            "version": row.version,
            "depth": row.depth,
            "differences": row.differences,
            "problems": row.problems + row.notes,
            "candidates": row.candidates,
        }
        for row in rows
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL, [json.dumps(values)])
        else:
            cursor.execute(SQLITE, [json.dumps(values)])

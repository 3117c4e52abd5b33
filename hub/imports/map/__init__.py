"""Map a row's cells to the fields and terms of its record type.

``column_map`` says which column is which field, ``value_map`` which term a value stands for;
``canonical_row`` applies both to a row, and ``row_parser`` hands it to the reader of the record
type, which makes facts of it. Next comes ``hub.imports.match``.
"""

from hub.imports.map.canonical_row import RowMapper
from hub.imports.map.column_map import ColumnMap, MappedColumn, propose_columns, save_profile
from hub.imports.map.row_parser import ParsedRow, parse_row
from hub.imports.map.source_values import SourceValue, map_value, source_values, unmapped_values
from hub.imports.map.value_map import ValueMap

__all__ = [
    "ColumnMap",
    "MappedColumn",
    "ParsedRow",
    "RowMapper",
    "SourceValue",
    "ValueMap",
    "map_value",
    "parse_row",
    "propose_columns",
    "save_profile",
    "source_values",
    "unmapped_values",
]

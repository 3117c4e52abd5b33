"""Validate rows: each gets a verdict, its differences, problems and candidates, in ``ImportRow``.

``chunks`` takes rows in their order, ``row_ranges`` in ranges that several workers share, and
``row_validator`` decides on each. A row has one verdict, the first of these that holds:

1. ``problem``: it cannot be read, or names an address that is another record's.
2. ``unchanged``: the record says all of it already.
3. ``personal``: a text that would be written holds personal data.
4. ``off_topic``: a new record in which nothing is about trafficking in persons, and that is like
   none of ours.
5. ``duplicate``: a new record that is like an existing one, or like an earlier row.
6. ``conflict``: it differs from what a curator wrote.
7. ``changed`` or ``new``.

Next comes ``hub.imports.review``: what a curator decides, and what is written in consequence.
"""

from hub.imports.validate.chunks import CHUNK, compare_with_records, reset_rows, validate_chunk

__all__ = ["CHUNK", "compare_with_records", "reset_rows", "validate_chunk"]

"""What each row is: new, changed, unchanged, in conflict, or something for a person to look at.

A row has one verdict, the first of these that holds:

1. ``problem``: it cannot be read, or names an address that is another record's.
2. ``unchanged``: the record says all of it already.
3. ``personal``: a text that would be written holds personal data.
4. ``off_topic``: a new record with no word of ours in it.
5. ``duplicate``: a new record that looks like one there is, or like an earlier row.
6. ``conflict``: it differs from what a curator wrote.
7. ``changed`` or ``new``.
"""

from hub.imports.validate.chunk_validator import CHUNK, check_chunk
from hub.imports.validate.recheck import again, against

__all__ = ["CHUNK", "again", "against", "check_chunk"]

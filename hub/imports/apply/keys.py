"""Primary keys taken ahead, so that a journal can say what points at what before it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from hub.records.models import Source

AT_ONCE, MOST_AT_ONCE = 500, 4000
Address = tuple[str, str]  # of a source: its url and title


class Keys:
    """Keys of new rows, taken from the table's own sequence in blocks; those left over are lost.

    Use it within a transaction. ``made`` are the sources that were made here, with their keys.
    """

    def __init__(self, sources: Iterable[Address] = ()) -> None:
        self._held: dict[str, deque[int]] = {}
        self._size: dict[str, int] = {}
        self._sources: dict[Address, int] = {}
        self.made: dict[Address, int] = {}
        self._find(set(sources))

    def next(self, table: str) -> int:
        """A key of this table that nobody has."""
        held = self._held.get(table)
        if not held:
            # A table that has asked once will ask for more.
            size = self._size[table] = min(2 * self._size.get(table, AT_ONCE // 2), MOST_AT_ONCE)
            held = self._held[table] = deque(_block(table, size))
        return held.popleft()

    def source(self, url: str, title: str) -> int:
        """The key of a source: of the one there is, else of a new one, made at once.

        A source that nothing cites shows nowhere, and rolling an import back takes it away again.
        """
        if (url, title) not in self._sources:
            self._find({(url, title)})
        return self._sources[url, title]

    def _find(self, named: set[Address]) -> None:
        if not named:
            return
        self._sources |= _known(named)
        missing = sorted(named - self._sources.keys())
        if missing:
            new = [Source(url=url, title=title) for url, title in missing]
            Source.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
            made = _known(set(missing))
            self._sources |= made
            self.made |= made


def _known(named: set[Address]) -> dict[Address, int]:
    urls = {url for url, _title in named if url}
    titles = {title for url, title in named if not url}
    found = Source.objects.filter(Q(url__in=urls) | Q(url="", title__in=titles))
    return {
        (url, title): pk
        for url, title, pk in found.values_list("url", "title", "pk")
        if (url, title) in named
    }


def _block(table: str, size: int) -> list[int]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT array_agg(nextval(name)) FROM "
                "(SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) AS found, "
                "generate_series(1, %s)",
                [f'"{table}"', size],
            )
            block: list[int] = cursor.fetchone()[0]
            return block
        # SQLite counts in a table of its own, which has no line before the first row was written.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = int(row[0]) + 1 if row else 1
        if row:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [size, table]
            )
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, size])
    return list(range(first, first + size))

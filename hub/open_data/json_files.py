"""Records as JSON, streamed; and the newest of them as a JSON Feed (version 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hub.open_data.exported_values import ExportedRecord
from hub.open_data.json_records import encode_json, record_json
from hub.web.atom_feed import FeedItem
from hub.web.responses import absolute

FEED_VERSION = "https://jsonfeed.org/version/1.1"
RECORDS_AT_ONCE = 50  # of one piece of the answer


def json_pieces(about: dict[str, Any], records: Iterable[ExportedRecord]) -> Iterator[bytes]:
    """``{"about": …, "records": [ … ]}``, a record on each line."""
    yield f'{{"about":{encode_json(about)},\n"records":['.encode()
    waiting: list[str] = []
    separator = "\n"
    for record in records:
        waiting.append(f"{separator}{encode_json(record_json(record))}")
        separator = ",\n"
        if len(waiting) == RECORDS_AT_ONCE:
            yield "".join(waiting).encode()
            waiting.clear()
    yield ("".join(waiting) + "\n]}\n").encode()


def json_feed(
    title: str, path: str, feed_path: str, language: str, items: Sequence[FeedItem]
) -> str:
    """The items as in the Atom feed of the same list."""
    return encode_json(
        {
            "version": FEED_VERSION,
            "title": title,
            "home_page_url": absolute(path),
            "feed_url": absolute(feed_path),
            "language": language,
            "items": [
                {
                    "id": item.identity,
                    "url": absolute(item.path),
                    "title": item.title,
                    "content_text": item.summary or item.title,
                    "date_published": item.published.isoformat(timespec="seconds"),
                    "date_modified": item.updated.isoformat(timespec="seconds"),
                }
                for item in items
            ],
        }
    )

"""Atom feeds (RFC 4287), by Django's generator."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from hub.web.responses import absolute

# Not in the production Char of XML 1.0: with one of these the feed cannot be parsed.
INVALID_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def valid_xml_text(text: str) -> str:
    return INVALID_IN_XML.sub("", text)


@dataclass(frozen=True)
class FeedItem:
    """``identity`` never changes for one item, whatever happens to its address."""

    title: str
    path: str
    summary: str
    updated: datetime.datetime
    published: datetime.datetime
    identity: str

    @classmethod
    def of(cls, record: Any) -> Self:
        """A published record: its name, its summary where it has one, and when it changed."""
        return cls(
            title=str(record),
            path=record.get_absolute_url(),
            summary=getattr(record, "summary", None) or getattr(record, "theme", None) or "",
            updated=record.updated_at,
            published=record.created_at,
            identity=absolute(f"/id/{record.kind}/{record.pk}"),
        )


def atom_response(
    *, title: str, path: str, feed_path: str, items: Sequence[FeedItem]
) -> HttpResponse:
    """The feed as a response; ``path`` is the page that it belongs to."""
    feed = Atom1Feed(
        title=valid_xml_text(title),
        link=absolute(path),
        description="",
        feed_url=absolute(feed_path),
        language=get_language(),
    )
    for item in items:
        feed.add_item(
            title=valid_xml_text(item.title),
            link=absolute(item.path),
            description=valid_xml_text(item.summary),
            unique_id=item.identity,
            pubdate=item.published,
            updateddate=item.updated,
        )
    kind = "application/atom+xml; charset=utf-8"
    return HttpResponse(feed.writeString("utf-8"), content_type=kind)

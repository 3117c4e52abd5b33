"""Atom feeds (RFC 4287), by Django's generator."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Self

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from hub.identity.site_identity import site_name
from hub.records.text_cleaning import DIRECTIONS, TAGS
from hub.web.responses import absolute

# Not in the production Char of XML 1.0: with one of these the feed cannot be parsed.
INVALID_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What directs a page's text or breaks its lines, and stands as a box in a list of titles. The
# joiners U+200C and U+200D stay: Persian and the scripts of India are misspelt without them.
INVISIBLE = re.compile(
    f"[{DIRECTIONS}{TAGS}\u00ad\u034f\u180e\u200b\u2060-\u2065\u3164\ufeff\ufff9-\ufffb]"
)


def feed_identity(kind: str, key: int) -> str:
    """What a feed calls a row for good, whatever becomes of its address.

    Never its number: from the gaps between two, whoever counts along would see how much is written
    that they may not read. Made with the one secret that is never changed.
    """
    secret = hashlib.blake2b(settings.DIGEST_HASH_KEY.encode(), digest_size=32).digest()
    digest = hashlib.blake2b(f"{kind}/{key}".encode(), key=secret, digest_size=12, person=b"feed")
    return absolute(f"/id/{kind}/{digest.hexdigest()}")


def valid_xml_text(text: str) -> str:
    return INVALID_IN_XML.sub("", text)


def plain_title(text: str) -> str:
    """One line without invisible marks, for programs that show a title and nothing else."""
    return " ".join(INVISIBLE.sub("", valid_xml_text(text)).split())


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
            identity=feed_identity(record.kind, record.pk),
        )


class _Feed(Atom1Feed):
    """One that has no entries is of this day: nothing in it changes with the second."""

    def latest_post_date(self) -> datetime.datetime:
        if self.items:
            return super().latest_post_date()
        return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


def atom_response(
    *, title: str, path: str, feed_path: str, items: Sequence[FeedItem]
) -> HttpResponse:
    """The feed as a response; ``path`` is the page that it belongs to.

    The site is the author of every entry (RFC 4287, 4.2.1): it says in its own words what others
    say, and names them as sources on the page.
    """
    feed = _Feed(
        title=plain_title(title),
        link=absolute(path),
        description="",
        feed_url=absolute(feed_path),
        author_name=plain_title(site_name()),
        author_link=absolute("/"),
        language=get_language(),
    )
    for item in items:
        feed.add_item(
            title=plain_title(item.title),
            link=absolute(item.path),
            # Django's generator calls a summary HTML (RFC 4287, 3.1.1.2), and ours is text.
            description=escape(valid_xml_text(item.summary), quote=False),
            unique_id=item.identity,
            pubdate=item.published,
            updateddate=item.updated,
        )
    kind = "application/atom+xml; charset=utf-8"
    return HttpResponse(feed.writeString("utf-8"), content_type=kind)

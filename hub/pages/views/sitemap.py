"""The sitemap (sitemaps.org): every public record and term, none of the filtered lists.

One file while it holds all addresses, else an index of files. Django's own `contrib.sitemaps` would
read each record with all its columns and take the domain from the request, not from SITE_ADDRESS.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.xmlreader import AttributesImpl  # nosec  # writes, reads nothing

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from hub.records.registry import record_types
from hub.vocabulary.term_cache import term_cache
from hub.web.paths import record_path
from hub.web.responses import absolute, mark_shared

MAX_ADDRESSES = 50_000  # in one file, by the protocol
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
STATIC_ROUTES = (
    "home",
    "tools",
    "practice",
    "misuse-patterns",
    "organisations",
    "events",
    "documents",
    "recommendations",
    "recommendations-gaps",
    "countries",
    "gaps",
    "gaps-world",
    "help-now",
    "helplines",
    "questions-to-ask",
    "questions",
    "whats-new",
    "vocabulary",
    "numbers",
    "about",
)


def sitemap(request: HttpRequest) -> HttpResponse:
    parts = _parts()
    if len(parts) == 1:
        return _document("urlset", "url", parts[0])
    files = [
        (reverse("sitemap-part", args=[number]), max(changed for _path, changed in part))
        for number, part in enumerate(parts, start=1)
    ]
    return _document("sitemapindex", "sitemap", files)


def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One of the files that the index names, counted from 1."""
    parts = _parts()
    if len(parts) == 1 or not 1 <= number <= len(parts):
        raise Http404
    return _document("urlset", "url", parts[number - 1])


def _document(root: str, element: str, entries: Iterable[tuple[str, str]]) -> HttpResponse:
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": NAMESPACE}))
    for path, changed in entries:
        xml.startElement(element, AttributesImpl({}))
        xml.addQuickElement("loc", absolute(path))
        if changed:
            xml.addQuickElement("lastmod", changed)
        xml.endElement(element)
    xml.endElement(root)
    return mark_shared(response)


def _parts() -> list[list[tuple[str, str]]]:
    """All entries, in files of as many as the protocol allows."""
    entries = _entries()
    return [
        entries[start : start + MAX_ADDRESSES] for start in range(0, len(entries), MAX_ADDRESSES)
    ]


def _entries() -> list[tuple[str, str]]:
    """Path and last change (RFC 3339, or empty) of every address."""
    entries = [(reverse(name), "") for name in STATIC_ROUTES]
    for kind, record_type in record_types.items():
        records = record_type.model.objects.published()
        entries += [
            (reverse(kind, args=[slug]), rfc3339_date(changed))
            for slug, changed in records.order_by("slug").values_list("slug", "updated_at")
        ]
    terms = term_cache()
    entries += [(reverse("scheme", args=[slug]), "") for slug in terms.schemes]
    current = [entry for entry in terms.by_key.values() if not entry.deprecated]
    entries += [(entry.url, "") for entry in current]
    entries += [
        (record_path("country", entry.slug), "") for entry in current if entry.scheme == "country"
    ]
    return entries

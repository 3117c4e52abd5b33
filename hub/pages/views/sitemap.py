"""The sitemap (sitemaps.org): every public record and term, none of the filtered lists."""

from __future__ import annotations

from xml.sax.xmlreader import AttributesImpl  # nosec B406 - writes, reads nothing

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from catalogue.models import Deployment, MisusePattern, Organisation, Tool
from events.models import Event
from events.recommendations.models import Document, Recommendation
from hub.vocabulary.term_cache import term_cache
from hub.web.responses import absolute, mark_shared

MAX_ADDRESSES = 50_000  # addresses in one file, by the protocol
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
    "gaps",
    "whats-new",
    "vocabulary",
    "about",
)


def sitemap(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement(
        "urlset", AttributesImpl({"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    )
    for path, changed in _entries()[:MAX_ADDRESSES]:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", absolute(path))
        if changed:
            xml.addQuickElement("lastmod", changed)
        xml.endElement("url")
    xml.endElement("urlset")
    return mark_shared(response)


def _entries() -> list[tuple[str, str]]:
    entries = [(reverse(name), "") for name in STATIC_ROUTES]
    kinds = (
        Tool,
        Organisation,
        Deployment,
        MisusePattern,
        Event,
        Document,
        Recommendation,
    )
    for records in (kind.objects.published() for kind in kinds):
        route = records.model.kind
        entries += [
            (reverse(route, args=[slug]), rfc3339_date(changed))
            for slug, changed in records.order_by("slug").values_list("slug", "updated_at")
        ]
    terms = term_cache()
    entries += [(reverse("scheme", args=[slug]), "") for slug in terms.schemes]
    entries += [(entry.url, "") for entry in terms.by_key.values() if not entry.deprecated]
    return entries

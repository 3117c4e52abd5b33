"""About this site, and what machines ask for."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.records.models import SearchState
from hub.web.neutral_titles import PREFIX
from hub.web.responses import absolute, public_page
from hub.web.view_models import Page


def about(request: HttpRequest) -> HttpResponse:
    page = Page(
        title=_("About this catalogue"),
        description=_("What this catalogue is, how it is checked, and how to read it safely."),
        canonical=absolute(reverse("about")),
        section="about",
    )
    return public_page(request, "about.html", {"page": page})


def healthz(request: HttpRequest) -> HttpResponse:
    """For the proxy and the supervisor: 200 while the database answers, 503 while it does not."""
    try:
        connection.ensure_connection()
        seq = SearchState.current()
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    response = JsonResponse({"status": "ok", "seq": seq})
    response["Cache-Control"] = "no-store"
    return response


def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read every record and no combination of filters."""
    lines = [
        "User-agent: *",
        "Disallow: /*?",
        "Allow: /*?page=",
        f"Disallow: {PREFIX}",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /curate/",
        "Disallow: /loading/",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

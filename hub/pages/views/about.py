"""About this site, and what machines ask for."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.lists.data_catalogue import data_catalogue
from hub.records.models import SearchState
from hub.web.neutral_titles import PREFIX
from hub.web.operator import operator
from hub.web.page_kinds import shows
from hub.web.release import version
from hub.web.responses import absolute, mark_shared, message_page, public_page
from hub.web.view_models import Link, Page

# RFC 9116 asks for less than a year; the day moves on as long as the site is there.
SECURITY_TXT_VALID = datetime.timedelta(days=180)


@shows()
def about(request: HttpRequest) -> HttpResponse:
    page = Page(
        title=_("About this site"),
        description=_("Who runs this site, how its records are checked, how to read it safely."),
        canonical=absolute(reverse("about")),
        section="about",
        json_ld=data_catalogue(),
    )
    return public_page(request, "about.html", {"page": page, "runs": operator()})


@shows()
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: conformance, known gaps, contact."""
    page = Page(
        title=_("Accessibility statement"),
        description=_("Who can use this site, what is known not to work, and whom to tell."),
        canonical=absolute(reverse("accessibility")),
    )
    return public_page(request, "accessibility.html", {"page": page, "runs": operator()})


def security_txt(request: HttpRequest) -> HttpResponse:
    """How to report a vulnerability (RFC 9116); 404 while there is nobody to report it to."""
    runs = operator()
    if not runs.security_contact:
        return message_page(
            request,
            status=404,
            heading=_("Nobody is named here to report a vulnerability to"),
            sentence=_("The operator of this site has set no address for it."),
            ways_on=(Link(_("Who runs this site"), f"{reverse('about')}#who"),),
        )
    expires = datetime.datetime.now(datetime.UTC).date() + SECURITY_TXT_VALID
    lines = [
        f"Contact: {runs.security_contact}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {absolute(reverse('security-txt'))}",
    ]
    if runs.security_policy:
        lines.append(f"Policy: {runs.security_policy}")
    text = "\n".join((*lines, ""))
    return mark_shared(HttpResponse(text, content_type="text/plain; charset=utf-8"))


def healthz(request: HttpRequest) -> HttpResponse:
    """For the proxy and the supervisor: 200 while the database answers, 503 while it does not.

    It says no number of changes: the newest counts what only some may see too.
    """
    try:
        connection.ensure_connection()
        SearchState.current()
    except DatabaseError:
        response = JsonResponse({"status": "no database"}, status=503)
    else:
        response = JsonResponse({"status": "ok", "version": version()})
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
        "Disallow: /desk/",
        "Disallow: /loading/",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

"""About this site, the state of the loading, and what machines ask for."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Load
from hub.pages.view_models import LoadingPage, LoadProblemLine
from hub.records.models import SearchState
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


def loading(request: HttpRequest) -> HttpResponse:
    """How far the starter data is loaded; read from the database each time, never cached."""
    loads = list(Load.objects.prefetch_related("problems"))
    finished = bool(loads) and all(load.finished_at for load in loads)
    started = min((load.started_at for load in loads if load.started_at), default=None)
    running = next((load for load in loads if not load.finished_at), None)
    if not loads:
        state = _("Nothing has been asked to be loaded yet.")
    elif running is None:
        state = _("Everything is loaded.")
    else:
        state = _("A worker is loading: %(part)s.") % {"part": running.part}
    progress = LoadingPage(
        state=state,
        read=sum(load.done for load in loads),
        total=sum(load.total for load in loads),
        finished=finished,
        problems=tuple(
            LoadProblemLine(problem.row, f"{load.part}, {problem.record}: {problem.sentence}")
            for load in loads
            for problem in load.problems.all()
        ),
        started=started.date().isoformat() if started else "",
    )
    page = Page(title=_("Loading the catalogue"), robots="noindex")
    response = render(request, "loading.html", {"page": page, "loading": progress}, using="jinja2")
    response["Cache-Control"] = "no-store"
    return response


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
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /curate/",
        "Disallow: /loading/",
        f"Sitemap: {absolute('/sitemap.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

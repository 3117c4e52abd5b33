"""How far the data that ship with the project are loaded: a page for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hub.imports import starter_data
from hub.web.view_models import Page


@dataclass(frozen=True, slots=True)
class LoadProblemLine:
    """A row that was not loaded: its number in the file, and a sentence on how to mend it."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class LoadingPage:
    """A load under way or done. ``state`` is a sentence; ``total`` 0 while it is not known."""

    state: str
    read: int
    total: int
    finished: bool
    problems: tuple[LoadProblemLine, ...] = ()
    started: str = ""


def loading(request: HttpRequest) -> HttpResponse:
    """Read from the database each time, never cached."""
    page = Page(title=_("Loading the catalogue"), robots="noindex")
    context = {"page": page, "loading": loading_page(starter_data.progress())}
    response = render(request, "loading.html", context, using="jinja2")
    response["Cache-Control"] = "no-store"
    return response


def loading_page(files: list[starter_data.FileProgress]) -> LoadingPage:
    running = next((file for file in files if not file.is_finished), None)
    started = min((file.job.started_at for file in files if file.job.started_at), default=None)
    if not files:
        state = _("Nothing has been asked to be loaded yet.")
    elif running is None:
        state = _("Everything is loaded.")
    else:
        state = _("A worker is loading: %(part)s.") % {"part": running.name}
    return LoadingPage(
        state=state,
        read=sum(file.done for file in files),
        total=sum(file.total for file in files),
        finished=bool(files) and running is None,
        problems=tuple(
            LoadProblemLine(problem.row, f"{file.name}, {problem.record}: {problem.sentence}")
            for file in files
            for problem in file.problems
        ),
        started=started.date().isoformat() if started else "",
    )

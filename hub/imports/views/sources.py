"""Sources of imports and their feeds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from hub.imports import tasks
from hub.imports.models import Import, ImportSource
from hub.imports.views.desk import BOTH, POST, desk, page
from hub.imports.views.forms import ImportSourceForm

LATEST = 10


@desk("add_importsource", BOTH)
def new(request: HttpRequest) -> HttpResponse:
    form = ImportSourceForm(request.POST or None)
    if form.is_valid():
        source = form.save()
        messages.success(request, _("Kept."))
        return redirect("import-source", source.slug)
    status = 400 if request.method == "POST" else 200
    return page(request, "source", _("New source"), form=form, status=status)


@desk("change_importsource", BOTH)
def source(request: HttpRequest, slug: str) -> HttpResponse:
    stored = get_object_or_404(ImportSource, slug=slug)
    form = ImportSourceForm(request.POST or None, instance=stored)
    if form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("import-source", slug)
    return page(
        request,
        "source",
        _("Source: %(title)s") % {"title": stored.title},
        status=400 if request.method == "POST" else 200,
        form=form,
        source=ImportSource.objects.get(pk=stored.pk),
        latest=Import.objects.newest_first().filter(source=stored)[:LATEST],
        profiles=stored.profiles.all(),
    )


@desk("change_importsource", POST)
def fetch(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the feed fetched now: from here on it is due, as if its hours had passed."""
    stored = get_object_or_404(ImportSource, slug=slug)
    if not stored.feed_url or stored.feed_every is None:
        messages.error(request, _("This source has no feed. Give its address first."))
        return source_page(request, stored)
    ImportSource.objects.filter(pk=stored.pk).update(last_fetched_at=None)
    tasks.fetch_feed.delay_on_commit(stored.pk)
    messages.success(
        request,
        _("The feed is being fetched. If it holds anything new, an import appears in the list."),
    )
    return redirect("import-source", slug)


def source_page(request: HttpRequest, stored: ImportSource) -> HttpResponse:
    return page(
        request,
        "source",
        _("Source: %(title)s") % {"title": stored.title},
        status=400,
        form=ImportSourceForm(instance=stored),
        source=stored,
        latest=Import.objects.newest_first().filter(source=stored)[:LATEST],
        profiles=stored.profiles.all(),
    )

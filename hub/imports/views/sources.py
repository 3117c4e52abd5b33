"""Sources with their feeds, and profiles: how the files of a source are read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.imports import tasks
from hub.imports.map import ColumnMap, ValueMap, save_profile
from hub.imports.models import Import, ImportSource, Profile
from hub.imports.record_types import importer_for
from hub.imports.views.columns import find_errors, map_context, read_columns
from hub.imports.views.forms import ImportSourceForm, ProfileForm, ProfileNameForm, free_slug
from hub.imports.views.page import curator_page, get_job, render_job_page, render_page
from hub.record_admin.staff_pages import FORM, POST
from hub.task_queue import enqueue_on_commit

LATEST_JOBS = 10


@curator_page("add_importsource", FORM)
def source_new(request: HttpRequest) -> HttpResponse:
    form = ImportSourceForm(request.POST or None)
    if form.is_valid():
        if form.chosen is not None:
            messages.info(request, _("This source was there already. Nothing was changed."))
            return redirect("import-source", form.chosen.slug)
        source = form.save()
        messages.success(request, _("Kept."))
        return redirect("import-source", source.slug)
    status = 400 if request.method == "POST" else 200
    return render_page(request, "source", _("New source"), form=form, status=status)


@curator_page("change_importsource", FORM)
def source_detail(request: HttpRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(ImportSource, slug=slug)
    form = ImportSourceForm(request.POST or None, instance=source)
    if form.is_valid():
        if form.chosen is not None:
            messages.info(request, _("This source was there already. Nothing was changed."))
            return redirect("import-source", form.chosen.slug)
        form.save()
        messages.success(request, _("Kept."))
        return redirect("import-source", slug)
    # A form that is not valid has changed its instance.
    stored = ImportSource.objects.get(pk=source.pk)
    status = 400 if request.method == "POST" else 200
    return render_source(request, stored, form, source.title, status=status)


@curator_page("change_importsource", POST)
def source_fetch(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the feed fetched now: from here on it is due, as if its hours had passed."""
    source = get_object_or_404(ImportSource, slug=slug)
    if not source.feed_url or source.feed_every is None:
        messages.error(request, _("This source has no feed. Give its address first."))
        form = ImportSourceForm(instance=source)
        return render_source(request, source, form, source.title, status=400)
    ImportSource.objects.filter(pk=source.pk).update(last_fetched_at=None)
    enqueue_on_commit(tasks.fetch_feed, source.pk)
    messages.success(
        request,
        _("The feed is being fetched. If it holds anything new, an import appears in the list."),
    )
    return redirect("import-source", slug)


def render_source(
    request: HttpRequest, source: ImportSource, form: ImportSourceForm, title: str, *, status: int
) -> HttpResponse:
    return render_page(
        request,
        "source",
        _("Source: %(title)s") % {"title": title},
        status=status,
        form=form,
        source=source,
        latest_jobs=Import.objects.newest_first().filter(source=source)[:LATEST_JOBS],
        profiles=source.profiles.all(),
    )


@curator_page("add_profile", FORM)
def profile_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Save how a job is read and mapped, as a profile."""
    job = get_job(pk)
    initial = {"title": job.profile.title if job.profile else job.source.title}
    form = ProfileNameForm(request.POST or None, initial=initial)
    if form.is_valid():
        title = form.cleaned_data["title"]
        existing = Profile.objects.filter(source=job.source, title=title).first()
        fallback = f"profile-{job.source.slug}"[:60]
        slug = existing.slug if existing else free_slug(Profile, title, fallback)
        save_profile(job, slug, title, by=request.user)
        messages.success(request, _("The profile “%(title)s” is kept.") % {"title": title})
        return redirect("import", pk)
    status = 400 if request.method == "POST" else 200
    title = _("Keep as a profile")
    return render_job_page(request, job, "profile_new", title, form=form, status=status)


@curator_page("change_profile", FORM)
def profile_detail(request: HttpRequest, slug: str) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.select_related("source"), slug=slug)
    mapping, importer = ColumnMap.read(profile.columns), importer_for(profile.source.kind)
    form = ProfileForm(request.POST or None, instance=profile)
    errors: list[str] = []
    if request.method == "POST":
        mapping = read_columns(request.POST, mapping)
        errors = find_errors(mapping, importer)
        if form.is_valid() and not errors:
            form.instance.columns = mapping.as_json()
            form.instance.words = _without(profile.words, request.POST.getlist("forget"))
            form.instance.updated_at = timezone.now()
            form.save()
            messages.success(request, _("Kept."))
            return redirect("import-profile", slug)
        for sentence in errors:
            messages.error(request, sentence)
    return render_page(
        request,
        "profile",
        _("Profile: %(title)s") % {"title": Profile.objects.get(pk=profile.pk).title},
        status=400 if request.method == "POST" else 200,
        form=form,
        profile=profile,
        words=_mapped_values(profile),
        **map_context(mapping, importer, {}),
    )


def _mapped_values(profile: Profile) -> list[tuple[str, str, str]]:
    """(name in the form, value, what it is mapped to or "") of the profile's value map."""
    value_map = ValueMap()
    return [
        (f"{scheme}/{text}", text, value_map.label(scheme, slug) if slug else "")
        for scheme, targets in sorted(profile.words.items())
        for text, slug in sorted(targets.items())
    ]


def _without(words: dict[str, Any], names: list[str]) -> dict[str, dict[str, str]]:
    """A value map without the values of these names ("scheme/value")."""
    removed = set(names)
    return {
        scheme: {text: slug for text, slug in targets.items() if f"{scheme}/{text}" not in removed}
        for scheme, targets in words.items()
    }


@curator_page("change_profile", FORM)
def profile_delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Jobs that were read by it keep their mapping; feeds of its source wait for a new one."""
    profile = get_object_or_404(Profile.objects.select_related("source"), slug=slug)
    if request.method == "POST":
        title = profile.title
        profile.delete()
        messages.success(request, _("The profile “%(title)s” is gone.") % {"title": title})
        return redirect("imports")
    return render_page(request, "profile_delete", _("Throw the profile away"), profile=profile)

"""Profiles: kept from an import, looked at, corrected, thrown away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.imports.map import ColumnMap, WordMap, save_profile
from hub.imports.models import Profile
from hub.imports.record_types import importer_for
from hub.imports.views.columns import ORDERS, lines, missing, read_columns, wrong_with
from hub.imports.views.desk import BOTH, desk, found, page, page_of
from hub.imports.views.forms import ProfileForm, ProfileNameForm, free_slug


@desk("add_profile", BOTH)
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep how an import is read, as a profile."""
    batch = found(pk)
    first = {"title": batch.profile.title if batch.profile else batch.source.title}
    form = ProfileNameForm(request.POST or None, initial=first)
    if form.is_valid():
        title = form.cleaned_data["title"]
        there = Profile.objects.filter(source=batch.source, title=title).first()
        fallback = f"profile-{batch.source.slug}"[:60]
        slug = there.slug if there else free_slug(Profile, title, fallback)
        save_profile(batch, slug, title, by=request.user)
        messages.success(request, _("The profile “%(title)s” is kept.") % {"title": title})
        return redirect("import", pk)
    status = 400 if request.method == "POST" else 200
    return page_of(request, batch, "keep", _("Keep as a profile"), form=form, status=status)


@desk("change_profile", BOTH)
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    stored = get_object_or_404(Profile.objects.select_related("source"), slug=slug)
    mapping, kind = ColumnMap.read(stored.columns), importer_for(stored.source.kind)
    known = WordMap()
    form = ProfileForm(request.POST or None, instance=stored)
    sentences: list[str] = []
    if request.method == "POST":
        mapping = read_columns(request.POST, mapping)
        sentences = wrong_with(mapping, kind)
        if form.is_valid() and not sentences:
            form.instance.columns = mapping.as_json()
            form.instance.words = words_left(stored, request.POST.getlist("forget"))
            form.instance.updated_at = timezone.now()
            form.save()
            messages.success(request, _("Kept."))
            return redirect("import-profile", slug)
        for sentence in sentences:
            messages.error(request, sentence)
    return page(
        request,
        "profile",
        _("Profile: %(title)s") % {"title": Profile.objects.get(pk=stored.pk).title},
        status=400 if request.method == "POST" else 200,
        form=form,
        profile=stored,
        lines=lines(mapping, {}),
        fields=kind.fields,
        orders=ORDERS.items(),
        mapping=mapping,
        missing=[one.label for one in missing(mapping, kind)],
        words=[
            (f"{scheme}/{word}", word, known.label(scheme, slug_) if slug_ else "")
            for scheme, said in sorted(stored.words.items())
            for word, slug_ in sorted(said.items())
        ],
    )


def words_left(profile: Profile, forgotten: list[str]) -> dict[str, dict[str, str]]:
    gone = set(forgotten)
    return {
        scheme: {word: slug for word, slug in said.items() if f"{scheme}/{word}" not in gone}
        for scheme, said in profile.words.items()
    }


@desk("change_profile", BOTH)
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Imports that were read by it keep their mapping; feeds of its source ask a person again."""
    stored = get_object_or_404(Profile.objects.select_related("source"), slug=slug)
    if request.method == "POST":
        title = stored.title
        stored.delete()
        messages.success(request, _("The profile “%(title)s” is gone.") % {"title": title})
        return redirect("imports")
    return page(request, "profile_delete", _("Throw the profile away"), profile=stored)

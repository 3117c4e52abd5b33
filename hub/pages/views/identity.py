"""Administrators' pages: dress the site, look at it, publish, see who changed what, go back."""

from __future__ import annotations

import copy
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from hub.identity.identity import Identity
from hub.identity.models import IdentityDraft, IdentityVersion
from hub.identity.publication import PublishedMeanwhileError, publish, restore
from hub.identity.site_identity import identity_shown, newest_identity
from hub.pages.identity_changes import changed_values
from hub.pages.identity_form import IdentityForm, initial_values
from hub.record_admin.staff_pages import FORM, POST, render_staff_page, staff_page
from hub.record_admin.step_up import recently_confirmed

CHANGE = "identity.change_identityversion"
PREVIEWED = ("home", "about", "accessibility")
VERSIONS = 100  # on the page of the history
BEFORE_MAIN = b'<main id="main"'


@staff_page(CHANGE, FORM)
def edit(request: HttpRequest) -> HttpResponse:
    """The form; what is sent becomes this person's draft, which nobody else sees."""
    newest, draft = newest_identity(), _draft(request)
    values = dict(draft.values if draft else newest.values)
    number = draft.based_on if draft else newest.number
    if request.method != "POST":
        form = IdentityForm(initial=initial_values(values, number), kept_mark=values.get("mark"))
        return _form_page(request, form, values, draft)
    form = IdentityForm(request.POST, request.FILES, kept_mark=values.get("mark"))
    if form.is_valid():
        _keep(request, form.values, form.cleaned_data["seen"] or 0)
        return redirect("identity-look")
    if form.read_mark:  # a browser does not send a file again
        values = {**values, "mark": form.read_mark}
        _keep(request, values, number)
    return _form_page(request, form, values, draft, status=400)


@staff_page(CHANGE)
def look(request: HttpRequest) -> HttpResponse:
    """What the draft changes, and the ways to see it, publish it and drop it."""
    return _look_page(request, _draft(request))


@staff_page(CHANGE)
def preview(request: HttpRequest, page: str, language: str) -> HttpResponse:
    """A page for readers in the dress of the draft, with a sentence above it. Nothing keeps it."""
    draft = _draft(request)
    if draft is None or page not in PREVIEWED or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language), identity_shown(Identity(0, draft.values, is_draft=True)):
        shown = _page_of(request, reverse(page))
    banner = format_html(
        '<p class="banner" role="status">{} <a href="{}">{}</a></p>\n',
        _("This is how it would look. Nothing is published yet."),
        reverse("identity-look"),
        _("Back, to publish or to change it"),
    )
    content = shown.content.replace(BEFORE_MAIN, banner.encode() + BEFORE_MAIN, 1)
    response = HttpResponse(content, headers={"Content-Type": shown["Content-Type"]})
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@staff_page(CHANGE, POST)
@recently_confirmed
def publish_draft(request: HttpRequest) -> HttpResponse:
    draft = _draft(request)
    if draft is None:
        messages.info(request, _("There is no draft: it was published or dropped already."))
        return redirect("identity")
    try:
        publish(draft.values, based_on=draft.based_on, by=_person(request))
    except PublishedMeanwhileError:
        return _look_page(request, draft, status=409)
    messages.success(request, _("Published. Every page shows it from now on."))
    return redirect("identity-history")


@staff_page(CHANGE, POST)
def drop_draft(request: HttpRequest) -> HttpResponse:
    IdentityDraft.objects.filter(by=_person(request)).delete()
    messages.success(request, _("The draft is dropped. The site stays as it is."))
    return redirect("identity")


@staff_page(CHANGE, POST)
def rebase_draft(request: HttpRequest) -> HttpResponse:
    """Take the draft on although somebody published meanwhile, after looking at what they did."""
    newest = newest_identity()
    IdentityDraft.objects.filter(by=_person(request)).update(based_on=newest.number)
    return redirect("identity-look")


@staff_page(CHANGE)
def history(request: HttpRequest) -> HttpResponse:
    return _history_page(request)


@staff_page(CHANGE, POST)
@recently_confirmed
def restore_version(request: HttpRequest, number: int) -> HttpResponse:
    """Have an earlier version hold again; ``seen`` is the newest one that the page showed."""
    seen = request.POST.get("seen", "")
    based_on = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1
    try:
        restore(min(number, 2**31 - 1), based_on=based_on, by=_person(request))
    except IdentityVersion.DoesNotExist:
        raise Http404 from None
    except PublishedMeanwhileError:
        problem = _("Another version was published meanwhile: look at it first.")
        return _history_page(request, problem=problem, status=409)
    messages.success(request, _("The earlier version is back. Every page shows it from now on."))
    return redirect("identity-history")


def _person(request: HttpRequest) -> Any:
    return request.user


def _draft(request: HttpRequest) -> IdentityDraft | None:
    return IdentityDraft.objects.filter(by=_person(request)).first()


def _keep(request: HttpRequest, values: dict[str, Any], based_on: int) -> None:
    IdentityDraft.objects.update_or_create(
        by=_person(request),
        defaults={"values": values, "based_on": based_on, "at": timezone.now()},
    )


def _form_page(
    request: HttpRequest,
    form: IdentityForm,
    values: dict[str, Any],
    draft: IdentityDraft | None,
    *,
    status: int = 200,
) -> HttpResponse:
    site = Identity(0, values, is_draft=True)
    return render_staff_page(
        request, "identity/form.html", _("Name and look of the site"), status=status,
        form=form, draft=draft, mark=site.mark_url, languages=settings.LANGUAGES,
        built_in=Identity(),
    )  # fmt: skip


def _look_page(
    request: HttpRequest, draft: IdentityDraft | None, *, status: int = 200
) -> HttpResponse:
    newest = newest_identity()
    is_late = draft is not None and draft.based_on != newest.number
    pages = [
        (reverse("identity-preview", args=[page, code]), label, name)
        for page, label in zip(
            PREVIEWED, (_("The first page"), _("About"), _("Accessibility")), strict=True
        )
        for code, name in settings.LANGUAGES
    ]
    return render_staff_page(
        request, "identity/look.html", _("Look before it is published"), status=status,
        draft=draft, pages=pages, is_late=is_late, newest=_newest_version() if is_late else None,
        changes=changed_values(newest.values, draft.values) if draft else (),
        languages=settings.LANGUAGES,
    )  # fmt: skip


def _newest_version() -> IdentityVersion | None:
    return IdentityVersion.objects.newest_first().select_related("by").first()


def _history_page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    rows = list(IdentityVersion.objects.newest_first().select_related("by")[: VERSIONS + 1])
    values = [row.values for row in rows]
    earlier = [*values[1:], {}] if len(rows) <= VERSIONS else values[1:]
    lines = [
        (row, changed_values(before, row.values))
        for row, before in zip(rows, earlier, strict=False)
    ]
    return render_staff_page(
        request, "identity/history.html", _("Who changed the site’s name and look"), status=status,
        lines=lines, problem=problem, newest=rows[0].number if rows else 0,
        is_whole=len(rows) <= VERSIONS,
    )  # fmt: skip


def _page_of(request: HttpRequest, path: str) -> HttpResponse:
    """What a reader who has no session is answered."""
    match = resolve(path)
    reader = copy.copy(request)
    reader.GET = QueryDict("")
    reader.COOKIES = {}
    reader.META = request.META | {"QUERY_STRING": ""}
    reader.method, reader.path, reader.path_info = "GET", path, path
    reader.user, reader.resolver_match = AnonymousUser(), match
    return cast("HttpResponse", match.func(reader, *match.args, **match.kwargs))

"""What every page here has in common: who may open it, that nobody keeps it, and its frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hub.imports import tasks
from hub.imports.models import Import
from hub.imports.views.steps import steps
from hub.web.same_origin_referrer import same_origin_referrer

View = Callable[..., HttpResponseBase]
READ, BOTH, POST = ("GET", "HEAD"), ("GET", "HEAD", "POST"), ("POST",)


def desk(permission: str, methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """A page for people who are signed in and may ``imports.<permission>``; never kept."""

    def made(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            person = request.user
            # Whoever is signed in already would be sent from the sign-in back here, for ever.
            if not (person.is_staff and person.has_perm(f"imports.{permission}")):
                raise PermissionDenied
            return view(request, *args, **options)

        asked = require_http_methods(list(methods))(guarded)
        signed_in: View = login_required(login_url="account_login")(asked)
        return same_origin_referrer(never_cache(signed_in))

    return made


def page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return render(request, f"imports/{template}.html", context, status=status)


def page_of(
    request: HttpRequest,
    batch: Import,
    template: str,
    title: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page about one import, with the way that it goes."""
    context = {"batch": batch, "steps": steps(batch, template), "here": title, **context}
    return page(request, template, f"{title}: {batch.name}", status=status, **context)


def found(pk: int) -> Import:
    """The import, or 404."""
    rows = Import.objects.select_related("source", "by", "profile")
    batch: Import = get_object_or_404(rows, pk=pk)
    return batch


def ring(batch: Import) -> None:
    """Tell a worker; a bell that is lost is rung again by the sweep."""
    tasks.work_on.delay_on_commit(batch.pk)


def back_to(batch: Import) -> HttpResponse:
    return redirect("import", batch.pk)


def too_late(request: HttpRequest, batch: Import, sentence: str) -> HttpResponse:
    """409: the import went on since the page was made, or is not there yet."""
    return page_of(request, batch, "late", _("Not at this point"), status=409, sentence=sentence)

"""Curators' pages beside the admin's own: who may open them, no cache stores them, their frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hub.records.record_access import may_some
from hub.records.registry import record_types
from hub.web.responses import same_origin_referrer

View = Callable[..., HttpResponseBase]
MAX_PK = 2**63 - 1
NOT_TYPED = ("csrfmiddlewaretoken", "_save", "do")
READ, FORM, POST = ("GET", "HEAD"), ("GET", "HEAD", "POST"), ("POST",)


def staff_page(
    permission: str = "", methods: tuple[str, ...] = READ, *, asks_record: bool = False
) -> Callable[[View], View]:
    """A page for staff who are signed in and have the permission; never cached.

    Without a permission the view itself asks for one: which it is depends on the record. With
    ``asks_record`` those are let in, too, who have it for some records: the view asks for which.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            person = request.user
            # A redirect to the sign-in would come back here for ever: this person is signed in.
            is_let_in = not permission or person.has_perm(permission)
            if asks_record and not is_let_in:
                is_let_in = may_some(person, permission)
            if not (person.is_staff and is_let_in):
                raise PermissionDenied
            return view(request, *args, **options)

        limited = require_http_methods(list(methods))(guarded)
        signed_in: View = login_required(login_url="account_login")(limited)
        return same_origin_referrer(never_cache(signed_in))

    return decorate


def staff_page_context(request: HttpRequest) -> dict[str, Any]:
    """What the frame of a curators' page needs."""
    site: Any = admin.site
    context: dict[str, Any] = site.page_context(request)
    return context


def render_staff_page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context = {**staff_page_context(request), "title": title, **context}
    return render(request, template, context, status=status)


def typed_values(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into a form that is not stored, to be copied: names of fields and texts."""
    return [
        (name, str(value))
        for name, value in request.POST.items()
        if name not in NOT_TYPED and str(value).strip() and not str(value).isdigit()
    ]


def record_or_404(kind: str, key: int) -> Any:
    """The record of a kind that there is."""
    if kind not in record_types or key > MAX_PK:
        raise Http404
    return get_object_or_404(record_types[kind].model._default_manager.all(), pk=key)

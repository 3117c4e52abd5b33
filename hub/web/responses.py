"""Responses that every app gives: a public page, a message page, a redirect of a former slug."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from hub.records.models import FormerSlug, Record, RecordQuerySet, Revision
from hub.web.view_models import Link, Message, Page

# Read by the page cache: the response is the same for everybody.
SHARED = "hub_shared"


def absolute(path: str) -> str:
    """A path as the address that readers use, whatever host name the request carried."""
    return f"{settings.SITE_ADDRESS}{path}"


def mark_shared(response: HttpResponse) -> HttpResponse:
    """Mark a response as the same for every reader, so that it is cached until a fact changes."""
    setattr(response, SHARED, True)
    return response


def public_page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page that is the same for every reader."""
    return mark_shared(render(request, template, dict(context), using="jinja2"))


def message_page(
    request: HttpRequest | None,
    *,
    status: int,
    heading: str,
    sentence: str,
    ways_on: tuple[Link, ...] = (),
) -> HttpResponse:
    """A message page with the links that lead on. Needs no database."""
    context = {
        "page": Page(title=heading, robots="noindex"),
        "message": Message(heading, sentence, ways_on or (tools_link(),)),
    }
    return render(request, "message.html", context, status=status, using="jinja2")


def tools_link() -> Link:
    return Link(_("Search all tools"), reverse("tools"))


def not_found(request: HttpRequest) -> HttpResponse:
    """The same page for what never existed and for what is not published: drafts stay private."""
    return message_page(
        request,
        status=404,
        heading=_("There is no page at this address"),
        sentence=_("It may have been mistyped, or the page may have moved."),
    )


def bad_parameters_page(request: HttpRequest, sentences: list[str], nearest: Link) -> HttpResponse:
    """400 for an address with invalid parameters, with a link to the nearest valid one."""
    return message_page(
        request,
        status=400,
        heading=_("This address cannot be used as it is"),
        sentence=" ".join(sentences),
        ways_on=(nearest, tools_link()),
    )


def read_only(patterns: Sequence[URLPattern]) -> list[URLPattern]:
    """The same patterns, with status 405 for other methods than GET and HEAD."""
    for pattern in patterns:
        pattern.callback = _read_only(pattern.callback)
    return list(patterns)


def _read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @csrf_exempt  # nothing is written, and a token would need a cookie
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        response = message_page(
            request,
            status=405,
            heading=_("This page can only be read"),
            sentence=_("Nothing can be sent to it or changed at it."),
        )
        response.headers["Allow"] = "GET, HEAD"
        return response

    return wrapper


def was_public(record: Record) -> bool:
    """Whether it ever was public: an archived draft must not be admitted to have existed."""
    return Revision.objects.filter(
        kind=record.kind,
        record_id=record.pk,
        before__state=Record.State.PUBLISHED,
        before__visibility=Record.Visibility.PUBLIC,
    ).exists()


def missing_record(request: HttpRequest, records: RecordQuerySet[Any], slug: str) -> HttpResponse:
    """The response where no public record has this slug: 301 to its new one, 410, or 404."""
    kind = records.model.kind
    former = FormerSlug.objects.filter(kind=kind, slug=slug).first()
    moved = records.published().filter(pk=former.record_id).first() if former else None
    if moved is not None:
        return HttpResponsePermanentRedirect(moved.get_absolute_url())
    archived = records.filter(
        slug=slug,
        state=Record.State.ARCHIVED,
        visibility=Record.Visibility.PUBLIC,
    ).first()
    if archived is not None and was_public(archived):
        return message_page(
            request,
            status=410,
            heading=_("This record was taken off the site"),
            sentence=_("It was here, and a curator has archived it. It will not come back."),
        )
    return not_found(request)


def same_origin_referrer(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let the browser send this site's origin with a form.

    Under the site's ``no-referrer`` browsers post ``Origin: null`` (Fetch standard, "append a
    request Origin header"), which Django's CSRF check must refuse. Other sites get no referrer.
    """

    @wraps(view)
    def wrapper(*args: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = view(*args, **options)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapper

"""Responses that every app gives: a public page, a message page, a redirect of a former slug."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Upper
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt

from hub.records.models import FormerSlug, Record, RecordQuerySet, Revision
from hub.records.models.ledger import Facts
from hub.records.text_cleaning import REMOVED
from hub.web.answer_headers import RETRY_AFTER_SECONDS
from hub.web.error_texts import ERROR_TEXTS
from hub.web.localization import isolate, localize_date
from hub.web.page_parameters import unknown_parameters
from hub.web.paths import with_query
from hub.web.view_models import Link, Message, Page

AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)
# Read by the page cache: the response is the same for everybody.
SHARED = "hub_shared"
# Read where answers are compressed: this one holds what only its reader may know.
UNCOMPRESSED = "hub_uncompressed"
# Read where forms are cleaned: the view reads nothing that is posted to it.
READ_ONLY = "hub_read_only"
MAX_NAMES, MAX_NAME = 5, 80  # names of parameters that are shown, and letters of each


def absolute(path: str) -> str:
    """A path as the address that readers use, whatever host name the request carried."""
    return f"{settings.SITE_ADDRESS}{path}"


def mark_shared(response: HttpResponse) -> HttpResponse:
    """Mark a response as the same for every reader, so that it is cached until a fact changes."""
    setattr(response, SHARED, True)
    return response


def mark_uncompressed(response: HttpResponse) -> HttpResponse:
    """Mark a response that holds a secret, so that its size on the wire tells nothing of it."""
    setattr(response, UNCOMPRESSED, True)
    return response


def attachment(content: bytes | str, media_type: str, name: str) -> HttpResponse:
    """A file to be saved under a name, which search engines leave alone."""
    return as_file(HttpResponse(content, content_type=media_type), name)


def as_file(response: AnyResponse, name: str, *, disposition: str = "attachment") -> AnyResponse:
    """The same answer, streamed or not, as a file under a name, which search engines leave alone.

    ``disposition``: "attachment" to be saved, "inline" to be opened (RFC 6266).
    """
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def public_page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page that is the same for every reader."""
    return mark_shared(render_page(request, template, context))


def private_page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page for one person, which neither we nor a shared device keep."""
    response = render_page(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def render_page(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page that names the parameters that it left out."""
    context = dict(context)
    if unknown := unknown_parameters(request):
        sentence = ngettext(
            "This page does not know a part of the link, and left it out: %(names)s.",
            "This page does not know some parts of the link, and left them out: %(names)s.",
            len(unknown),
        ) % {"names": _parameter_names(unknown)}
        context["page"] = replace(context["page"], left_out=sentence)
    return render(request, template, context, using="jinja2")


def _parameter_names(names: Sequence[str]) -> str:
    """Some names of parameters as a sentence quotes them.

    Without controls of their own, which would end the isolate or reorder the sentence.
    """
    shown = [f"“\u2068{_plain(name)[:MAX_NAME]}\u2069”" for name in names[:MAX_NAMES]]
    return ", ".join([*shown, *(["…"] if len(names) > MAX_NAMES else [])])


def _plain(name: str) -> str:
    return " ".join(name.translate(REMOVED).split())


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


def error_page(request: HttpRequest | None, status: int) -> HttpResponse:
    """The page of the site for a status of ``ERROR_TEXTS``. Needs no database."""
    heading, sentence = ERROR_TEXTS[status]
    response = message_page(request, status=status, heading=str(heading), sentence=str(sentence))
    if status >= 502:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def tools_link() -> Link:
    return Link(_("Search all tools"), reverse("tools"))


def not_found(request: HttpRequest) -> HttpResponse:
    """The same page for what never existed and for what is not published: drafts stay private."""
    return error_page(request, 404)


def bad_parameters_page(request: HttpRequest, sentences: list[str], nearest: Link) -> HttpResponse:
    """400 for an address with invalid parameters, with a link to the nearest valid one."""
    return message_page(
        request,
        status=400,
        heading=_("This link is incomplete"),
        sentence=" ".join(sentences),
        ways_on=(nearest, tools_link()),
    )


def unknown_parameters_page(request: HttpRequest, names: Sequence[str]) -> HttpResponse:
    """400 for a feed or a file that reads no such parameters, with a link to it without them."""
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    pairs = [pair for pair in pairs if pair[0] not in names]
    rest = urlencode(pairs, errors="replace")
    nearest = Link(
        _("Open it without that part"), f"{request.path}?{rest}" if rest else request.path
    )
    return bad_parameters_page(request, [unknown_parameters_sentence(names)], nearest)


def unknown_parameters_sentence(names: Sequence[str]) -> str:
    return ngettext(
        "This address does not know %(names)s.",
        "This address does not know %(names)s.",
        len(names),
    ) % {"names": _parameter_names(names)}


def read_only(patterns: Sequence[URLPattern]) -> list[URLPattern]:
    """The same patterns, with status 405 for other methods than GET and HEAD.

    Feeds and files refuse parameters that they do not read with 400.
    """
    for pattern in patterns:
        pattern.callback = _read_only(pattern.callback, is_strict=_is_for_programs(pattern))
    return list(patterns)


def _is_for_programs(pattern: URLPattern) -> bool:
    """Whether it is the address of a feed or of a file."""
    address = str(pattern.pattern)
    return address.endswith("feed/") or "." in address


def _read_only(
    view: Callable[..., HttpResponse], *, is_strict: bool
) -> Callable[..., HttpResponse]:
    @csrf_exempt  # nothing is written, and a token would need a cookie
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            if is_strict and (unknown := unknown_parameters(request)):
                return unknown_parameters_page(request, unknown)
            return view(request, *args, **kwargs)
        response = error_page(request, 405)
        response.headers["Allow"] = "GET, HEAD"
        return response

    setattr(wrapper, READ_ONLY, True)
    return wrapper


def missing_record(
    request: HttpRequest, records: RecordQuerySet[Any], slug: str, route: str = "", *more: str
) -> HttpResponse:
    """The response where no public record has this slug: 301 to its new one, 410, or 404.

    301 too for the slug in other letters, large or small. ``route``: of the page that was asked
    for, where it is not the record's own; ``more``: what its address holds behind the slug.
    """
    kind = records.model.kind
    former = FormerSlug.objects.filter(kind=kind, slug=slug).first()
    moved: Any = records.published().filter(pk=former.record_id).first() if former else None
    if moved is None:
        moved = _in_other_letters(records.published(), slug)
    if moved is not None:
        path = reverse(route, args=[moved.slug, *more]) if route else moved.get_absolute_url()
        return HttpResponsePermanentRedirect(with_query(path, request.META["QUERY_STRING"]))
    key = former.record_id if former else None
    for record in records.filter(Q(slug=slug) | Q(pk=key)):
        removal = _removal(record, slug)
        if removal is not None:
            return message_page(
                request,
                status=410,
                heading=_("This record was removed from this site"),
                sentence=_removal_sentence(removal),
            )
    return not_found(request)


def _in_other_letters(records: RecordQuerySet[Any], slug: str) -> Record | None:
    """The record whose slug is this one in other letters, large or small.

    Whatever address is asked for comes here: both look-ups have an index.
    """
    found: Record | None = records.filter(slug=slug.lower()).first()
    if found is None and records.model.has_capital_slugs:
        upper = records.annotate(upper_slug=Upper("slug")).filter(upper_slug=slug.upper())
        found = upper.order_by("slug").first()
    return found


def _removal(record: Record, slug: str) -> Revision | None:
    """The change that archived a record of the public at this address; None where none did.

    Never of what was not public before: a draft must not be admitted to have existed. What became
    of it since is hidden, and the address goes on saying the same.
    """
    revisions = Revision.objects.filter(kind=record.kind, record_id=record.pk)
    left = revisions.filter(
        before__state=Record.State.PUBLISHED, before__visibility=Record.Visibility.PUBLIC
    )
    version = left.order_by("-version").values_list("version", flat=True).first()
    after = record.facts()
    for revision in revisions.filter(version__gte=version or 0).order_by("-version"):
        before = revision.before
        if version is None or before is None:
            return None
        if _is_archived(after) and not _is_archived(before) and after["slug"] == slug:
            return revision
        after = before
    return None


def _is_archived(facts: Facts) -> bool:
    """Archived so that everybody may hear of it."""
    public = (Record.State.ARCHIVED, Record.Visibility.PUBLIC)
    return (facts["state"], facts["visibility"]) == public


def _removal_sentence(removal: Revision) -> str:
    """When a record was archived and why, as far as that is meant for readers."""
    day = localize_date(timezone.localtime(removal.at).date().isoformat())
    if removal.reason and removal.reason_is_public:
        return _("It was removed on %(day)s. The reason: %(reason)s") % {
            "day": day,
            "reason": isolate(removal.reason),
        }
    return _("It was removed on %(day)s. No reason was given to readers.") % {"day": day}


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

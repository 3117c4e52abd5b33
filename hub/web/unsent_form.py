"""The page for a form that was not taken in: it holds what was typed, to be sent again from there.

Whatever the cause, nothing that somebody has typed is lost. Needs neither database nor session.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.web.answer_headers import RETRY_AFTER_SECONDS, UNKEPT
from hub.web.responses import mark_uncompressed
from hub.web.secret_fields import is_secret_field
from hub.web.view_models import Page

TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105  # nosec  # the name of a field
TYPED_LENGTH = 20  # letters from which a text of a long form is shown, and not only sent again
SHORT_FORM = 12  # fields up to which all are shown
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
UNREADABLE = (MultiPartParserError, UnreadablePostError)
CSRF = CsrfViewMiddleware(lambda _request: HttpResponse())
# Bytes of a body that nobody has read yet: all that a form may hold, and the files of an upload.
LARGE_FORM = 4_000_000
LARGE_UPLOAD = 105_000_000


class UnsentCause(NamedTuple):
    """Why a form was not taken in, as the page says it."""

    status: int
    title: str | Promise
    lead: str | Promise
    hint: str | Promise  # beside the button that sends it again
    max_body: int
    asks_for_secrets: bool  # whether passwords can be typed again on the page


class Unsent(UnsentCause, Enum):
    NO_TOKEN = UnsentCause(
        403,
        _("This form was not sent"),
        _(
            "Nothing was changed. Your browser may have been signed in or out in another window "
            "since this form was opened, or the form may come from another site."
        ),
        _("What you typed is below. If it was you who sent it, send it again."),
        LARGE_FORM,
        asks_for_secrets=False,
    )
    SIGNED_OUT = UnsentCause(
        403,
        _("You were signed out meanwhile"),
        _(
            "Nothing was saved, and nothing of what you typed is lost: it comes back as soon as "
            "you are signed in."
        ),
        "",
        LARGE_UPLOAD,
        asks_for_secrets=False,
    )
    SIGNED_IN = UnsentCause(
        200,
        _("You are signed in again"),
        _("This form has not been sent yet. What you typed is below."),
        _("Look at it, then send it."),
        LARGE_UPLOAD,
        asks_for_secrets=False,
    )
    NOT_CONFIRMED = UnsentCause(
        403,
        _("Confirm that it is you"),
        _(
            "This needs a password, code or key that was given in the last minutes. Nothing was "
            "changed, and what you typed comes back as soon as you have confirmed."
        ),
        "",
        LARGE_UPLOAD,
        asks_for_secrets=False,
    )
    CONFIRMED = UnsentCause(
        200,
        _("Thank you: you have confirmed that it is you"),
        _("This has not been sent yet. What you typed is below."),
        _("Look at it, then send it."),
        LARGE_UPLOAD,
        asks_for_secrets=False,
    )
    SECOND_FACTOR = UnsentCause(
        403,
        _("Set up a second factor first"),
        _(
            "Your account needs a second factor from now on. Nothing was changed, and nothing of "
            "what you typed is lost."
        ),
        _("As soon as it is set up, in the other window, send this again."),
        LARGE_UPLOAD,
        asks_for_secrets=False,
    )
    AWAY = UnsentCause(
        503,
        _("This could not be saved just now"),
        _(
            "This site cannot save anything for a moment: it is being restarted or repaired, or "
            "is very busy. You did nothing wrong, and what you typed is still here."
        ),
        _("Wait a minute, then send it again."),
        LARGE_UPLOAD,
        asks_for_secrets=True,
    )
    TOO_LONG = UnsentCause(
        503,
        _("This takes longer than a page may"),
        _(
            "The site gave up after some seconds, and nothing was changed: it is very busy, or "
            "this concerns more records than can be changed at once. What you typed is still here."
        ),
        _("Send it again later. If that fails too, do it in smaller parts."),
        LARGE_UPLOAD,
        asks_for_secrets=True,
    )
    NO_ROOM = UnsentCause(
        507,
        _("There is no room for this"),
        _(
            "The disk of this site is full, so nothing of it was saved. What you typed is still "
            "here. Please tell whoever runs the site."
        ),
        _("When there is room again, send it again."),
        LARGE_UPLOAD,
        asks_for_secrets=True,
    )
    ERROR = UnsentCause(
        500,
        _("Something went wrong on our side"),
        _(
            "We have noted the error, but not what you typed, which is still here. It may have "
            "been saved nevertheless: look first."
        ),
        _("Wait a minute, then send it again."),
        LARGE_UPLOAD,
        asks_for_secrets=True,
    )


# These forms travel through another page and are sent again from its answer.
CARRIED_ON = frozenset({Unsent.SIGNED_OUT, Unsent.NOT_CONFIRMED})


class SentForm(NamedTuple):
    """What came with a request. ``files``: names of files by the field that they were chosen in."""

    fields: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, Sequence[str]]]
    is_read: bool


def unsent_form_page(request: HttpRequest, cause: Unsent, **context: Any) -> HttpResponse:
    """What was typed, and a button that sends it again where that is safe.

    It is where the check of forms has passed, or where the browser says that it came from a page of
    ours: else another site could have somebody send what it wrote.
    """
    form = sent_form(request, cause)
    return form_page(request, cause, form, request.get_full_path(), **context)


def form_page(
    request: HttpRequest, cause: Unsent, form: SentForm, address: str, **more: Any
) -> HttpResponse:
    """The same of a form that was read before. ``address``: where it is sent to."""
    secrets = [name for name, _value in form.fields if is_secret_field(name)]
    fields = [field for field in form.fields if not is_secret_field(field[0])]
    typed = _shown(fields)
    shown = set(typed)
    can_resend = form.is_read and (cause.asks_for_secrets or not secrets) and _is_ours(request)
    can_resend = can_resend and cause not in CARRIED_ON
    context = {
        "page": Page(title=str(cause.title), robots="noindex", own_search=True),
        "lead": cause.lead,
        "hint": cause.hint,
        "address": address,
        "sign_in": None,
        "confirm": None,
        "set_up": "",
        "typed": typed,
        "unseen": [field for field in fields if field not in shown],
        "secrets": secrets,
        "files": form.files,
        "can_resend": can_resend,
        "token": form_token(request) if can_resend and not _needs_no_token(request) else "",
        **more,
    }
    response = render(request, "form_not_sent.html", context, status=cause.status, using="jinja2")
    response.headers["Cache-Control"] = UNKEPT
    if cause.status > 500:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    # The second sending needs an origin that the check can compare, as the first one had.
    response.headers["Referrer-Policy"] = "same-origin"
    CSRF.process_response(request, response)
    return mark_uncompressed(response)


def _shown(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """All of a short form; of a long one its texts. Never what a browser sends for a button."""
    least = 1 if len(fields) <= SHORT_FORM else TYPED_LENGTH
    return [field for field in fields if len(field[1]) >= least and not field[0].startswith("_")]


def _is_ours(request: HttpRequest) -> bool:
    """Whether it came from a page of ours, or to a view that takes forms from anywhere."""
    return (
        request.headers.get("Sec-Fetch-Site") == "same-origin"
        or getattr(request, "csrf_processing_done", False)
        or _needs_no_token(request)
    )


def _needs_no_token(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "csrf_exempt", False)


def form_token(request: HttpRequest) -> str:
    """A token for the cookie that the browser has, or for a new one."""
    if "CSRF_COOKIE" not in request.META:  # what failed may stand above the check
        CSRF.process_request(request)
    return get_token(request)


class DiscardedFiles(FileUploadHandler):
    """Reads the fields of an upload and keeps only the names of its files."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        return UploadedFile(name=self.file_name, size=file_size)


def sent_form(request: HttpRequest, cause: Unsent) -> SentForm:
    """The fields of the form with their values, in the order of the form, and the names of files.

    Nothing of a body above ``max_body`` is read, nor of one that broke off. A form without a token
    that is too large raises what Django answers with 413.
    """
    if not hasattr(request, "_post"):
        if int(request.META.get("CONTENT_LENGTH") or 0) > cause.max_body:
            return SentForm([], [], is_read=False)
        request.upload_handlers = [DiscardedFiles(request)]
    try:
        form, files = request.POST.lists(), request.FILES.lists()
    except (*UNREADABLE, *TOO_LARGE) as problem:
        if cause is Unsent.NO_TOKEN and isinstance(problem, TOO_LARGE):
            raise
        return SentForm([], [], is_read=False)
    return SentForm(
        [(name, value) for name, values in form if name != TOKEN_FIELD for value in values],
        [(name, [file.name or "" for file in several]) for name, several in files],
        is_read=True,
    )

"""A form that came in after its session had ended: it waits, signed, on the page that signs in.

Nothing of it is stored: the page of the sign-in carries it, and hands it back when the person is
signed in (``hub.accounts.sign_in``). So does the page where people confirm that it is them.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from hub.web.secret_fields import is_secret_field
from hub.web.unsent_form import SentForm, Unsent, form_page, form_token, sent_form

FIELD = "unsent"
SALT = "form of somebody who was signed out"
KEPT_SECONDS = 24 * 3600
MAX_LENGTH = 2_000_000  # of the signed form, which has to fit into another one


def signed_out_page(request: HttpRequest) -> HttpResponse | None:
    """What was typed with a sign-in above it; None where nothing was typed.

    What is too long to be carried is shown to be copied.
    """
    return _carrying_page(request, Unsent.SIGNED_OUT, "sign_in", reverse("account_login"))


def unconfirmed_page(request: HttpRequest) -> HttpResponse | None:
    """The same for somebody who is signed in and has to confirm that it is them."""
    address = reverse("account_reauthenticate")
    return _carrying_page(request, Unsent.NOT_CONFIRMED, "confirm", address)


def _carrying_page(
    request: HttpRequest, cause: Unsent, name: str, through: str
) -> HttpResponse | None:
    """``name``: of what the template is told; ``through``: the page that hands the form back."""
    form = sent_form(request, cause)
    fields = [field for field in form.fields if not is_secret_field(field[0])]
    if not fields and not form.files:
        return None
    address = request.get_full_path()
    unsent = sign_form(form._replace(fields=fields), address)
    more: dict[str, Any] = {}
    if len(unsent) <= MAX_LENGTH:
        more[name] = {"address": through, "token": form_token(request), "unsent": unsent}
    return form_page(request, cause, form, address, **more)


def signed_in_page(request: HttpRequest, unsent: str) -> HttpResponse | None:
    """The form that a sign-in has carried, to be sent again; None where it is none of ours."""
    read = read_form(unsent)
    return form_page(request, Unsent.SIGNED_IN, *read) if read else None


def sign_in_again_page(request: HttpRequest, unsent: str) -> HttpResponse | None:
    """``signed_out_page`` for a form that a sign-in has carried which was not ended in time."""
    read = read_form(unsent)
    if read is None:
        return None
    waiting = {"address": reverse("account_login"), "token": form_token(request), "unsent": unsent}
    return form_page(request, Unsent.SIGNED_OUT, *read, sign_in=waiting)


def confirmed_page(request: HttpRequest, unsent: str) -> HttpResponse | None:
    """The form that a confirmation has carried, as ``signed_in_page``."""
    read = read_form(unsent)
    return form_page(request, Unsent.CONFIRMED, *read) if read else None


def sign_form(form: SentForm, address: str) -> str:
    return signing.dumps([form.fields, form.files, address], salt=SALT, compress=True)


def read_form(unsent: str) -> tuple[SentForm, str] | None:
    """The form and its address; None where it was changed, or is older than a day."""
    try:
        fields, files, address = signing.loads(unsent, salt=SALT, max_age=KEPT_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    return SentForm([tuple(field) for field in fields], files, is_read=True), str(address)

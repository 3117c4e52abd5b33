"""Signing in and asking for a password, with limits that slow guessers and lock no owner out."""

from __future__ import annotations

import copy
import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.views import LoginView, PasswordResetView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.accounts.known_devices import account_name, read_device
from hub.accounts.single_sign_on.local_sign_in import may_use_password
from hub.accounts.single_sign_on.pages import problem_page
from hub.accounts.single_sign_on.problems import Problem, SignInProblem
from hub.accounts.single_sign_on.provider_client import is_on
from hub.anonymous_forms import throttle
from hub.anonymous_forms.private_pages import retry_after
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.outbox.models import MailHold
from hub.records.keyed_hash import keyed_hash
from hub.web.signed_out_form import FIELD, read_form, signed_in_page

MINUTE = datetime.timedelta(minutes=1)
# Five at once, then one each four minutes: at most 20 in any hour, from wherever they come.
ACCOUNT_RATE = Rate(5, 4 * MINUTE)
# Of an owner who mistypes, and of whoever took their device.
DEVICE_RATE = Rate(10, 3 * MINUTE)
OVERALL = "sign-in"
SECOND_STEP = "mfa_authenticate"


@dataclass(frozen=True)
class SignInAttempt:
    """An attempt from a known device counts for that device alone, any other for its account.

    Known and unknown addresses are counted alike, before anybody looks whether there is an account.
    """

    key: str
    rate: Rate
    is_known_device: bool

    @classmethod
    def of(cls, request: HttpRequest, address: str) -> SignInAttempt:
        name = account_name(address)
        device = read_device(request)
        if device is not None and device.knows(address):
            return cls(_key(f"{device.number} {name}"), DEVICE_RATE, is_known_device=True)
        return cls(_key(name), ACCOUNT_RATE, is_known_device=False)

    def take(self) -> datetime.timedelta:
        """Count it; or how long to wait, with nothing counted."""
        if self.is_known_device:
            return throttle.take(self.key, self.rate)
        # A password costs much to check, whoever it is of: the limit of all accounts together.
        # First, so that a flood of invented addresses leaves no row for each.
        overall = Rate.per(MINUTE, settings.SIGN_INS_PER_MINUTE)
        if wait := throttle.take(OVERALL, overall):
            return wait
        if wait := throttle.take(self.key, self.rate):
            throttle.give_back(OVERALL, overall)  # no password was checked
        return wait

    def give_back(self) -> None:
        throttle.give_back(self.key, self.rate)


class KeptForm:
    """A refusal shows the form again with the address in it, and says when to come back."""

    request: HttpRequest
    address_field: str

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **options)  # type: ignore[misc]
        # Allauth's own refusals: those for too many requests from one network address.
        if response.status_code == 429 and "Retry-After" not in response.headers:
            return self.refuse(MINUTE, _("There were too many attempts from your network."))
        return response

    def refuse(self, wait: datetime.timedelta, sentence: str, hint: str = "") -> HttpResponse:
        """429 (RFC 6585, 4)."""
        typed = self.request.POST.get(self.address_field, "")
        # Not bound: nothing of it is checked.
        options = {**self.get_form_kwargs(), "data": None, "files": None}  # type: ignore[attr-defined]
        options["initial"] = {**options["initial"], self.address_field: typed}
        context = self.get_context_data(  # type: ignore[attr-defined]
            form=self.get_form_class()(**options),  # type: ignore[attr-defined]
            refusal=f"{sentence} {wait_sentence(wait)} {hint}".strip(),
        )
        response: HttpResponse = self.render_to_response(context, status=429)  # type: ignore[attr-defined]
        add_never_cache_headers(response)
        return retry_after(response, wait)


class SignInView(KeptForm, LoginView):
    address_field = "login"

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Whoever has signed in meanwhile, in another window, gets back the form that waited."""
        if request.user.is_authenticated and request.method == "POST":
            page = signed_in_page(request, request.POST.get(FIELD, ""))
            if page is not None:
                return page
        return super().dispatch(request, *args, **options)

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        address = request.POST.get("login", "")
        if not address.strip() or not request.POST.get("password"):
            return self._answer(request, *args, **options)  # nothing to check
        attempt = SignInAttempt.of(request, address)
        if (wait := attempt.take()) != NO_WAIT:
            return self.refuse(wait, *_too_many(attempt))
        response = self._answer(request, *args, **options)
        if request.user.is_authenticated:
            attempt.give_back()
            return signed_in_page(request, request.POST.get(FIELD, "")) or response
        if response.status_code == 302 and response.headers["Location"] == reverse(SECOND_STEP):
            attempt.give_back()  # the password was right: codes have a count of their own
            return self._second_step(request) or response
        return response

    def _second_step(self, request: HttpRequest) -> HttpResponse | None:
        """The page of the second step at once, where it has to carry a form that waits."""
        if not read_form(request.POST.get(FIELD, "")):
            return None
        shown = copy.copy(request)
        shown.method = "GET"
        response: HttpResponse = resolve(reverse(SECOND_STEP)).func(shown)
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """With the form that waits for the sign-in, also where a password was wrong."""
        unsent = self.request.POST.get(FIELD, "")
        values: dict[str, Any] = super().get_context_data(**context)
        return values | {
            "unsent": unsent if read_form(unsent) else "",
            "sign_on": settings.OIDC_NAME if is_on() else "",
            "is_emergency": not settings.LOCAL_SIGN_IN,
        }

    def _answer(self, *args: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **options)
        return response


class PasswordResetRequestView(KeptForm, PasswordResetView):
    address_field = "email"


def local_password_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page where somebody who is signed in chooses a password, for those who use one here."""

    @wraps(view)
    def respond(request: HttpRequest, **match: Any) -> HttpResponse:
        if request.user.is_authenticated and not may_use_password(request.user):
            return problem_page(request, SignInProblem(Problem.ONLY_THERE))
        return view(request, **match)

    return respond


def wait_sentence(wait: datetime.timedelta) -> str:
    minutes = math.ceil(wait / MINUTE)
    return ngettext(
        "Please try again in %(minutes)d minute.",
        "Please try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _too_many(attempt: SignInAttempt) -> tuple[str, str]:
    """What is wrong, and which way is open."""
    if attempt.is_known_device:
        return _("There were too many attempts to sign in on this device."), ""
    known_device = _("You can still sign in now on a device where you have done so before.")
    if MailHold.is_open():
        new_password = _(
            "No e-mail is sent at the moment: a link to choose a new password would come later."
        )
    else:
        new_password = _(
            "If you choose a new password by the link below, you are signed in at once."
        )
    return _("There were too many attempts to sign in."), f"{known_device} {new_password}"


def _key(name: str) -> str:
    return f"{OVERALL}:{keyed_hash('sign-in', name)}"

"""Signing in and passwords, by allauth; what curators need, no sign-up, no further addresses."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.module_loading import import_string

from hub.accounts.known_devices import forget_device, remember_device
from hub.accounts.sign_in import PasswordResetRequestView, SignInView, local_password_page
from hub.accounts.single_sign_on.pages import SignOutView, leads_to_provider
from hub.accounts.single_sign_on.provider_client import is_on
from hub.web.responses import same_origin_referrer


def closed(request: HttpRequest, **_match: str) -> HttpResponse:
    """Routes that allauth's own pages name but that do not exist here."""
    raise Http404


def form_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page with a form. Whoever is signed in by it is known on this device from then on."""

    @same_origin_referrer
    @wraps(view)
    def respond(request: HttpRequest, **match: str) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = view(request, **match)
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", "60")
        if not was_signed_in and request.user.is_authenticated:
            remember_device(request, response, request.user.email)
        if was_signed_in and not request.user.is_authenticated and "forget_device" in request.POST:
            forget_device(response)
        return response

    return respond


def second_factor_page(name: str) -> Callable[..., HttpResponse]:
    """A view of second factors, whose module loads fido2: workers name addresses without it."""

    def respond(request: HttpRequest, **match: Any) -> HttpResponse:
        view = import_string(f"hub.accounts.second_factors.views.{name}")
        response: HttpResponse = view(request, **match)
        return response

    return respond


def single_sign_on_page(name: str) -> Callable[..., HttpResponse]:
    """A view of single sign-on, whose module loads requests and PyJWT: not where it is off."""

    def respond(request: HttpRequest, **match: Any) -> HttpResponse:
        if not is_on():
            raise Http404
        view = import_string(f"hub.accounts.single_sign_on.views.{name}")
        response: HttpResponse = view(request, **match)
        return response

    return respond


PAGES: dict[str, tuple[str, Any]] = {
    "account_login": ("login/", leads_to_provider(SignInView.as_view())),
    "account_logout": ("logout/", SignOutView.as_view()),
    "account_inactive": ("inactive/", views.account_inactive),
    "account_reauthenticate": (
        "reauthenticate/",
        leads_to_provider(second_factor_page("confirmation")),
    ),
    "account_change_password": ("password/change/", local_password_page(views.password_change)),
    "account_set_password": ("password/set/", local_password_page(views.password_set)),
    "account_reset_password": ("password/reset/", PasswordResetRequestView.as_view()),
    "account_reset_password_done": ("password/reset/done/", views.password_reset_done),
    "account_reset_password_from_key_done": (
        "password/reset/key/done/",
        views.password_reset_from_key_done,
    ),
}

# Of allauth's routes of second factors those that are used: no key signs in alone.
SECOND_FACTOR_PAGES = {
    "mfa_index": ("", "overview"),
    "mfa_authenticate": ("code/", "second_step"),
    "mfa_activate_totp": ("app/", "set_up_app"),
    "mfa_deactivate_totp": ("app/remove/", "remove_app"),
    "mfa_view_recovery_codes": ("recovery-codes/", "recovery_codes"),
    "mfa_generate_recovery_codes": ("recovery-codes/new/", "new_recovery_codes"),
    "mfa_download_recovery_codes": ("recovery-codes/file/", "download_recovery_codes"),
    "mfa_add_webauthn": ("passkeys/add/", "add_key"),
    "mfa_remove_webauthn": ("passkeys/<int:pk>/remove/", "remove_key"),
}

SINGLE_SIGN_ON_PAGES = {
    "single_sign_on_begin": ("", single_sign_on_page("begin")),
    "single_sign_on_confirm": ("confirm/", single_sign_on_page("confirm")),
    "single_sign_on_callback": ("callback/", single_sign_on_page("answer")),
    "single_sign_on_join": (
        "join/<str:uidb36>/<str:key>/",
        leads_to_provider(single_sign_on_page("join")),
    ),
}

urlpatterns = [
    *(
        path(f"single-sign-on/{route}", form_page(view), name=name)
        for name, (route, view) in SINGLE_SIGN_ON_PAGES.items()
    ),
    *(
        path(f"second-factors/{route}", form_page(second_factor_page(view)), name=name)
        for name, (route, view) in SECOND_FACTOR_PAGES.items()
    ),
    *(path(route, form_page(view), name=name) for name, (route, view) in PAGES.items()),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-0-9A-Za-z]+)/$",
        form_page(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
]

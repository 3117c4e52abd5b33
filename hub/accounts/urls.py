"""Signing in and passwords, by allauth; what curators need, no sign-up, no further addresses."""

from allauth.account import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from hub.web.responses import same_origin_referrer


def closed(request: HttpRequest, **_match: str) -> HttpResponse:
    """Routes that allauth's own pages name but that do not exist here."""
    raise Http404


urlpatterns = [
    path("login/", same_origin_referrer(views.login), name="account_login"),
    path("logout/", same_origin_referrer(views.logout), name="account_logout"),
    path("inactive/", same_origin_referrer(views.account_inactive), name="account_inactive"),
    path(
        "reauthenticate/", same_origin_referrer(views.reauthenticate), name="account_reauthenticate"
    ),
    path(
        "password/change/",
        same_origin_referrer(views.password_change),
        name="account_change_password",
    ),
    path("password/set/", same_origin_referrer(views.password_set), name="account_set_password"),
    path(
        "password/reset/", same_origin_referrer(views.password_reset), name="account_reset_password"
    ),
    path(
        "password/reset/done/",
        same_origin_referrer(views.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-0-9A-Za-z]+)/$",
        same_origin_referrer(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        same_origin_referrer(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
]

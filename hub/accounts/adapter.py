"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.accounts.known_devices import read_device
from hub.accounts.second_factors.notices import PURPOSES, enqueue_notice
from hub.accounts.single_sign_on import arrivals
from hub.accounts.single_sign_on.local_sign_in import (
    is_break_glass,
    may_use_password,
    note_local_sign_in,
)
from hub.accounts.single_sign_on.pages import problem_page
from hub.accounts.single_sign_on.problems import Problem, SignInProblem
from hub.identity.site_identity import site_name
from hub.record_admin.step_up import CONFIRMATION_ROUTE, is_recently_confirmed

STAGES = {
    "allauth.mfa.stages.AuthenticateStage": "hub.accounts.second_factors.views.SecondStepStage"
}


class NoPublicSignUp(DefaultAccountAdapter):
    """Accounts are made by administrators; nobody signs up by themselves."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and password do not open an account. If you are sure of both, "
            "ask an administrator whether your account is open."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Whoever may not sign in is answered as for a wrong password, by the same steps.

        Allauth's own leads them to a page that tells a guesser that the password was right.
        """
        self.pre_authenticate(request, **credentials)
        person = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if person is not None and not may_use_password(person):
            person = None
        if person is None:
            self.authentication_failed(request, **credentials)
        else:
            self._rollback_login_failed_rl_usage()
        return person

    def get_login_stages(self) -> list[str]:
        """Ours of the second step, which a provider may have taken already."""
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        """The one step of every sign-in, whatever led to it: a link to a new password too."""
        response: HttpResponse | None = super().pre_login(request, user, **options)
        if response is not None:
            return response
        sign_on = (options["signal_kwargs"] or {}).get("sociallogin")
        if sign_on is not None:
            arrivals.note(request, user, sign_on)
        elif not may_use_password(user):
            return problem_page(request, SignInProblem(Problem.ONLY_THERE))
        return None

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **options)
        if "sociallogin" not in (options["signal_kwargs"] or {}) and is_break_glass(user):
            note_local_sign_in(user)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """By which allauth counts requests: a known device by itself, whatever its network does."""
        device = read_device(request)
        if device is not None and device.knows(request.POST.get("login", "")):
            return f"device-{device.number}"
        return str(super().get_client_ip(request))

    def format_email_subject(self, subject: str) -> str:
        return f"{site_name()}: {subject.strip()}"

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        """One page, which asks for what the person has."""
        if not user.is_authenticated:
            return []
        address = reverse(CONFIRMATION_ROUTE)
        return [{"id": "reauthenticate", "description": str(_("Confirm")), "url": address}]

    def is_reauthentication_required(self, *, app: str, **_options: Any) -> bool:
        """A sign-in that was just now counts too; allauth's own asks a second time."""
        return not is_recently_confirmed(self.request)

    def send_notification_mail(
        self, template_prefix: str, user: Any, *_args: Any, **_options: Any
    ) -> None:
        """By the outbox, in our words; of what no notice is written for, none."""
        purpose = PURPOSES.get(template_prefix.rpartition("/")[2])
        if purpose:
            enqueue_notice(purpose, user)

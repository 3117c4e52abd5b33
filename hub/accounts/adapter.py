"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.accounts.known_devices import read_device
from hub.accounts.second_factors.notices import PURPOSES, enqueue_notice
from hub.identity.site_identity import site_name
from hub.record_admin.step_up import CONFIRMATION_ROUTE, is_recently_confirmed


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
        if person is None:
            self.authentication_failed(request, **credentials)
        else:
            self._rollback_login_failed_rl_usage()
        return person

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

"""How allauth behaves here."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from hub.accounts import mails


class NoPublicSignUp(DefaultAccountAdapter):
    """Accounts are made by administrators; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the site's own address: whoever asks for the mail could send another host's name."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.SITE_ADDRESS}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox. Those about passwords are composed when they are sent.

        A link goes to the address of the person, not to the one that was typed.
        """
        if template_prefix == mails.PASSWORD_RESET_TEMPLATE:
            mails.send_password_reset(context["user"])
        elif template_prefix == mails.UNKNOWN_ACCOUNT_TEMPLATE:
            mails.send_unknown_account(email)
        else:
            super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.SITE_NAME}: {subject.strip()}"

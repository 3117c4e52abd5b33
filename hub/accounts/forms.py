"""The form of whoever forgot their password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from hub.accounts import password_requests
from hub.accounts.tasks import process_password_requests
from hub.task_queue import enqueue


class PasswordRequestForm(ResetPasswordForm):
    """Stored, and answered before anybody looks whether there is an account."""

    def clean_email(self) -> str:
        """Allauth's own looks the address up."""
        address: str = self.cleaned_data["email"]
        return address

    def save(self, request: HttpRequest, **options: Any) -> str:
        address: str = self.cleaned_data["email"]
        password_requests.submit(address)
        enqueue(process_password_requests)
        return address

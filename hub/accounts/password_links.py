"""The tokens in links to choose a password: void as soon as the site is restored from a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from hub.records.models import SearchState

if TYPE_CHECKING:
    from hub.accounts.models import Person


class PasswordLinkTokens(PasswordResetTokenGenerator):
    """Django's, with the epoch of the database in what is signed.

    Of Django's alone a link of before is as good as new after a restore: the password that was
    chosen by it since is the former one again.
    """

    def _make_hash_value(self, user: Person, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{SearchState.version().epoch}"

"""Requests for a link to choose a password: stored as they come, looked at by a worker."""

from __future__ import annotations

from allauth.account.internal.userkit import filter_users_by_email

from hub.accounts.mails import PasswordReset, UnknownAccount
from hub.accounts.models import PasswordRequest
from hub.accounts.single_sign_on.local_sign_in import may_use_password
from hub.accounts.single_sign_on.notices import NoPasswordHere
from hub.anonymous_forms import pending_forms
from hub.anonymous_forms.mail_limits import enqueue_to_account, enqueue_to_stranger
from hub.outbox.addresses import UnusableAddressError, parse_address
from hub.outbox.models import Mail
from hub.outbox.sealing import seal


def submit(address: str) -> None:
    """One row, whoever it is for, in the same time for everybody."""
    pending_forms.store(PasswordRequest, address)


def process_pending(limit: int = pending_forms.CHUNK) -> int:
    """Answer the stored requests; see ``pending_forms.process``."""
    return pending_forms.process(PasswordRequest, answer, limit)


def answer(address: str) -> None:
    """A mail to the person whose account it is, else to the address, unless they had enough.

    Beyond the budget of all addresses without an account nothing is sent to one: the form says the
    same.

    A link goes to the address of the person, not to the one that was typed.
    """
    people = filter_users_by_email(address, is_active=True, prefer_verified=True, for_login=True)
    for person in people:
        if not may_use_password(person):
            enqueue_to_account(Mail(purpose=NoPasswordHere.purpose, person=person), person.email)
            continue
        enqueue_to_account(Mail(purpose=PasswordReset.purpose, person=person), person.email)
    if people:
        return
    try:
        address = parse_address(address)
    except UnusableAddressError:
        return
    mail = Mail(purpose=UnknownAccount.purpose, address=seal(address))
    enqueue_to_stranger(mail, address, is_awaited=False)

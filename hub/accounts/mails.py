"""The mails about accounts. Each is composed when it is sent: no link to a password is stored.

The links are allauth's own, so that its pages, its limits and its expiry apply. A link is made from
the person's row at the moment of sending; one that was made for an attempt that failed is in no
database and works, as all others, until the password is chosen.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import Person
from hub.identity.site_identity import site_name
from hub.outbox import mail_kinds, queue
from hub.outbox.mail_kinds import MailKind
from hub.outbox.models import Mail, RecipientErasedError
from hub.outbox.sealing import unseal

PASSWORD_RESET_TEMPLATE = "account/email/password_reset_key"  # noqa: S105  # nosec  # no password
UNKNOWN_ACCOUNT_TEMPLATE = "account/email/unknown_account"


def password_link(person: Person) -> str:
    """An address where the person chooses a password: once, within PASSWORD_RESET_TIMEOUT."""
    uid, key = user_pk_to_url_str(person), default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": quote(key)})
    return f"{settings.SITE_ADDRESS}{path}"


class Invitation(MailKind):
    """To a person whom an administrator made: a link to choose a password."""

    purpose = "invitation"
    label = gettext_lazy("Link to choose a password")
    urgent = True

    def compose(self, mail: Mail) -> EmailMessage:
        person = _person(mail)
        with translation.override(settings.LANGUAGE_CODE):
            values = {
                "site": site_name(),
                "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
                "link": password_link(person),
                "sign_in": settings.SITE_ADDRESS + reverse("account_login"),
            }
            subject = _("Your account at %(site)s") % values
            text = (
                _(
                    "You can work as a curator at %(site)s.\n\n"
                    "Choose a password here (the link works once and for %(days)d days):\n"
                    "%(link)s\n\n"
                    "You are then signed in. Later, sign in with this e-mail address at\n"
                    "%(sign_in)s\n"
                )
                % values
            )
        return EmailMessage(subject, text, None, [person.email])


class PasswordReset(MailKind):
    """To a person who asked for a new password."""

    purpose = "password_reset"
    label = gettext_lazy("Forgotten password")
    urgent = True

    def compose(self, mail: Mail) -> EmailMessage:
        person = _person(mail)
        context = {"user": person, "password_reset_url": password_link(person)}
        return _rendered(PASSWORD_RESET_TEMPLATE, person.email, context)


class UnknownAccount(MailKind):
    """To an address for which somebody asked for a password, and which has no account."""

    purpose = "no_account"
    label = gettext_lazy("No account with this address")
    urgent = True

    def compose(self, mail: Mail) -> EmailMessage:
        return _rendered(UNKNOWN_ACCOUNT_TEMPLATE, unseal(mail.address), {})


def register_kinds() -> None:
    for kind in (Invitation(), PasswordReset(), UnknownAccount()):
        mail_kinds.register(kind)


def send_invitation(person: Person) -> Mail:
    """Enqueue a link to choose a password: sent within seconds of the commit."""
    return queue.enqueue(Mail(purpose=Invitation.purpose, person=person))


def _person(mail: Mail) -> Person:
    if mail.person is None:
        raise RecipientErasedError
    return mail.person


def _rendered(template: str, address: str, context: dict[str, Any]) -> EmailMessage:
    with translation.override(settings.LANGUAGE_CODE):
        message: EmailMessage = get_adapter().render_mail(
            template, address, {"email": address, **context}
        )
    return message

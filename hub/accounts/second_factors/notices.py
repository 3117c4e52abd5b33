"""Mails that tell a person what happened to their second factors, so that no thief acts unseen."""

from __future__ import annotations

from typing import Any, ClassVar

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


class FactorNotice(MailKind):
    """What happened, in a sentence, and what to do if it was not the person."""

    urgent = True
    subject: ClassVar[Any]
    sentence: ClassVar[Any]

    def compose(self, mail: Mail) -> EmailMessage:
        if mail.person is None:
            raise RecipientErasedError
        with translation.override(settings.LANGUAGE_CODE):
            values = {
                "site": site_name(),
                "reset": settings.SITE_ADDRESS + reverse("account_reset_password"),
            }
            subject = f"{site_name()}: {self.subject}"
            text = str(self.sentence) + "\n\n" + _(
                "This is about your account at %(site)s. If it was you, there is nothing to do.\n\n"
                "If it was not you, choose a new password at once and tell an administrator:\n"
                "%(reset)s\n"
            ) % values  # fmt: skip
        return EmailMessage(subject, text, None, [mail.person.email])


class FactorAdded(FactorNotice):
    purpose = "factor_added"
    label = gettext_lazy("Second factor added")
    subject = gettext_lazy("a second factor was added")
    sentence = gettext_lazy("A second factor was added: an authenticator app or a passkey.")


class FactorRemoved(FactorNotice):
    purpose = "factor_removed"
    label = gettext_lazy("Second factor removed")
    subject = gettext_lazy("a second factor was removed")
    sentence = gettext_lazy("A second factor was removed: an authenticator app or a passkey.")


class RecoveryCodesMade(FactorNotice):
    purpose = "codes_made"
    label = gettext_lazy("New recovery codes")
    subject = gettext_lazy("new recovery codes were made")
    sentence = gettext_lazy("New recovery codes were made. The former ones work no longer.")


class RecoveryCodeUsed(FactorNotice):
    purpose = "code_used"
    label = gettext_lazy("Recovery code used")
    subject = gettext_lazy("a recovery code was used")
    sentence = gettext_lazy("A recovery code was used. It does not work a second time.")


class FactorsForgotten(FactorNotice):
    purpose = "factors_gone"
    label = gettext_lazy("Second factors removed by the operator")
    subject = gettext_lazy("your second factor was removed")
    sentence = gettext_lazy(
        "Whoever runs the site removed a second factor of yours, because a device was lost or "
        "the site has a new name. Sign in with your password and set up a new one."
    )


# By the last part of the name that allauth gives to its own mails.
PURPOSES = {
    "totp_activated": FactorAdded.purpose,
    "webauthn_added": FactorAdded.purpose,
    "totp_deactivated": FactorRemoved.purpose,
    "webauthn_removed": FactorRemoved.purpose,
    "recovery_codes_generated": RecoveryCodesMade.purpose,
}


def register_kinds() -> None:
    for kind in (
        FactorAdded(),
        FactorRemoved(),
        RecoveryCodesMade(),
        RecoveryCodeUsed(),
        FactorsForgotten(),
    ):
        mail_kinds.register(kind)


def enqueue_notice(purpose: str, person: Person) -> Mail:
    return queue.enqueue(Mail(purpose=purpose, person=person))

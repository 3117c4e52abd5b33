"""Mails about single sign-on: to administrators what happened, to a person how to join accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
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
from hub.records.models import SearchState


class JoiningTokens(PasswordResetTokenGenerator):
    """In links that join an account with the provider's: void as soon as it is joined, since its
    password, which is a part of what is signed, is taken away then, and as soon as the site is
    restored from a backup."""

    key_salt = "hub.accounts.single_sign_on.joining"

    def _make_hash_value(self, user: Person, timestamp: int) -> str:
        """Without the last sign-in: by the password one may sign in as long as it is there."""
        epoch = SearchState.version().epoch
        return f"{user.pk} {user.password} {user.email} {timestamp} {epoch}"


joining_tokens = JoiningTokens()


class SignOnNotice(mail_kinds.SealedMessage):
    """Written when it happened."""

    purpose = "sign_on_notice"
    label = gettext_lazy("Single sign-on: what happened")
    urgent = True


class JoiningInvitation(MailKind):
    """A link by which a person joins their account with the one they have at the provider."""

    purpose = "joining_link"
    label = gettext_lazy("Link to join accounts for single sign-on")
    urgent = True

    def compose(self, mail: Mail) -> EmailMessage:
        person = recipient(mail)
        with translation.override(settings.LANGUAGE_CODE):
            values = names() | {"days": settings.PASSWORD_RESET_TIMEOUT // 86400}
            values["link"] = joining_link(person)
            subject = _("Your account at %(site)s") % values
            text = _(
                "You can sign in at %(site)s by your account at %(name)s.\n\n"
                "Follow this link once to join them (it works once and for %(days)d days):\n"
                "%(link)s\n\n"
                "From then on you sign in by %(name)s alone, at\n"
                "%(sign_in)s\n"
            ) % values  # fmt: skip
        return EmailMessage(subject, text, None, [person.email])


class NoPasswordHere(MailKind):
    """To somebody who asked for a new password and signs in by the provider."""

    purpose = "no_password"
    label = gettext_lazy("Forgotten password of somebody who has none here")
    urgent = True

    def compose(self, mail: Mail) -> EmailMessage:
        person = recipient(mail)
        with translation.override(settings.LANGUAGE_CODE):
            values = names()
            subject = f"{site_name()}: {_('no password is needed')}"
            text = _(
                "Somebody asked for a new password for your account at %(site)s.\n\n"
                "It is opened by %(name)s, and not by a password. Sign in at\n"
                "%(sign_in)s\n"
            ) % values  # fmt: skip
        return EmailMessage(subject, text, None, [person.email])


def register_kinds() -> None:
    for kind in (SignOnNotice(), JoiningInvitation(), NoPasswordHere()):
        mail_kinds.register(kind)


def names() -> dict[str, Any]:
    return {
        "site": site_name(),
        "name": settings.OIDC_NAME or _("single sign-on"),
        "sign_in": settings.SITE_ADDRESS + reverse("account_login"),
    }


def recipient(mail: Mail) -> Person:
    if mail.person is None:
        raise RecipientErasedError
    return mail.person


def joining_link(person: Person) -> str:
    match = {"uidb36": user_pk_to_url_str(person), "key": joining_tokens.make_token(person)}
    return settings.SITE_ADDRESS + reverse("single_sign_on_join", kwargs=match)


def send_joining_invitation(person: Person) -> Mail:
    return queue.enqueue(Mail(purpose=JoiningInvitation.purpose, person=person))


def tell_break_glass_used(person: Person) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        _tell_administrators(
            _("the account for emergencies was used"),
            [
                _(
                    "Somebody has just signed in by the password of %(address)s, which is kept for "
                    "the day when %(name)s is away. If none of you did, it has been stolen: take "
                    "its role away and choose a new password."
                )
                % {"address": person.email, "name": settings.OIDC_NAME}
            ],
        )


def _tell_administrators(subject: str, paragraphs: list[str]) -> None:
    text = "\n\n".join([*paragraphs, settings.SITE_ADDRESS + reverse("admin:index")])
    for administrator in Person.objects.administrators():
        message = EmailMessage(f"{site_name()}: {subject}", text, None, [administrator.email])
        queue.enqueue_message(message, Mail(purpose=SignOnNotice.purpose, person=administrator))

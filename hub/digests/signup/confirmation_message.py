"""The mail with the link to confirm: the only one that anybody can cause to be sent to somebody.

It holds no word that was typed by whoever asked: nobody can make us carry a message of theirs. It
says nothing of the filters either: whoever looks over a shoulder learns no interest from it.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from hub.digests import signed_links
from hub.digests.models import Mail, Subscriber
from hub.digests.recipient import ErasedError, recipient


def compose_confirmation(mail: Mail) -> EmailMessage:
    """The mail as it is sent, every time with the same Message-ID.

    Raises ErasedError where the request has vanished meanwhile.
    """
    subscriber = mail.subscriber
    if subscriber is None:
        raise ErasedError
    address = recipient(mail)
    with translation.override(_language(subscriber)):
        context = {"link": signed_links.confirm(subscriber), "site": settings.SITE_ADDRESS}
        message = EmailMessage(policy=SMTP)
        message["Subject"] = _("Please confirm your request")
        message["From"] = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        message["To"] = Address(addr_spec=address)
        message["Date"] = format_datetime(mail.created_at)
        message["Message-ID"] = mail.message_id
        # RFC 3834: no machine shall answer it.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_rendered("confirmation.txt", context))
        message.add_alternative(_rendered("confirmation.html", context), subtype="html")
        message["Content-Language"] = translation.get_language() or "en"
    return message


def _language(subscriber: Subscriber) -> str:
    """That of the newest request, which is what was asked for last."""
    asked = subscriber.sign_ups.order_by("-pk").first()
    return signed_links.known_language(asked.language if asked else subscriber.language)


def _rendered(template: str, context: dict[str, str]) -> str:
    return render_to_string(f"digests/mails/{template}", context, using="jinja2").strip() + "\n"

"""A mail that somebody may stop: from whom, to whom, how it is stopped, and what it says."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from hub.identity.site_identity import site_name
from hub.outbox.addresses import UnusableAddressError
from hub.outbox.headers import WIDE_POLICY
from hub.outbox.models import Mail


def frame_message(
    mail: Mail,
    address: str,
    subject: str,
    stop: str,
    *,
    text: str,
    html: str = "",
    discreet: bool = False,
) -> EmailMessage:
    """A message in the active language, in one form or two. ``stop``: takes a POST (RFC 8058).

    ``discreet``: from an address without a name, for whoever's list of mails others may see. The
    same row gives the same headers. Raises UnusableAddressError.
    """
    sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    display_name = "" if discreet else _one_line(sender_name or site_name())
    message = EmailMessage(policy=WIDE_POLICY)
    message["Subject"] = _one_line(subject)
    message["From"] = Address(display_name, addr_spec=sender)
    message["To"] = _recipient(address)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine shall answer it
    message["List-Unsubscribe"] = f"<{stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    # Last: whoever sets content drops what was said of another.
    message["Content-Language"] = translation.get_language() or "en"
    return message


def frame_templates(
    mail: Mail, address: str, context: dict[str, Any], templates: str
) -> EmailMessage:
    """The same with the words of two templates, whose name this is before ``.txt`` and ``.html``.

    ``context``: theirs; with ``subject`` and ``stop``. Raises UnusableAddressError.
    """
    text, html = (render_part(f"{templates}.{ending}", context) for ending in ("txt", "html"))
    return frame_message(mail, address, context["subject"], context["stop"], text=text, html=html)


def render_part(template: str, context: dict[str, Any]) -> str:
    """One form of a mail, in the active language, with one end of line at its end."""
    return render_to_string(template, context, using="jinja2").strip() + "\n"


def _recipient(address: str) -> Address:
    try:
        return Address(addr_spec=address)
    except (MessageError, ValueError):
        raise UnusableAddressError from None  # the fault would hold the address


def _one_line(text: str) -> str:
    return " ".join(text.split())

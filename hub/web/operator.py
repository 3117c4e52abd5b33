"""Who runs the site and how to reach them, as published or set; nothing that leads nowhere.

What is not set, or cannot be an address, is empty here, and pages say so in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from hub.identity.identity import Identity
from hub.identity.site_identity import current_identity

# What pages show of the settings.
SHOWN_SETTINGS = (
    "SITE_ADDRESS",
    "EXIT_ADDRESS",
    "OPERATOR_NAME",
    "OPERATOR_ADDRESS",
    "OPERATOR_FUNDING",
    "CONTACT_EMAIL",
    "SECURITY_CONTACT",
    "SECURITY_POLICY",
    "DATA_LICENCE",
)

MAX_NAME = 120  # letters of a record's name in a subject


@dataclass(frozen=True, slots=True)
class Operator:
    """``contact`` is an e-mail address; ``security_contact`` a URI, as security.txt wants it.

    ``licence_url`` is the address that the licence of the data was set with, if any.
    """

    name: str
    address: str
    funding: str
    contact: str
    security_contact: str
    security_policy: str
    licence: str
    licence_url: str

    @property
    def contact_link(self) -> str:
        return contact_uri(self.contact)

    @property
    def sentence(self) -> str:
        """Who runs the site, for the foot of every page."""
        if self.name:
            return _("%(name)s runs this site.") % {"name": self.name}
        return _("This is a demonstration: nobody runs it for readers.")


def operator() -> Operator:
    site = current_identity()
    licence, licence_url = split_licence(site.licence)
    return Operator(
        name=site.operator_name,
        address=site.operator_address,
        funding=site.operator_funding,
        contact=site.contact if is_email(site.contact) else "",
        security_contact=contact_uri(_security_contact(site)),
        security_policy=settings.SECURITY_POLICY if is_https(settings.SECURITY_POLICY) else "",
        licence=licence,
        licence_url=licence_url,
    )


def _security_contact(site: Identity) -> str:
    """That of the settings; where they have none of its own, the contact of the site."""
    is_own = settings.SECURITY_CONTACT not in ("", settings.CONTACT_EMAIL)
    return settings.SECURITY_CONTACT if is_own else site.contact


def shown_settings() -> str:
    """A part of the key of every cached page: one made with other settings is not served.

    What was published instead of them needs no naming: it raises the number of every page.
    """
    return "\n".join(str(getattr(settings, name)) for name in SHOWN_SETTINGS)


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_https(text: str) -> bool:
    """Whether it is the address of a page that can be read safely."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and bool(parts.hostname)
        and text.isprintable()
        and not set(text) & set(" <>\"'")
    )


def contact_uri(text: str) -> str:
    """``mailto:`` for an e-mail address, a page's address as it is; empty for anything else."""
    if is_email(text):
        return f"mailto:{quote(text, safe='@')}"
    return text if is_https(text) else ""


def split_licence(text: str) -> tuple[str, str]:
    """The name of a licence, and the address that may stand behind it."""
    name, _blank, last = text.rpartition(" ")
    return (name.strip(), last) if name and is_https(last) else (text, "")


def report_link(contact: str, name: str, address: str) -> str:
    """A message to the operator about a page, begun with its name and address and nothing else."""
    named = name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…"
    subject = _("Something wrong: %(name)s") % {"name": named}
    body = "\r\n".join((address, "", _("What is wrong:"), "", _("Where it can be checked:"), ""))
    return mail_link(contact, subject, body)


def mail_link(contact: str, subject: str, body: str = "") -> str:
    """A message that is begun (RFC 6068)."""
    begun = f"mailto:{quote(contact, safe='@')}?subject={quote(subject)}"
    return f"{begun}&body={quote(body)}" if body else begun

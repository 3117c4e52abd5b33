"""E-mail addresses: what is refused, how they are written in an envelope, which are the same.

The grammar and the host's name in ASCII (IDNA 2008, UTS 46) are those of ``email-validator``.
"""

from __future__ import annotations

import email_validator
import idna
from email_validator import EmailNotValidError, validate_email

MAX_ADDRESS_LENGTH = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
# Allowed by RFC 5321, but mail servers have been talked into relaying to others with them.
SOURCE_ROUTING = frozenset("!%")
SAME_HOST = {"googlemail.com": "gmail.com"}

# No name is refused for what it is reserved for (the library's documented switch): in a closed
# network people have addresses at .local, .internal or localhost, and the mail server knows which.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()


class UnusableAddressError(Exception):
    """An address that cannot be written to. Never says which."""


def parse_address(text: str) -> str:
    """The address that mail goes to, as it was typed, its host in ASCII.

    Raises UnusableAddressError for whatever is not one plain address at a host with a dot: quoted
    names, comments, lists, literals, names beyond ASCII.
    """
    typed = text.strip(" ")
    try:
        parsed = validate_email(
            typed, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError:
        raise UnusableAddressError("no plain address") from None
    name, _at, host = typed.rpartition("@")
    address = f"{name}@{parsed.ascii_domain}"
    if SOURCE_ROUTING.intersection(name) or len(address) > MAX_ADDRESS_LENGTH or "%" in host:
        raise UnusableAddressError("no plain address")
    return address


def envelope_address(address: str) -> str:
    """An address as an SMTP envelope holds it, its host in ASCII. Raises UnusableAddressError.

    Names beyond ASCII and hosts without a dot are for the mail server to refuse. A host that was
    stored in ASCII is written as it is: IDNA 2003 allowed some that IDNA 2008 forbids.
    """
    name, _at, host = address.rpartition("@")
    stored = host.isascii()
    checked = f"{name}@{host.lower().replace('xn--', 'xnxx')}" if stored else address
    try:
        parsed = validate_email(
            checked,
            check_deliverability=False,
            allow_smtputf8=True,
            globally_deliverable=False,
            strict=True,
        )
    except EmailNotValidError:
        raise UnusableAddressError("the address cannot be written") from None
    return f"{name}@{host if stored else parsed.ascii_domain}"


def normalise(address: str) -> str:
    """What is one subscriber: capitals make no other address."""
    return address.strip().lower()


def fold(address: str) -> str:
    """What is one mailbox for the limit on confirmation mails: dots and +tags make no other.

    Only for that limit: with some providers they are different people.
    """
    name, _at, host = normalise(address).rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{SAME_HOST.get(host, host)}"


def idna_2003_form(address: str) -> str:
    """The address with the name that IDNA 2003 gives its host; the same where there is no other.

    The two differ where 2008 lets letters stand for themselves: ß, ς and their kind.
    """
    name, _at, host = address.rpartition("@")
    try:
        return f"{name}@{idna.decode(host).encode('idna').decode('ascii').lower()}"
    except UnicodeError:
        return address

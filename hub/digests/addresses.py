"""Addresses as people type them: what is refused, and which are taken for the same."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

MOST_LETTERS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
MOST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
# Quoted names, comments, lists and literals: nobody has such an address, and mail servers have been
# talked into sending to others with them.
REFUSED = frozenset('"(),:;<>[]\\!%')
KEPT_LETTERS = frozenset("ßς")
SAME_HOST = {"googlemail.com": "gmail.com"}

_plain = EmailValidator(allowlist=[])
UNUSABLE = _("This is no e-mail address that mail can be sent to: check it, letter by letter.")


def as_sent(typed: str) -> str:
    """The address that mail goes to: as typed, its host in the letters that mail servers know.

    Raises ValidationError for whatever is not one plain address.
    """
    text = typed.strip(" ")
    name, at, host = text.rpartition("@")
    if not at or any(_is_refused(letter) for letter in text):
        raise ValidationError(UNUSABLE)
    try:
        host = _in_ascii(unicodedata.normalize("NFKC", host).lower())
    except UnicodeError as problem:
        raise ValidationError(UNUSABLE) from problem
    address = f"{name}@{host}"
    if len(address) > MOST_LETTERS or len(name) > MOST_LOCAL:
        raise ValidationError(UNUSABLE)
    try:
        _plain(address)
    except ValidationError as problem:
        raise ValidationError(UNUSABLE) from problem
    return address


def normalised(address: str) -> str:
    """What is one subscriber: capitals make no other address."""
    return address.strip().lower()


def folded(address: str) -> str:
    """What is one mailbox for the limit on confirmation mails: dots and +tags make no other.

    Only for that limit: with some providers they are different people.
    """
    name, _at, host = normalised(address).rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{SAME_HOST.get(host, host)}"


def _in_ascii(host: str) -> str:
    """The host as mail servers know it. Raises UnicodeError.

    Python knows IDNA 2003, in which ``ß`` and ``ς`` are other letters, and so the host of somebody
    else; by RFC 5891 they stand for themselves.
    """
    return ".".join(
        f"xn--{label.encode('punycode').decode('ascii')}"
        if KEPT_LETTERS.intersection(label)
        else label.encode("idna").decode("ascii").lower()
        for label in re.split("[.。]", host)
    )


def _is_refused(letter: str) -> bool:
    return letter in REFUSED or letter.isspace() or unicodedata.category(letter).startswith("C")

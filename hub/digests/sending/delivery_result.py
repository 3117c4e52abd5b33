"""What became of one attempt, in terms that the outbox knows, and what may be kept of a reply."""

import enum
import re
from dataclasses import dataclass

LONGEST_REPLY = 300
CODE = re.compile(r"^([2-5]\d\d)(?:[ -](?:([245]\.\d{1,3}\.\d{1,3})\b)?|$)")
# RFC 3463: 1 is about the address, 2 about the mailbox; of the latter these say that it exists.
FULL_OR_TOO_LARGE = ("5.2.2", "5.2.3", "5.2.4")


class DeliveryStatus(enum.Enum):
    SENT = "sent"
    AGAIN = "again"  # a definite no for now, or a connection that broke before the dot
    REFUSED = "refused"  # a definite no for good
    BOUNCED = "bounced"  # refused, because there is no such address
    UNCERTAIN = "uncertain"  # no answer after the dot: nobody can know (RFC 1047)


@dataclass(frozen=True)
class DeliveryResult:
    """``reply``: what may be kept of the server's last line, without any address."""

    what: DeliveryStatus
    reply: str = ""


class UnreachableError(Exception):
    """The mail server takes nothing from us just now; no mail is at fault. Says why, in short."""


class LostError(Exception):
    """The row belongs to another worker by now: leave everything as it is."""


def spoken(code: int, text: bytes | str, *private: str) -> str:
    """A reply as one line that can be kept: nothing with an @ in it, and no word of ``private``.

    Mail servers like to repeat the address they were given, whole or in parts.
    """
    words = text if isinstance(text, str) else text.decode("ascii", "replace")
    parts = {part.lower() for one in private for part in one.split("@") if part}
    kept = [
        word
        for word in f"{code} {words}".split()
        if "@" not in word
        and word.isprintable()
        and not any(part in word.lower() for part in parts)
    ]
    return " ".join(kept)[:LONGEST_REPLY]


def is_about_the_address(code: int, text: bytes | str) -> bool:
    """Whether a 5xx on RCPT says that the address is no good.

    An enhanced status (RFC 3463) of another class speaks of us or of the server: a host on a block
    list is answered 5.7.1 for every address, and must not cost us every subscriber.
    """
    words = text if isinstance(text, str) else text.decode("ascii", "replace")
    found = CODE.match(f"{code} {words}")
    if not 500 <= code <= 599 or found is None:
        return False
    status = found[2]
    if status is None:
        return True
    return status.startswith(("5.1.", "5.2.")) and status not in FULL_OR_TOO_LARGE

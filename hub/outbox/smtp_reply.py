"""Replies of a mail server: read from bytes, what they are about, and what of them may be kept."""

import re

MAX_REPLY_LENGTH = 300
REPLY_LINE = re.compile(rb"(\d\d\d)(-| |\r?$)(.*)")
CODE_AND_STATUS = re.compile(r"^([2-5]\d\d)(?:[ -](?:([245]\.\d{1,3}\.\d{1,3})\b)?|$)")
# RFC 3463: 1 is about the address, 2 about the mailbox; of the latter these say that it exists.
FULL_OR_TOO_LARGE = ("5.2.2", "5.2.3", "5.2.4")

Reply = tuple[int, bytes]


def parse_reply(received: bytes) -> Reply | None:
    """The first whole reply, by its last line; None while it goes on. Raises ConnectionError."""
    *lines, _unfinished = received.split(b"\n")
    for line in lines:
        match = REPLY_LINE.fullmatch(line)
        if match is None:
            raise ConnectionError("no reply of a mail server")
        if match[2] != b"-":
            return int(match[1]), match[3].strip()
    return None


def redacted_reply(code: int, text: bytes | str, *private: str) -> str:
    """A reply as one line that can be kept: nothing with an @ in it, and no word of ``private``.

    Mail servers like to repeat the address they were given, whole or in parts.
    """
    private_parts = {part.lower() for address in private for part in address.split("@") if part}
    words = [
        word
        for word in f"{code} {_decoded(text)}".split()
        if "@" not in word
        and word.isprintable()
        and not any(part in word.lower() for part in private_parts)
    ]
    return " ".join(words)[:MAX_REPLY_LENGTH]


def is_bad_address(code: int, text: bytes | str) -> bool:
    """Whether a 5xx on RCPT says that the address is no good.

    An enhanced status (RFC 3463) of another class speaks of us or of the server: a host on a block
    list is answered 5.7.1 for every address, and must not cost us every subscriber.
    """
    match = CODE_AND_STATUS.match(f"{code} {_decoded(text)}")
    if not 500 <= code <= 599 or match is None:
        return False
    status = match[2]
    if status is None:
        return True
    return status.startswith(("5.1.", "5.2.")) and status not in FULL_OR_TOO_LARGE


def _decoded(text: bytes | str) -> str:
    return text if isinstance(text, str) else text.decode("ascii", "replace")

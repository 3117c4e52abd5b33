"""A composed mail as it goes over the line: envelope, options, bytes with their dots doubled."""

import datetime
import re
import smtplib
from email import message_from_bytes
from email.generator import BytesGenerator
from email.message import Message
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from io import BytesIO

from django.core.mail import EmailMessage as DjangoMessage

from hub.outbox.addresses import UnusableAddressError, envelope_address
from hub.outbox.headers import plain_header


class EnvelopedMessage:
    """A mail with its envelope, under the Message-ID that its row was given.

    ``sender`` may hold a name; the envelope takes the address. Raises UnusableAddressError, and
    what Python's ``email`` raises for headers that cannot be written.
    """

    def __init__(
        self,
        message: DjangoMessage | Message,
        sender: str,
        recipient: str,
        message_id: str,
        date: datetime.datetime | None = None,
    ) -> None:
        """``date``: when it left, the same for each attempt; None: as the message has it.

        Mail programs order by it: one that waited for days must not come below what was read since.
        """
        self.message_id = message_id
        self.sender = envelope_address(parseaddr(sender)[1])
        self.recipient = envelope_address(recipient)
        mime: Message = message.message() if isinstance(message, DjangoMessage) else message
        del mime["Message-ID"]
        mime["Message-ID"] = plain_header("Message-ID", message_id)
        if date is not None:
            del mime["Date"]
            mime["Date"] = plain_header("Date", format_datetime(date))
        # Made at once: what cannot be written must come to light before anything is said.
        self._content = serialise(mime, "8bit", utf8=self.needs_utf8)

    def options(self, smtp: smtplib.SMTP) -> list[str]:
        """Of MAIL. Raises UnusableAddressError where the server cannot take the address."""
        options = []
        if smtp.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if self.needs_utf8:
            if not smtp.has_extn("smtputf8"):
                raise UnusableAddressError("the mail server takes no such address (SMTPUTF8)")
            options.append("SMTPUTF8")
        return options

    def body(self, smtp: smtplib.SMTP) -> bytes:
        """The mail with CRLF and doubled dots (RFC 5321, 4.5.2), up to before the final dot."""
        return dot_stuffed(self.content(eight_bit=smtp.has_extn("8bitmime")))

    def content(self, *, eight_bit: bool) -> bytes:
        """The mail as bytes; without ``eight_bit`` its parts are encoded in seven."""
        if eight_bit or self._content.isascii():
            return self._content
        # Read again, since Django's own classes put eight bits back into what is encoded.
        return serialise(message_from_bytes(self._content), "7bit", utf8=self.needs_utf8)

    @property
    def needs_utf8(self) -> bool:
        return not (self.sender.isascii() and self.recipient.isascii())


def serialise(mime: Message, encoding: str, *, utf8: bool) -> bytes:
    """By the message's own policy: another would fold headers anew that are encoded already."""
    policy = mime.policy.clone(cte_type=encoding, linesep="\r\n")
    if isinstance(policy, EmailPolicy):
        policy = policy.clone(utf8=utf8)
    buffer = BytesIO()
    BytesGenerator(buffer, mangle_from_=False, policy=policy).flatten(mime)
    return buffer.getvalue()


def dot_stuffed(content: bytes) -> bytes:
    """Lines end in CRLF, a dot at the beginning of one is doubled, the last one is ended."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"

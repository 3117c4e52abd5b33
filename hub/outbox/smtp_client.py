"""One connection to the mail server: everything but the final dot, then, when the row says so, it.

Python's smtplib speaks; only its last step is taken apart here, because between the dot and the
reply nobody can know whether the mail was taken (RFC 1047). RFC 5321, 4.5.3.2.6 asks to wait ten
minutes for that reply; until then the row shows a heartbeat.
"""

import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from django.conf import settings

from hub.outbox.addresses import UnusableAddressError
from hub.outbox.delivery_results import DeliveryResult, DeliveryStatus, TransportUnavailableError
from hub.outbox.envelope import EnvelopedMessage
from hub.outbox.smtp_reply import Reply, is_bad_address, parse_reply, redacted_reply

# Below the lease of a claim less what may be gone of it when a step begins (lease.py).
STEP_SECONDS = 30.0
# All steps of one mail before the dot; with the wait after it below the task's hard limit.
BEFORE_DOT_SECONDS = 75.0
AFTER_DOT_SECONDS = 600.0
HEARTBEAT_SECONDS = 10.0
MAX_REPLY_BYTES = 64 * 1024
# At MAIL these are about this mail: too large, or an option that the server does not know.
ABOUT_THIS_MAIL = (552, 555)
BROKEN = (OSError, smtplib.SMTPException)


class MailLease(Protocol):
    """What a transport needs of the row that it sends.

    ``renew`` and ``begin_sending`` may raise ``lease.LeaseLostError``; nothing does after the dot.
    """

    def renew(self) -> None: ...
    def begin_sending(self) -> None: ...
    def heartbeat(self) -> None: ...


@dataclass(frozen=True)
class SmtpTimeouts:
    """In seconds; tests have shorter ones."""

    step: float = STEP_SECONDS
    before_dot: float = BEFORE_DOT_SECONDS
    after_dot: float = AFTER_DOT_SECONDS
    heartbeat: float = HEARTBEAT_SECONDS


class SmtpConnection:
    """A connection that is opened at the first mail and used again for the next.

    ``send`` raises TransportUnavailableError when the server takes nothing at all, and lets
    ``LeaseLostError`` and errors of the database through; the connection is closed then, without
    the dot.
    """

    def __init__(self, timeouts: SmtpTimeouts | None = None) -> None:
        self._timeouts = timeouts or SmtpTimeouts()
        self._smtp: smtplib.SMTP | None = None
        self._used = False

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.quit()

    def open(self) -> smtplib.SMTP:
        """The connection, made where there is none. Raises TransportUnavailableError."""
        if self._smtp is None:
            try:
                self._smtp = _connect(self._timeouts.step)
            except BROKEN as problem:
                raise TransportUnavailableError(_describe(problem)) from problem
            self._used = False
        return self._smtp

    def quit(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except BROKEN:
                self.close()
            self._smtp = None

    def close(self) -> None:
        """Without a QUIT, which in the middle of a mail would be a part of it."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def send(self, message: EnvelopedMessage, lease: MailLease) -> DeliveryResult:
        try:
            result = self._send_sender(message, lease) or self._send_content(message, lease)
            return result or self._send_dot(message, lease)
        except UnusableAddressError as problem:
            return DeliveryResult(DeliveryStatus.REFUSED, str(problem))
        except BaseException:
            self.close()
            raise

    def _send_sender(self, message: EnvelopedMessage, lease: MailLease) -> DeliveryResult | None:
        """MAIL: a connection that was used before may have gone stale, which is no mail's fault."""
        while True:
            lease.renew()
            smtp = self.open()
            used = self._used
            self._deadline = time.monotonic() + self._timeouts.before_dot
            try:
                code, text = self._step(smtp.mail, message.sender, message.options(smtp))
            except BROKEN as problem:
                code, text, reply = -1, b"", _describe(problem)
            else:
                reply = redacted_reply(code, text, message.sender, message.recipient)
            if 200 <= code <= 299:
                self._used = True
                return None
            if code in ABOUT_THIS_MAIL or (400 <= code <= 499 and code != 421):
                return self._refused(
                    DeliveryStatus.REFUSED if code >= 500 else DeliveryStatus.AGAIN, reply
                )
            self.close()
            if not used:
                raise TransportUnavailableError(reply)

    def _send_content(self, message: EnvelopedMessage, lease: MailLease) -> DeliveryResult | None:
        """RCPT, DATA and the body without the final dot. None: the server awaits the dot."""
        smtp = self.open()
        private = (message.sender, message.recipient)
        try:
            lease.renew()
            code, text = self._step(smtp.rcpt, message.recipient)
            if not 200 <= code <= 299:
                bounced = is_bad_address(code, text)
                return self._result(code, redacted_reply(code, text, *private), bounced=bounced)
            lease.renew()
            code, text = self._step(smtp.docmd, "DATA")
            if code != 354:
                return self._result(code, redacted_reply(code, text, *private))
            lease.renew()
            self._step(smtp.send, message.body(smtp))
        except BROKEN as problem:
            self.close()
            return DeliveryResult(DeliveryStatus.AGAIN, _describe(problem))
        return None

    def _send_dot(self, message: EnvelopedMessage, lease: MailLease) -> DeliveryResult:
        """The compare-and-set, the dot, and its reply."""
        smtp = self.open()
        lease.begin_sending()
        try:
            if _has_spoken(_socket_of(smtp)):
                self.close()
                return DeliveryResult(
                    DeliveryStatus.AGAIN, "the connection ended before the mail did"
                )
        except OSError as problem:
            self.close()
            return DeliveryResult(DeliveryStatus.AGAIN, _describe(problem))
        try:
            _socket_of(smtp).settimeout(self._timeouts.step)
            smtp.send(b".\r\n")
            code, text = self._wait_for_reply(_socket_of(smtp), lease)
        except BROKEN as problem:
            self.close()
            return DeliveryResult(DeliveryStatus.UNCERTAIN, _describe(problem))
        reply = redacted_reply(code, text, message.sender, message.recipient)
        if 200 <= code <= 299:
            return DeliveryResult(DeliveryStatus.SENT, reply)
        if 400 <= code <= 599:
            return self._result(code, reply)
        self.close()
        return DeliveryResult(DeliveryStatus.UNCERTAIN, reply)

    def _wait_for_reply(self, sock: socket.socket, lease: MailLease) -> Reply:
        """The reply to the dot, read from the socket itself.

        smtplib would read through a buffer, which a timeout spoils and which could hold something
        older than the dot. Raises OSError where no whole reply comes in time.
        """
        deadline = time.monotonic() + self._timeouts.after_dot
        sock.settimeout(self._timeouts.heartbeat)
        received, last_heartbeat = b"", time.monotonic()
        while (reply := parse_reply(received)) is None:
            try:
                part = sock.recv(4096)
            except TimeoutError:
                part = None
            if part == b"" or len(received) > MAX_REPLY_BYTES:
                raise ConnectionError("no answer after the dot")
            received += part or b""
            if time.monotonic() > deadline:
                raise TimeoutError("no answer after the dot")
            if time.monotonic() - last_heartbeat >= self._timeouts.heartbeat:
                lease.heartbeat()
                last_heartbeat = time.monotonic()
        return reply

    def _result(self, code: int, reply: str, *, bounced: bool = False) -> DeliveryResult:
        if code == 421 or not 400 <= code <= 599:
            self.close()
            return DeliveryResult(DeliveryStatus.AGAIN, reply)
        if code <= 499:
            return self._refused(DeliveryStatus.AGAIN, reply)
        return self._refused(DeliveryStatus.BOUNCED if bounced else DeliveryStatus.REFUSED, reply)

    def _refused(self, status: DeliveryStatus, reply: str) -> DeliveryResult:
        """A definite no to this mail; the connection is made ready for the next."""
        try:
            if self._step(self.open().rset)[0] != 250:
                self.close()
        except BROKEN:
            self.close()
        return DeliveryResult(status, reply)

    def _step(self, command: Callable[..., Any], *arguments: Any) -> Any:
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("the mail server was too slow")
        _socket_of(self.open()).settimeout(min(self._timeouts.step, remaining))
        return command(*arguments)


def _connect(timeout: float) -> smtplib.SMTP:
    """A connection as the environment asks for it, signed in, each small packet sent at once."""
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    # What this machine is called is nobody's business.
    own_name = urlsplit(settings.SITE_ADDRESS).hostname
    context = ssl.create_default_context()
    smtp = (
        smtplib.SMTP_SSL(host, port, own_name, timeout=timeout, context=context)
        if settings.EMAIL_USE_SSL
        else smtplib.SMTP(host, port, own_name, timeout=timeout)
    )
    try:
        _socket_of(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS and not settings.EMAIL_USE_SSL:
            smtp.starttls(context=context)
            smtp.ehlo()
        if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _socket_of(smtp: smtplib.SMTP) -> socket.socket:
    """Raises ConnectionError where smtplib has closed it."""
    if smtp.sock is None:
        raise ConnectionError("closed")
    return smtp.sock


def _has_spoken(sock: socket.socket) -> bool:
    """Whether the server said something unasked, or has gone. Raises OSError where it was reset."""
    sock.settimeout(0.0)
    try:
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    return True


def _describe(problem: BaseException) -> str:
    """The kind of a problem and the server's code, never its words: they may hold an address."""
    code = getattr(problem, "smtp_code", None)
    return f"{type(problem).__name__} {code}" if code else type(problem).__name__

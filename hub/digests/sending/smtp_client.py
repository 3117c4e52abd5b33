"""One connection to the mail server: everything but the final dot, then, when the row says so, it.

Python's smtplib speaks; only its last step is taken apart here, because between the dot and the
reply nobody can know whether the mail was taken (RFC 1047). RFC 5321, 4.5.3.2.6 asks to wait ten
minutes for that reply; until then the row shows a heartbeat.
"""

import smtplib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from hub.digests.sending.delivery_result import (
    DeliveryResult,
    DeliveryStatus,
    UnreachableError,
    is_about_the_address,
    spoken,
)
from hub.digests.sending.envelope import EnvelopedMessage, UnusableAddressError
from hub.digests.sending.smtp_reply import (
    BROKEN,
    Reply,
    connect,
    has_spoken,
    last_line,
    socket_of,
    why,
)

# Below the lease of a claim less what may be gone of it when a step begins (claim.py).
STEP_SECONDS = 30.0
# All steps of one mail before the dot; with the wait after it below the task's hard limit.
BEFORE_DOT_SECONDS = 75.0
AFTER_DOT_SECONDS = 600.0
HEARTBEAT_SECONDS = 10.0
LONGEST_ANSWER = 64 * 1024
# At MAIL these are about this mail: too large, or an option that the server does not know.
ABOUT_THIS_MAIL = (552, 555)


class HeldMessage(Protocol):
    """What a door asks of the row that it sends; any may raise ``verdict.LostError``."""

    def renew(self) -> None: ...
    def begin(self) -> None: ...
    def beat(self) -> None: ...


@dataclass(frozen=True)
class SmtpTimeouts:
    """In seconds; tests have less of it."""

    step: float = STEP_SECONDS
    before_dot: float = BEFORE_DOT_SECONDS
    after_dot: float = AFTER_DOT_SECONDS
    heartbeat: float = HEARTBEAT_SECONDS


class SmtpConnection:
    """A connection that is opened at the first mail and used again for the next.

    ``send`` raises UnreachableError when the server takes nothing at all, and lets ``LostError``
    and errors of the database through; the line is closed then, without the dot.
    """

    def __init__(self, patience: SmtpTimeouts | None = None) -> None:
        self._patience = patience or SmtpTimeouts()
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
        """The connection, made where there is none. Raises UnreachableError."""
        if self._smtp is None:
            try:
                self._smtp = connect(self._patience.step)
            except BROKEN as problem:
                raise UnreachableError(why(problem)) from problem
            self._used = False
        return self._smtp

    def quit(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except BROKEN:
                self.hang_up()
            self._smtp = None

    def hang_up(self) -> None:
        """Close without a word: a QUIT in the middle of a mail would be a part of it."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def send(self, letter: EnvelopedMessage, held: HeldMessage) -> DeliveryResult:
        try:
            verdict = self._introduce(letter, held) or self._hand_over(letter, held)
            return verdict or self._finish(letter, held)
        except UnusableAddressError as problem:
            return DeliveryResult(DeliveryStatus.REFUSED, str(problem))
        except BaseException:
            self.hang_up()
            raise

    def _introduce(self, letter: EnvelopedMessage, held: HeldMessage) -> DeliveryResult | None:
        """MAIL: a line that was used before may have gone stale, which is no mail's fault."""
        while True:
            held.renew()
            smtp = self.open()
            used = self._used
            self._deadline = time.monotonic() + self._patience.before_dot
            try:
                code, text = self._step(smtp.mail, letter.sender, letter.options(smtp))
            except BROKEN as problem:
                code, text, reason = -1, b"", why(problem)
            else:
                reason = spoken(code, text, letter.sender, letter.recipient)
            if 200 <= code <= 299:
                self._used = True
                return None
            if code in ABOUT_THIS_MAIL or (400 <= code <= 499 and code != 421):
                return self._refused(
                    DeliveryStatus.REFUSED if code >= 500 else DeliveryStatus.AGAIN, reason
                )
            self.hang_up()
            if not used:
                raise UnreachableError(reason)

    def _hand_over(self, letter: EnvelopedMessage, held: HeldMessage) -> DeliveryResult | None:
        """RCPT, DATA and the body without the final dot. None: the server awaits the dot."""
        smtp = self.open()
        private = (letter.sender, letter.recipient)
        try:
            held.renew()
            code, text = self._step(smtp.rcpt, letter.recipient)
            if not 200 <= code <= 299:
                bounced = is_about_the_address(code, text)
                return self._judged(code, spoken(code, text, *private), bounced=bounced)
            held.renew()
            code, text = self._step(smtp.docmd, "DATA")
            if code != 354:
                return self._judged(code, spoken(code, text, *private))
            held.renew()
            self._step(smtp.send, letter.body(smtp))
        except BROKEN as problem:
            self.hang_up()
            return DeliveryResult(DeliveryStatus.AGAIN, why(problem))
        return None

    def _finish(self, letter: EnvelopedMessage, held: HeldMessage) -> DeliveryResult:
        """The compare-and-set, the dot, and its answer."""
        smtp = self.open()
        held.begin()
        try:
            if has_spoken(socket_of(smtp)):
                self.hang_up()
                return DeliveryResult(
                    DeliveryStatus.AGAIN, "the connection ended before the mail did"
                )
        except OSError as problem:
            self.hang_up()
            return DeliveryResult(DeliveryStatus.AGAIN, why(problem))
        try:
            socket_of(smtp).settimeout(self._patience.step)
            smtp.send(b".\r\n")
            code, text = self._answer(socket_of(smtp), held)
        except BROKEN as problem:
            self.hang_up()
            return DeliveryResult(DeliveryStatus.UNCERTAIN, why(problem))
        reply = spoken(code, text, letter.sender, letter.recipient)
        if 200 <= code <= 299:
            return DeliveryResult(DeliveryStatus.SENT, reply)
        if 400 <= code <= 599:
            return self._judged(code, reply)
        self.hang_up()
        return DeliveryResult(DeliveryStatus.UNCERTAIN, reply)

    def _answer(self, sock: socket.socket, held: HeldMessage) -> Reply:
        """The reply to the dot, read from the socket itself.

        smtplib would read through a buffer, which a timeout spoils and which could hold something
        older than the dot. Raises OSError where no whole reply comes in time.
        """
        until = time.monotonic() + self._patience.after_dot
        sock.settimeout(self._patience.heartbeat)
        got, beaten = b"", time.monotonic()
        while (answer := last_line(got)) is None:
            try:
                part = sock.recv(4096)
            except TimeoutError:
                part = None
            if part == b"" or len(got) > LONGEST_ANSWER:
                raise ConnectionError("no answer after the dot")
            got += part or b""
            if time.monotonic() > until:
                raise TimeoutError("no answer after the dot")
            if time.monotonic() - beaten >= self._patience.heartbeat:
                held.beat()
                beaten = time.monotonic()
        return answer

    def _judged(self, code: int, reply: str, *, bounced: bool = False) -> DeliveryResult:
        if code == 421 or not 400 <= code <= 599:
            self.hang_up()
            return DeliveryResult(DeliveryStatus.AGAIN, reply)
        if code <= 499:
            return self._refused(DeliveryStatus.AGAIN, reply)
        return self._refused(DeliveryStatus.BOUNCED if bounced else DeliveryStatus.REFUSED, reply)

    def _refused(self, what: DeliveryStatus, reply: str) -> DeliveryResult:
        """A definite no to this mail; the line is made ready for the next."""
        try:
            if self._step(self.open().rset)[0] != 250:
                self.hang_up()
        except BROKEN:
            self.hang_up()
        return DeliveryResult(what, reply)

    def _step(self, act: Callable[..., Any], *arguments: Any) -> Any:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the mail server was too slow")
        socket_of(self.open()).settimeout(min(self._patience.step, left))
        return act(*arguments)

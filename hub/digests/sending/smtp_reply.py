"""The connection: opened as the environment asks for it, and read beside smtplib's buffer."""

import re
import smtplib
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings

Reply = tuple[int, bytes]
BROKEN = (OSError, smtplib.SMTPException)
ANSWER_LINE = re.compile(rb"(\d\d\d)(-| |\r?$)(.*)")


def connect(patience: float) -> smtplib.SMTP:
    """A connection as the environment asks for it, signed in, each small packet sent at once."""
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    us = urlsplit(
        settings.SITE_ADDRESS
    ).hostname  # what this machine is called is nobody's business
    trusted = ssl.create_default_context()
    smtp = (
        smtplib.SMTP_SSL(host, port, us, timeout=patience, context=trusted)
        if settings.EMAIL_USE_SSL
        else smtplib.SMTP(host, port, us, timeout=patience)
    )
    try:
        socket_of(smtp).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS and not settings.EMAIL_USE_SSL:
            smtp.starttls(context=trusted)
            smtp.ehlo()
        if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp


def socket_of(smtp: smtplib.SMTP) -> socket.socket:
    """Raises ConnectionError where smtplib has closed it."""
    if smtp.sock is None:
        raise ConnectionError("closed")
    return smtp.sock


def has_spoken(sock: socket.socket) -> bool:
    """Whether the server said something unasked, or has gone. Raises OSError where it was reset."""
    sock.settimeout(0.0)
    try:
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    return True


def last_line(got: bytes) -> Reply | None:
    """The first whole reply in what was read; None while it goes on. Raises ConnectionError."""
    *lines, _unfinished = got.split(b"\n")
    for line in lines:
        found = ANSWER_LINE.fullmatch(line)
        if found is None:
            raise ConnectionError("no reply of a mail server")
        if found[2] != b"-":
            return int(found[1]), found[3].strip()
    return None


def why(problem: BaseException) -> str:
    """The kind of a problem and the server's code, never its words: they may hold an address."""
    code = getattr(problem, "smtp_code", None)
    return f"{type(problem).__name__} {code}" if code else type(problem).__name__

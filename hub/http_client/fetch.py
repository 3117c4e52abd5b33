"""HTTP client for URLs that users enter: guarded against SSRF, with limits on size and time.

The connection is made to the very IP address that was checked, so a host name that resolves
otherwise the second time gains nothing. Proxies of the environment are not used: they would
connect for us, unchecked.
"""

import enum
import errno
import http.client
import re
import socket
import ssl
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Self
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna
from django.utils.translation import gettext as _

from hub.http_client.public_addresses import is_public

REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 5
BLOCK_SIZE = 64 * 1024
MAX_IN_MEMORY = 1024 * 1024
USER_AGENT = "anti-trafficking-technology-hub"
# Ports below 1024 belong to mail, shells and file servers, which an HTTP request could trigger.
LOW_PORTS = {80, 443}
PORTS = range(1024, 65536)
# What a server may send as a tag (RFC 9110, 8.8.3) and a media type: a header is a text of others,
# and goes into a database and into requests.
MAX_ETAG, MAX_CONTENT_TYPE = 300, 200
ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
MEDIA_TYPE = re.compile(r"[\x20-\x7e]*")
# zlib: 16 decodes gzip, 32 detects gzip or zlib by the header.
DETECT_HEADER = zlib.MAX_WBITS | 32

# Rather this machine's way into the world than the server's.
NO_WAY = (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)

MayConnect = Callable[[str], bool]


class RefusalCause(enum.StrEnum):
    """Why nothing was fetched, for whoever has to tell an address that is gone from one that is not
    told about.
    """

    ADDRESS = "address"  # it is none, or none that is fetched
    NETWORK = "network"  # it leads to a network that is not public
    NAME = "name"  # there is no server of this name
    RESOLVER = "resolver"  # names cannot be looked up at present
    CONNECTION = "connection"  # the server refuses, or cannot be reached
    UNREACHABLE = "unreachable"  # there is no way from here to its network
    TIME = "time"
    TLS = "tls"  # its certificate is not valid for the name, or has run out
    ANSWER = "answer"  # none, or none that can be read


class FetchRefused(Exception):  # noqa: N818 (an answer about the address, not an error of ours)
    """Nothing was fetched; ``sentence`` says why."""

    def __init__(self, sentence: str, cause: RefusalCause = RefusalCause.ANSWER) -> None:
        super().__init__(sentence)
        self.sentence, self.cause = sentence, cause


@dataclass(frozen=True)
class FetchedResponse:
    """A response; ``file`` is at its start, and empty where ``status`` is 304.

    ``etag`` and ``content_type`` are printable ASCII, and empty where the server sent
    anything else.

    The caller closes it, best by ``with``.
    """

    url: str
    status: int
    file: IO[bytes]
    size: int
    etag: str
    content_type: str

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.file.close()

    def read(self) -> bytes:
        self.file.seek(0)
        return self.file.read()


def fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float,
    etag: str = "",
    may_connect: MayConnect = is_public,
    user_agent: str = USER_AGENT,
) -> FetchedResponse:
    """GET a URL, over at most five redirects. ``timeout``: seconds for all of it together.

    With an ``etag`` the status may be 304. ``may_connect``: whether an IP address is allowed; only
    tests with a server of their own pass another rule. Raises FetchRefused.
    """
    deadline = time.monotonic() + timeout
    headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    for _attempt in range(MAX_REDIRECTS + 1):
        parts = check_url(url)
        with open_guarded(parts, headers, deadline, may_connect) as response:
            if response.status in REDIRECTS:
                url = urljoin(url, response.getheader("Location", ""))
                continue
            return _read_response(url, response, max_bytes, deadline)
    raise FetchRefused(_("The address leads on more than five times."))


def check_url(url: str) -> SplitResult:
    """The parts of a URL that is allowed. Raises FetchRefused."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as problem:
        raise FetchRefused(_("This is no address."), RefusalCause.ADDRESS) from problem
    if parts.scheme not in ("http", "https"):
        raise FetchRefused(
            _("Only addresses with http:// or https:// are fetched."), RefusalCause.ADDRESS
        )
    if not host or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise FetchRefused(_("This is no address."), RefusalCause.ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise FetchRefused(
            _("The address holds a name or a password. Use one without."), RefusalCause.ADDRESS
        )
    if port is not None and port not in LOW_PORTS and port not in PORTS:
        raise FetchRefused(_("Nothing is fetched from this port."), RefusalCause.ADDRESS)
    return parts


@contextmanager
def open_guarded(
    parts: SplitResult,
    headers: Mapping[str, str],
    deadline: float,
    may_connect: MayConnect,
    method: str = "GET",
    body: bytes | None = None,
) -> Iterator[http.client.HTTPResponse]:
    """The response to one request; a slow server is cut off. Raises FetchRefused."""
    connection = _Connection(parts, deadline, may_connect)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
    try:
        connection.request(method, path + query, body, dict(headers))
        response = connection.getresponse()
        _remaining(deadline)  # truncated headers look like complete ones
        with response:
            yield response
    except (OSError, http.client.HTTPException, ValueError) as problem:
        if time.monotonic() >= deadline:
            sentence = _("The address took too long to answer.")
            raise FetchRefused(sentence, RefusalCause.TIME) from problem
        is_tls = isinstance(problem, ssl.SSLError)
        cause = RefusalCause.TLS if is_tls else RefusalCause.ANSWER
        raise FetchRefused(_("The address gave no proper answer."), cause) from problem
    finally:
        connection.end()


class _Connection(http.client.HTTPConnection):
    """A connection to a checked IP address, shut down at the deadline, whatever it is doing."""

    def __init__(self, parts: SplitResult, deadline: float, may_connect: MayConnect) -> None:
        self._secure = parts.scheme == "https"
        self.default_port = 443 if self._secure else 80  # left out of the `Host` header
        host = _ascii(parts.hostname or "")
        super().__init__(host, parts.port or self.default_port, timeout=_remaining(deadline))
        self._deadline, self._may_connect = deadline, may_connect
        self._duplicate: socket.socket | None = None
        self._timer: threading.Timer | None = None

    def connect(self) -> None:
        plain = _connect(self.host, self.port, self._deadline, self._may_connect)
        self.sock = plain
        # A duplicate, since TLS takes the socket over.
        self._duplicate = plain.dup()
        self._timer = threading.Timer(_remaining(self._deadline), _shut_down, [self._duplicate])
        self._timer.daemon = True
        self._timer.start()
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)

    def end(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._duplicate:
            self._duplicate.close()
        self.close()


def _shut_down(plain: socket.socket) -> None:
    with suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)


def _remaining(deadline: float) -> float:
    """Seconds until the deadline. Raises FetchRefused when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise FetchRefused(_("The address took too long to answer."), RefusalCause.TIME)
    return seconds


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as problem:
        raise FetchRefused(_("This is no address."), RefusalCause.ADDRESS) from problem


def _connect(host: str, port: int, deadline: float, may_connect: MayConnect) -> socket.socket:
    """A socket to the first IP address of a host that accepts, if all of them are allowed."""
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        is_away = isinstance(problem, socket.gaierror) and problem.errno == socket.EAI_AGAIN
        cause = RefusalCause.RESOLVER if is_away else RefusalCause.NAME
        raise FetchRefused(_("There is no server of this name."), cause) from problem
    addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
    if not addresses or not all(may_connect(address) for address in addresses):
        sentence = _("The address leads to a network that is not public.")
        raise FetchRefused(sentence, RefusalCause.NETWORK)
    error: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=_remaining(deadline))
        except OSError as problem:
            error = problem
    if time.monotonic() >= deadline:
        raise FetchRefused(_("The address took too long to answer."), RefusalCause.TIME) from error
    is_cut_off = error is not None and error.errno in NO_WAY
    cause = RefusalCause.UNREACHABLE if is_cut_off else RefusalCause.CONNECTION
    raise FetchRefused(_("The server cannot be reached."), cause) from error


def _read_response(
    url: str, response: http.client.HTTPResponse, max_bytes: int, deadline: float
) -> FetchedResponse:
    if response.status not in (200, 304):
        raise FetchRefused(
            _("The server answered with the code %(status)s.") % {"status": response.status}
        )
    # In memory up to a megabyte, then in an unnamed file.
    file = tempfile.SpooledTemporaryFile(max_size=MAX_IN_MEMORY)  # noqa: SIM115 (the caller's)
    size = 0
    try:
        for block in decoded_blocks(response, deadline):
            size += len(block)
            if size > max_bytes:
                megabytes = max(1, max_bytes // 1024 // 1024)
                raise FetchRefused(
                    _("The address sends more than %(most)s MB.") % {"most": megabytes}
                )
            file.write(block)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FetchedResponse(
        url=url,
        status=response.status,
        file=file,
        size=size,
        etag=_header(response, "ETag", ETAG, MAX_ETAG),
        content_type=_header(response, "Content-Type", MEDIA_TYPE, MAX_CONTENT_TYPE),
    )


def _header(
    response: http.client.HTTPResponse, name: str, shape: re.Pattern[str], most: int
) -> str:
    """A header of this shape; "" where it is none, or longer: cut, a tag would match nothing."""
    value = response.getheader(name, "").strip()
    return value if len(value) <= most and shape.fullmatch(value) else ""


def decoded_blocks(response: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
    """The decoded body in blocks of at most BLOCK_SIZE, however it is compressed."""
    encoding = response.getheader("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate", ""):
        raise FetchRefused(_("The address sends its file in a packing that is not known."))
    decoder = zlib.decompressobj(DETECT_HEADER) if encoding not in ("identity", "") else None
    while block := response.read1(BLOCK_SIZE):
        _remaining(deadline)
        if decoder is None:
            yield block
            continue
        while block:
            try:
                yield decoder.decompress(block, BLOCK_SIZE)
            except zlib.error as problem:
                raise FetchRefused(_("What the address sends is damaged.")) from problem
            block = decoder.unconsumed_tail
    _remaining(deadline)
    if response.length or (decoder is not None and not decoder.eof and response.status == 200):
        raise FetchRefused(_("The address stopped in the middle of its file."))
    if decoder is not None and (rest := decoder.flush()):
        yield rest

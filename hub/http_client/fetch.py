"""The one door to addresses that others name: public ones only, and never too much or too long.

The very address that was checked is connected to, so a name that answers otherwise the second time
gains nothing. Proxies of the environment are not used: they would connect for us, unchecked.
"""

import http.client
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
MOST_REDIRECTS = 5
BLOCK = 64 * 1024
HELD_IN_MEMORY = 1024 * 1024
AGENT = "anti-trafficking-technology-hub"
# Below 1024 live mail, shells and file servers, which can be made to believe they are spoken to.
PORTS = {80, 443, *range(1024, 65536)}
# With 16, gzip; with 32, either header.
ANY_HEADER = zlib.MAX_WBITS | 32

MayConnect = Callable[[str], bool]


class FetchRefused(Exception):  # noqa: N818 (it is about the address, not about us)
    """Nothing was fetched; ``sentence`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class FetchedResponse:
    """What came: ``file`` stands at its start, and is empty where ``status`` is 304.

    Whoever fetched closes it, best by ``with``.
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
    most_bytes: int,
    timeout: float,
    etag: str = "",
    may_connect: MayConnect = is_public,
) -> FetchedResponse:
    """Get one address, over at most five redirects. ``timeout``: seconds for all of it together.

    With an ``etag`` the answer may be 304. ``may_connect`` says which addresses are allowed; only
    a test with a server of its own names another rule. Raises Refused.
    """
    until = time.monotonic() + timeout
    headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    for _turn in range(MOST_REDIRECTS + 1):
        parts = _checked(url)
        with _answer(parts, headers, until, may_connect) as answer:
            if answer.status in REDIRECTS:
                url = urljoin(url, answer.getheader("Location", ""))
                continue
            return _fetched(url, answer, most_bytes, until)
    raise FetchRefused(_("The address leads on more than five times."))


def _checked(url: str) -> SplitResult:
    """The parts of an address that may be asked at all. Raises Refused."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as problem:
        raise FetchRefused(_("This is no address.")) from problem
    if parts.scheme not in ("http", "https"):
        raise FetchRefused(_("Only addresses with http:// or https:// are fetched."))
    if not host or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise FetchRefused(_("This is no address."))
    if parts.username is not None or parts.password is not None:
        raise FetchRefused(_("The address holds a name or a password. Use one without."))
    if port is not None and port not in PORTS:
        raise FetchRefused(_("Nothing is fetched from this port."))
    return parts


@contextmanager
def _answer(
    parts: SplitResult, headers: Mapping[str, str], until: float, may_connect: MayConnect
) -> Iterator[http.client.HTTPResponse]:
    """The answer to one request; whoever sends it slowly is cut off. Raises Refused."""
    connection = _Connection(parts, until, may_connect)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
    try:
        connection.request("GET", path + query, headers=dict(headers))
        answer = connection.getresponse()
        _left(until)  # headers that were cut off look like the last ones
        with answer:
            yield answer
    except (OSError, http.client.HTTPException, ValueError) as problem:
        if time.monotonic() >= until:
            raise FetchRefused(_("The address took too long to answer.")) from problem
        raise FetchRefused(_("The address gave no proper answer.")) from problem
    finally:
        connection.end()


class _Connection(http.client.HTTPConnection):
    """A connection to a checked address, ended when its time is up, whatever it is doing."""

    def __init__(self, parts: SplitResult, until: float, may_connect: MayConnect) -> None:
        self._secure = parts.scheme == "https"
        self.default_port = 443 if self._secure else 80  # not told to the server as `Host`
        host = _ascii(parts.hostname or "")
        super().__init__(host, parts.port or self.default_port, timeout=_left(until))
        self._until, self._may_connect = until, may_connect
        self._twin: socket.socket | None = None
        self._watch: threading.Timer | None = None

    def connect(self) -> None:
        plain = _connected(self.host, self.port, self._until, self._may_connect)
        self.sock = plain
        # A twin, since TLS takes the socket over.
        self._twin = plain.dup()
        self._watch = threading.Timer(_left(self._until), _shut, [self._twin])
        self._watch.daemon = True
        self._watch.start()
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)

    def end(self) -> None:
        if self._watch:
            self._watch.cancel()
        if self._twin:
            self._twin.close()
        self.close()


def _shut(plain: socket.socket) -> None:
    with suppress(OSError):
        plain.shutdown(socket.SHUT_RDWR)


def _left(until: float) -> float:
    """Seconds until then. Raises Refused when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise FetchRefused(_("The address took too long to answer."))
    return left


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as problem:
        raise FetchRefused(_("This is no address.")) from problem


def _connected(host: str, port: int, until: float, may_connect: MayConnect) -> socket.socket:
    """A socket to the first address of a host that answers, all of them being allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise FetchRefused(_("There is no server of this name.")) from problem
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses or not all(may_connect(address) for address in addresses):
        raise FetchRefused(_("The address leads to a network that is not public."))
    trouble: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=_left(until))
        except OSError as problem:
            trouble = problem
    raise FetchRefused(_("The server cannot be reached.")) from trouble


def _fetched(
    url: str, answer: http.client.HTTPResponse, most_bytes: int, until: float
) -> FetchedResponse:
    if answer.status not in (200, 304):
        raise FetchRefused(
            _("The server answered with the code %(status)s.") % {"status": answer.status}
        )
    # Held in memory up to a megabyte, then in a file without a name.
    file = tempfile.SpooledTemporaryFile(max_size=HELD_IN_MEMORY)  # noqa: SIM115 (the caller's)
    size = 0
    try:
        for block in _unpacked(answer, until):
            size += len(block)
            if size > most_bytes:
                most = max(1, most_bytes // 1024 // 1024)
                raise FetchRefused(_("The address sends more than %(most)s MB.") % {"most": most})
            file.write(block)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FetchedResponse(
        url=url,
        status=answer.status,
        file=file,
        size=size,
        etag=answer.getheader("ETag", "")[:300],
        content_type=answer.getheader("Content-Type", "")[:200],
    )


def _unpacked(answer: http.client.HTTPResponse, until: float) -> Iterator[bytes]:
    """The body in blocks that are never larger than one, however it is packed."""
    packing = answer.getheader("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", "deflate", ""):
        raise FetchRefused(_("The address sends its file in a packing that is not known."))
    unpack = zlib.decompressobj(ANY_HEADER) if packing not in ("identity", "") else None
    while block := answer.read1(BLOCK):
        _left(until)
        if unpack is None:
            yield block
            continue
        while block:
            try:
                yield unpack.decompress(block, BLOCK)
            except zlib.error as problem:
                raise FetchRefused(_("What the address sends is damaged.")) from problem
            block = unpack.unconsumed_tail
    _left(until)
    if answer.length or (unpack is not None and not unpack.eof and answer.status == 200):
        raise FetchRefused(_("The address stopped in the middle of its file."))
    if unpack is not None and (rest := unpack.flush()):
        yield rest

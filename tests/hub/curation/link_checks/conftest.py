"""A server that behaves in twenty ways under many names, records with addresses, and a night."""

from __future__ import annotations

import contextlib
import datetime
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from hub.curation.link_checks.models import CheckedAddress, CheckNight, url_key
from hub.curation.link_checks.night import check_for_a_while
from hub.curation.link_checks.recorded_addresses import host_of
from hub.curation.link_checks.request_run import Pace
from hub.http_client.fetch import FetchRefused, RefusalCause
from hub.http_client.single_request import ServerAnswer
from tests.hub.curation.record_checks.conftest import cite

__all__ = ["cite"]

HTML = "text/html; charset=utf-8"
PAGE = b"<html><head><title>Beacon, a tool</title></head><body>x</body></html>"
SALE = b"<html><head><title>This domain may be for sale</title></head></html>"
NIGHT = datetime.datetime(2027, 3, 1, 2, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class Behaviours(http.server.BaseHTTPRequestHandler):
    """The first part of a path is one kind of server. ``seen``: host, method and path."""

    seen: list[tuple[str, str, str]]
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0]
        self.seen.append((host, self.command, self.path))
        name = self.path.strip("/").partition("/")[0].partition("?")[0].replace("-", "_")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"_{name}", self._missing)()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        pass

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def lead(self, status: int, host: str, path: str) -> None:
        self.answer(status, Location=f"http://{host}:{self.port}/{path}")

    def _well(self) -> None:
        self.answer(200, PAGE, Content_Type=HTML)

    def _no_head(self) -> None:
        if self.command == "HEAD":
            self.answer(405)
        else:
            self._well()

    def _forbidden(self) -> None:
        self.answer(403, b"Are you a robot?", Content_Type=HTML)

    def _missing(self) -> None:
        self.answer(404, b"No such page", Content_Type=HTML)

    def _gone(self) -> None:
        self.answer(410)

    def _too_many(self) -> None:
        self.answer(429, Retry_After="3600")

    def _broken(self) -> None:
        self.answer(500)

    def _away(self) -> None:
        self.answer(503)

    def _silent(self) -> None:
        time.sleep(3)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", HTML)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(PAGE)
            for _turn in range(40):
                time.sleep(0.1)
                self.wfile.write(b"x")

    def _for_now(self) -> None:
        self.lead(302, "tool.example.org", "well")

    def _moved(self) -> None:
        self.lead(301, "tool.example.org", "well/new")

    def _round(self) -> None:
        self.lead(302, "tool.example.org", "round/2" if self.path == "/round" else "round")

    def _endless(self) -> None:
        self.lead(302, "tool.example.org", f"endless/{len(self.path)}")

    def _parked(self) -> None:
        self.lead(302, "parking.example.net", "sale")

    def _new_site(self) -> None:
        self.lead(301, "beacon.example.net", "well")

    def _sale(self) -> None:
        self.answer(200, SALE, Content_Type=HTML)

    def _huge(self) -> None:
        self.answer(200, PAGE, Content_Type=HTML)
        if self.command == "GET":
            for _turn in range(256):
                self.wfile.write(b"x" * 65536)

    def _untyped(self) -> None:
        self.answer(200, b"\x00\x01\x02")

    def _garbage(self) -> None:
        self.wfile.write(b"\x00\xff\x00 no HTTP at all\r\n\r\n")

    def _file(self) -> None:
        self.answer(200, b"%PDF-1.7", Content_Type="application/pdf")

    def _cookie_wall(self) -> None:
        self.lead(302, "tool.example.org", "cookie-wall")

    def _inside(self) -> None:
        self.answer(302, Location="http://169.254.169.254/latest/meta-data/")


@dataclass
class FakeServer:
    port: int
    seen: list[tuple[str, str, str]]

    def url(self, path: str, host: str = "tool.example.org", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}/{path}"


@pytest.fixture(scope="module")
def behaviours() -> Iterator[FakeServer]:
    Behaviours.seen = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Behaviours) as serving:
        serving.block_on_close = False
        threading.Thread(target=serving.serve_forever, args=[0.05], daemon=True).start()
        yield FakeServer(serving.server_address[1], Behaviours.seen)
        serving.shutdown()


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[int]:
    """The port of a server whose certificate is signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tool.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - DAY, now + DAY)
    certificate = builder.sign(key, hashes.SHA256())
    pem = tmp_path / "server.pem"
    private = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    encoding = serialization.Encoding.PEM
    pem.write_bytes(key.private_bytes(encoding, *private) + certificate.public_bytes(encoding))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with http.server.HTTPServer(("127.0.0.1", 0), Behaviours) as serving:
        serving.handle_error = lambda *_args: None  # type: ignore[method-assign]
        serving.socket = context.wrap_socket(serving.socket, server_side=True)
        threading.Thread(target=serving.serve_forever, args=[0.05], daemon=True).start()
        yield serving.server_address[1]
        serving.shutdown()


@pytest.fixture
def fake_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """All names below example.org and example.net are this machine; others do not exist."""
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: object, **options: object) -> object:
        if str(host).endswith((".example.org", ".example.net")):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, port, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@dataclass
class World:
    """What answers are given by address, and who was asked when by the clock of the run."""

    answers: dict[str, ServerAnswer | RefusalCause] = field(default_factory=dict)
    asked: list[tuple[float, str, str]] = field(default_factory=list)
    seconds: float = 0.0
    on_ask: Callable[[str], None] | None = None

    def ask(self, url: str, method: str) -> ServerAnswer:
        self.asked.append((self.seconds, url, method))
        if self.on_ask:
            self.on_ask(url)
        answer = self.answers.get(url, well())
        if isinstance(answer, RefusalCause):
            raise FetchRefused("Nothing was fetched.", answer)
        return answer

    def sleep(self, seconds: float) -> None:
        self.seconds += max(seconds, 0.01)

    def pace(self, **changes: float) -> Pace:
        return Pace(clock=lambda: self.seconds, sleep=self.sleep, **changes)

    def run(self, **changes: float) -> int:
        self.seconds += 60
        return check_for_a_while(ask=self.ask, pace=self.pace(**changes))

    def night(self) -> None:
        """Runs until nothing is due."""
        self.run()  # gathers, where it is the first of the night
        while self.run():
            CheckedAddress.objects.update(leased_until=None)


def well(title: str = "Beacon, a tool") -> ServerAnswer:
    return ServerAnswer(200, content_type=HTML, start=f"<title>{title}</title>".encode())


@pytest.fixture
def world(settings: object) -> World:
    settings.LINK_CHECKS_PER_NIGHT = 5000  # type: ignore[attr-defined]
    settings.LINK_CHECKS_FROM_HOUR = 1  # type: ignore[attr-defined]
    settings.CONTACT_EMAIL = "hub@example.org"  # type: ignore[attr-defined]
    return World()


@pytest.fixture
def make_address(db: None) -> Callable[..., CheckedAddress]:
    def make(url: str = "https://beacon.example/", **changes: object) -> CheckedAddress:
        values = {"key": url_key(url), "url": url, "host": host_of(url), "due_at": timezone.now()}
        return CheckedAddress.objects.create(**{**values, **changes})

    return make


def tonight() -> CheckNight:
    return CheckNight.objects.order_by("-day")[0]

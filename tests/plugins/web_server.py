"""gunicorn as in production, on a durable database."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as site

from hub.devserver import program_commands
from hub.devserver.process_group import ProcessGroup
from tests.plugins.durable_database import DurableDatabase

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 180
HEALTH = b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"


@dataclass(frozen=True)
class WebServer:
    port: int
    process: subprocess.Popen[str]
    log: Path

    def answer(self, request: bytes, seconds: float = 30.0) -> bytes:
        """The first bytes of what came back, empty where the connection was ended without."""
        received = b""
        # The server may have answered and closed while we still send.
        with (
            suppress(ConnectionError),
            socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection,
        ):
            with suppress(ConnectionError):
                connection.sendall(request)
            while chunk := connection.recv(65536):
                received += chunk[: 4096 - len(received)]
        return received

    def status(self, request: bytes, seconds: float = 30.0) -> int:
        """0 where there was no answer."""
        head = self.answer(request, seconds).split(b" ", 2)
        return int(head[1]) if head[0].startswith(b"HTTP/1.") and len(head) > 1 else 0


def _is_up(server: WebServer) -> bool:
    try:
        return server.status(HEALTH) == 200
    except TimeoutError:  # it listens, and its processes have not begun yet
        return False


@pytest.fixture
def web_server(
    request: pytest.FixtureRequest,
    process_group: ProcessGroup,
    durable_database: DurableDatabase,
    tmp_path: Path,
) -> Iterator[WebServer]:
    """Started when the records of the test are there: ask for it last, or by `request`.

    Parameters are flags of gunicorn that stand for those of the site.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": durable_database.url,
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",  # static files need not be collected
    }
    (site.VAR_DIR / "run").mkdir(exist_ok=True)
    flags: tuple[str, ...] = getattr(request, "param", ())
    command = [*program_commands.web("127.0.0.1", port).arguments, *flags]
    log = tmp_path / "web.log"
    with log.open("w") as output:
        process = process_group.start(command, environment=environment, folder=ROOT, output=output)
    server = WebServer(port, process, log)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _is_up(server):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
    yield server
    process_group.stop(process)

"""While somebody else holds the socket, as systemd does, a restart refuses nobody."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest
from django.conf import settings

COMMAND = (
    "LISTEN_PID=$$ LISTEN_FDS=1 exec python -m gunicorn --no-control-socket --keep-alive=0 "
    "--worker-class=hub.web.gunicorn_worker.Worker --threads=2 --log-level=critical hub.wsgi"
)
MAX_SECONDS = 120


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        yield listening


def start(listening):
    """As systemd would: the socket is the program's third file."""
    path = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
    return subprocess.Popen(
        ["sh", "-c", f"exec 3<&{listening.fileno()}; {COMMAND}"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": path},
        pass_fds=[listening.fileno()],
    )


def status(port):
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/static/css/site.css", timeout=MAX_SECONDS
        ) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        return problem.code


@pytest.mark.slow
def test_a_restart_lets_requests_wait(listening):
    port, statuses, stop = listening.getsockname()[1], [], threading.Event()

    def ask():
        while not stop.is_set():
            statuses.append(status(port))

    process = start(listening)
    assert status(port) in (200, 404)  # waits for its start
    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
        assert process.wait(MAX_SECONDS) == 0
        process = start(listening)
        before = len(statuses)
        status(port)
        while len(statuses) < before + 20:
            stop.wait(0.1)
    stop.set()
    for reader in readers:
        reader.join(MAX_SECONDS)
    process.send_signal(signal.SIGTERM)
    process.wait(MAX_SECONDS)
    assert set(statuses) <= {200, 404}
    assert not any(reader.is_alive() for reader in readers)

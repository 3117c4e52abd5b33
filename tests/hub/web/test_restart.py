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

COMMAND = [
    "-m",
    "gunicorn",
    "--no-control-socket",
    "--keep-alive=0",
    "--worker-class=hub.web.gunicorn_worker.Worker",
    "--threads=2",
    "--log-level=critical",
    "hub.wsgi",
]
# The socket becomes the third file of the program that takes this one's place.
HANDED_ON = """
import os, sys
os.dup2(int(sys.argv[1]), 3, inheritable=True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
MAX_SECONDS = 120


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        yield listening


@pytest.fixture
def start(listening, database_url):
    """Starts the program as systemd would; whatever still runs ends with the test."""
    changes = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}
    started = []

    def start():
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", HANDED_ON, str(listening.fileno()), *COMMAND],
                cwd=settings.BASE_DIR,
                env=os.environ | changes,
                pass_fds=[listening.fileno()],
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def status(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=MAX_SECONDS) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        return problem.code


@pytest.mark.slow
def test_a_restart_lets_requests_wait(listening, start):
    port, statuses, stop = listening.getsockname()[1], [], threading.Event()

    def ask():
        while not stop.is_set():
            statuses.append(status(port))

    process = start()
    assert status(port) == 200  # waits for its start
    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
        assert process.wait(MAX_SECONDS) == 0
        process = start()
        before = len(statuses)
        status(port)
        while len(statuses) < before + 20:
            stop.wait(0.1)
    stop.set()
    for reader in readers:
        reader.join(MAX_SECONDS)
    assert set(statuses) == {200}
    assert not any(reader.is_alive() for reader in readers)

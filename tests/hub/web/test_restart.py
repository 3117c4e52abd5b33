"""While somebody else holds the socket, as systemd does, a restart refuses nobody, and what answers
after it is the release that was put in its place.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from hub.backup.site_upgrade import expected_etag
from hub.web.release import SHIPPED

COMMAND = [
    "-m",
    "gunicorn",
    "--no-control-socket",
    "--preload",
    "--keep-alive=0",
    "--worker-class=hub.web.gunicorn_worker.Worker",
    "--threads=64",  # four pages made at once: nobody is refused for want of a turn
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
PAGE = "/about/"
OF_BEFORE = "static/of_before.txt"


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        yield listening


@pytest.fixture
def code(tmp_path):
    """A checkout of its own, of the release of before: one file of it is another."""
    for name in SHIPPED:
        source, copy = settings.BASE_DIR / name, tmp_path / "code" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy)
    shutil.copytree(settings.BASE_DIR / "templates/django", tmp_path / "code/templates/django")
    (tmp_path / "code/tests").mkdir()
    shutil.copy(settings.BASE_DIR / "tests/settings.py", tmp_path / "code/tests")
    (tmp_path / "code" / OF_BEFORE).write_text("an earlier release")
    return tmp_path / "code"


@pytest.fixture
def start(listening, database_url, code):
    """Starts the program as systemd would; whatever still runs ends with the test."""
    changes = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}
    started = []

    def start():
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", HANDED_ON, str(listening.fileno()), *COMMAND],
                cwd=code,
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


def is_of_this_release(port):
    """Asked of as many connections as reach each process."""
    expected, etags = expected_etag(PAGE), set()
    for _ in range(8):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{PAGE}") as answer:
            etags.add(answer.headers["ETag"])
    assert len(etags) == 1
    return etags == {expected}


@pytest.mark.slow
def test_a_restart_lets_requests_wait_and_changes_the_release(listening, start, code):
    port, statuses, stop = listening.getsockname()[1], [], threading.Event()

    def ask():
        while not stop.is_set():
            statuses.append(status(port))

    process = start()
    assert status(port) == 200  # waits for its start
    readers = [threading.Thread(target=ask) for _ in range(3)]
    for reader in readers:
        reader.start()
    assert not is_of_this_release(port)
    (code / OF_BEFORE).unlink()  # the new release is put in the place of the old one
    process.send_signal(signal.SIGHUP)
    stop.wait(5)
    assert not is_of_this_release(port)  # its processes are new, and their code is not
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
        assert process.wait(MAX_SECONDS) == 0
        process = start()
        before = len(statuses)
        status(port)
        while len(statuses) < before + 20:
            stop.wait(0.1)
        assert is_of_this_release(port)
    stop.set()
    for reader in readers:
        reader.join(MAX_SECONDS)
    assert set(statuses) == {200}
    assert not any(reader.is_alive() for reader in readers)

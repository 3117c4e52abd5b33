"""The dead-man's switch: fetched while all is well, and never anywhere that is not public."""

import http.server
import threading

import pytest

from hub.monitoring import ping as ping_module
from hub.monitoring import tasks
from hub.monitoring.ping import ping

pytestmark = pytest.mark.django_db


@pytest.fixture
def watcher():
    """A server that counts: its address, and what was sent to it."""
    requests = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append((self.path, dict(self.headers)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"OK")

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/ping/abc", requests
        server.shutdown()


@pytest.fixture
def locally(monkeypatch):
    """The task may reach the server of this test."""
    monkeypatch.setattr(tasks, "ping", lambda: ping(may_connect=lambda address: True))


def test_while_all_is_well_the_address_is_fetched(settings, watcher, heard, locally):
    settings.HEARTBEAT_PING_URL, requests = watcher
    heard()
    tasks.watch()
    ((path, headers),) = requests
    assert path == "/ping/abc"
    assert headers["User-Agent"] == "heartbeat"
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}


@pytest.mark.parametrize("silent", ["beat", "worker", "mail-worker", "web"])
def test_while_something_is_not_it_stays_away(settings, watcher, heard, locally, silent):
    settings.HEARTBEAT_PING_URL, requests = watcher
    heard()
    heard(silent, seconds_ago=7200)
    tasks.watch()
    assert requests == []


def test_nothing_is_fetched_where_no_address_is_set(heard, locally):
    heard()
    tasks.watch()
    assert ping() is False


def test_an_address_in_a_private_network_is_refused_and_not_logged(settings, watcher, caplog):
    settings.HEARTBEAT_PING_URL, requests = watcher
    assert ping_module.ping() is False
    assert requests == []
    assert "not public" in caplog.text
    assert "abc" not in caplog.text


def test_a_watcher_that_is_away_breaks_nothing(settings, heard, locally):
    settings.HEARTBEAT_PING_URL = "http://127.0.0.1:1025/ping/abc"
    heard()
    tasks.watch()

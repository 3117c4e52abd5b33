"""The guarded door to addresses of others, tried with a real server and with false names."""

import contextlib
import gzip
import http.server
import socket
import threading
import time

import pytest

from hub.http_client.fetch import FetchRefused, fetch
from tests.plugins.steps import fails_after

PUBLIC = "93.184.216.34"


class Answers(http.server.BaseHTTPRequestHandler):
    """Each path is one kind of server."""

    seen: list

    def do_GET(self):
        self.seen.append((self.path, dict(self.headers)))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, "_" + self.path.partition("?")[0].strip("/"), self._file)()

    def log_message(self, *_args):
        pass

    def _send(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _file(self):
        self._send(200, b"name,url\n", ETag='"one"', Content_Type="text/csv", Content_Length="9")

    def _conditional(self):
        known = self.headers.get("If-None-Match") == '"one"'
        self._send(304 if known else 200, ETag='"one"')

    def _away(self):
        self._send(302, Location="/file")

    def _round(self):
        self._send(302, Location="/round")

    def _inside(self):
        self._send(302, Location="http://169.254.169.254/latest/meta-data/")

    def _local(self):
        self._send(307, Location="file:///etc/passwd")

    def _missing(self):
        self._send(404)

    def _large(self):
        self._send(200)
        for _turn in range(64):
            self.wfile.write(b"x" * 65536)

    def _bomb(self):
        self._send(200, gzip.compress(b"0" * 200_000_000, 1), Content_Encoding="gzip")

    def _packed(self):
        self._send(200, gzip.compress(b"name,url\n"), Content_Encoding="gzip")

    def _broken(self):
        self._send(200, b"\x1f\x8bnot gzip", Content_Encoding="gzip")

    def _odd(self):
        self._send(200, b"x", Content_Encoding="br")

    def _short(self):
        self._send(200, b"half", Content_Length="8")

    def _drip(self):
        self.send_response(200)
        self.end_headers()
        for _turn in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def _drip_headers(self):
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
        for _turn in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)


@pytest.fixture(scope="module")
def server():
    Answers.seen = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        serving.block_on_close = False
        threading.Thread(target=serving.serve_forever, args=[0.05], daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()


def is_ours(address):
    return address == "127.0.0.1"


@pytest.fixture
def get():
    with contextlib.ExitStack() as opened:

        def fetched(url, **options):
            options = {"max_bytes": 1_000_000, "timeout": 5, "may_connect": is_ours} | options
            return opened.enter_context(fetch(url, **options))

        yield fetched


def test_a_file_is_fetched(server, get):
    fetched = get(f"{server}/file")
    assert (fetched.read(), fetched.etag, fetched.content_type) == (
        b"name,url\n",
        '"one"',
        "text/csv",
    )


def test_a_path_beyond_ascii_is_asked_for_as_browsers_do(server, get):
    get(f"{server}/données/Ω?q=é&x=a b".replace(" ", "%20"))
    assert Answers.seen[-1][0] == "/donn%C3%A9es/%CE%A9?q=%C3%A9&x=a%20b"


def test_what_has_not_changed_is_not_sent_again(server, get):
    fetched = get(f"{server}/conditional", etag='"one"')
    assert (fetched.status, fetched.size) == (304, 0)


def test_a_redirect_is_followed(server, get):
    fetched = get(f"{server}/away")
    assert (fetched.url, fetched.status) == (f"{server}/file", 200)


def test_a_packed_answer_is_unpacked(server, get):
    assert get(f"{server}/packed").read() == b"name,url\n"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("round", "more than five times"),
        ("inside", "not public"),
        ("local", "Only addresses with http"),
        ("missing", "code 404"),
        ("large", "more than 1 MB"),
        ("bomb", "more than 1 MB"),
        ("broken", "damaged"),
        ("odd", "packing"),
        ("short", "in the middle"),
    ],
)
def test_hostile_answers(server, path, words, get):
    with pytest.raises(FetchRefused, match=words):
        get(f"{server}/{path}")


@pytest.mark.parametrize("path", ["drip", "drip_headers"])
def test_a_slow_server_is_cut_off(server, path, get):
    with fails_after(3), pytest.raises(FetchRefused, match="too long"):
        get(f"{server}/{path}", timeout=0.7)


def test_a_server_that_never_answers_is_cut_off(get):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with fails_after(3), pytest.raises(FetchRefused, match="too long"):
            get(f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.5)


def test_a_speaker_of_another_language_is_no_server(server, get):
    with pytest.raises(FetchRefused, match="no proper answer"):
        get(server.replace("http:", "https:"))


def test_loopback_is_refused_without_a_rule_of_the_test(server):
    before = len(Answers.seen)
    with pytest.raises(FetchRefused, match="not public"):
        fetch(f"{server}/file", max_bytes=1000, timeout=5)
    assert len(Answers.seen) == before


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/passwd", "Only addresses"),
        ("ftp://example.org/x", "Only addresses"),
        ("gopher://example.org/x", "Only addresses"),
        ("data:text/plain,x", "Only addresses"),
        ("//example.org/x", "Only addresses"),
        ("http:///x", "no address"),
        ("http://[::1", "no address"),
        ("http://example.org:99999/", "no address"),
        ("http://example.org/\r\nX: y", "no address"),
        ("http://name:password@example.org/", "password"),
        ("http://name@example.org/", "password"),
        ("http://example.org:25/", "port"),
        ("http://127.0.0.1/", "not public"),
        ("http://0/", "not public"),
        ("http://2130706433/", "not public"),
        ("http://0x7f.1/", "not public"),
        ("http://[::ffff:127.0.0.1]/", "not public"),
        ("http://[fe80::1]/", "not public"),
        ("http://224.0.0.1/", "not public"),
        ("http://169.254.169.254/latest/", "not public"),
    ],
)
def test_hostile_addresses(url, words):
    with pytest.raises(FetchRefused, match=words):
        fetch(url, max_bytes=1000, timeout=5)


@pytest.fixture
def names(monkeypatch):
    """A server of names that gives one answer after the other, and the addresses connected to."""
    answers, connected = [], []

    def look_up(_host, port, **_options):
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in answers.pop(0)]

    def connect(address, **_options):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    return answers, connected


def test_the_address_connected_to_is_the_address_that_was_checked(names):
    answers, connected = names
    answers += [[PUBLIC], ["127.0.0.1"]]
    with pytest.raises(FetchRefused, match="cannot be reached"):
        fetch("http://rebinding.example/", max_bytes=1000, timeout=5)
    assert connected == [(PUBLIC, 80)]
    assert answers == [["127.0.0.1"]]


def test_one_private_address_among_public_ones_is_enough_to_refuse(names):
    answers, connected = names
    answers.append([PUBLIC, "10.0.0.1"])
    with pytest.raises(FetchRefused, match="not public"):
        fetch("https://mixed.example/", max_bytes=1000, timeout=5)
    assert connected == []


def test_a_proxy_of_the_environment_is_not_used(server, monkeypatch, get):
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    assert get(f"{server}/file").status == 200

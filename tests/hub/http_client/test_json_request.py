"""JSON from an address that an operator named: one request, bounded, no redirect followed."""

import gzip
import http.server
import threading

import pytest

from hub.http_client.fetch import FetchRefused, RefusalCause
from hub.http_client.json_request import MAX_BYTES, request_json

ANSWERS = {
    "/object": (200, {}, b'{"a": 1}'),
    "/packed": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"[1]")),
    "/refusal": (400, {}, b'{"error": "invalid_grant"}'),
    "/inside": (302, {"Location": "http://169.254.169.254/"}, b"{}"),
    "/page": (200, {}, b"<html>"),
    "/deep": (200, {}, b"[" * 200_000),
    "/letters": (200, {}, b'"\xff\xfe"'),
    "/large": (200, {}, b" " * (MAX_BYTES + 1)),
    "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000, 1)),
}


class Answers(http.server.BaseHTTPRequestHandler):
    seen: list

    def do_POST(self):
        self.do_GET()

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((self.command, self.path, body, dict(self.headers)))
        status, headers, content = ANSWERS[self.path.partition("?")[0]]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def server():
    Answers.seen = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as serving:
        serving.block_on_close = False
        threading.Thread(target=serving.serve_forever, args=[0.05], daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()


@pytest.fixture
def ask(server):
    def asked(path, form=None, **options):
        options = {"may_connect": lambda _address: True} | options
        return request_json(server + path, form, timeout=5, **options)

    return asked


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/object", (200, {"a": 1})),
        ("/packed", (200, [1])),
        ("/refusal", (400, {"error": "invalid_grant"})),
        ("/inside", (302, {})),
    ],
)
def test_what_is_answered(ask, path, expected):
    assert ask(path) == expected


def test_a_form_is_posted(ask):
    ask("/object", {"code": "a b&c=ü"}, headers={"Authorization": "Basic x"})
    method, _path, body, headers = Answers.seen[-1]
    assert (method, body) == ("POST", b"code=a+b%26c%3D%C3%BC")
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Authorization"] == "Basic x"


@pytest.mark.parametrize("path", ["/page", "/deep", "/letters", "/large", "/bomb"])
def test_what_is_none_is_refused(ask, path):
    with pytest.raises(FetchRefused) as refusal:
        ask(path)
    assert refusal.value.cause == RefusalCause.ANSWER


def test_networks_that_are_not_public_are_refused_unless_the_caller_allows_them(server):
    with pytest.raises(FetchRefused) as refusal:
        request_json(f"{server}/object", timeout=5)
    assert refusal.value.cause == RefusalCause.NETWORK

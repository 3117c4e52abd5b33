"""Every error is a page of ours, with the exit and the headers, whoever sends it."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client

from hub.web.error_pages import bare_headers, bare_page
from hub.web.error_texts import ERROR_TEXTS
from hub.web.middleware.bare_errors import BareErrors
from tests.plugins.page_reader import Visited

STATUSES = [400, 403, 404, 405, 413, 414, 429, 431, 500, 502, 503, 504]


def in_order(headers):
    """With the directives of the policy in one order: django-csp has none."""
    policy = headers["Content-Security-Policy"]
    return {**headers, "Content-Security-Policy": sorted(policy.split("; "))}


def test_every_status_has_its_words():
    assert sorted(ERROR_TEXTS) == STATUSES


@pytest.mark.parametrize("status", STATUSES)
def test_a_page_that_stands_alone_has_the_exit_first_and_loads_nothing_else(status):
    page = Visited(HttpResponse(bare_page(status, style_sheet="/s.css")))
    links = [a.attributes["href"] for a in page.all("a")]
    again = [""] if status >= 500 else []
    assert links == [settings.EXIT_ADDRESS, *again, "/"]
    assert page.one("a", href=settings.EXIT_ADDRESS).attributes["rel"] == "noreferrer"
    assert page.one("link", rel="stylesheet").attributes["href"] == "/s.css"
    assert not page.all("script")
    assert not page.all("style")
    assert page.heading == str(ERROR_TEXTS[status].heading)


def test_it_is_light():
    assert len(bare_page(502, style_sheet="/error-pages/page.css").encode()) < 2000
    assert (settings.BASE_DIR / "static" / "css" / "bare_error.css").stat().st_size < 2000


@pytest.mark.django_db
def test_its_headers_are_those_of_the_pages_of_the_site(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    ours = client.get("/nothing/", secure=True).headers
    others = {"Content-Type", "Content-Length", "Content-Language"}
    named = {name: ours[name] for name in ours if name not in others}
    assert in_order(named) == in_order(bare_headers())


# By Django


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "method"),
    [("/subscribe/asked/", "put"), ("/subscribe/", "delete"), ("/tools/", "put")],
)
def test_a_method_that_is_not_allowed_is_answered_with_a_page(client, method, path):
    response = getattr(client, method)(path)
    assert (response.status_code, bool(response.headers["Allow"])) == (405, True)
    assert b'class="exit"' in response.content


@pytest.mark.parametrize("status", STATUSES)
def test_an_empty_body_becomes_a_page(rf, status):
    response = BareErrors(lambda request: HttpResponse(status=status))(rf.get("/"))
    assert (response.status_code, b'class="exit"' in response.content) == (status, True)
    assert ("Retry-After" in response.headers) == (status >= 502)


def test_a_body_that_is_there_stays(rf):
    full = HttpResponseNotAllowed(["POST"], content=b"words")
    assert BareErrors(lambda request: full)(rf.get("/")).content == b"words"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form", [{"email": "a" * 3_000_000}, {f"field{n}": "" for n in range(2001)}]
)
def test_a_form_that_is_too_large_is_answered_with_413(form):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", form)
    assert (response.status_code, b"too large" in response.content) == (413, True)


# By gunicorn, before Django


@pytest.fixture(scope="module")
def gunicorn(tmp_path_factory):
    """The port of a real one with our worker, as the units start it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--no-control-socket", "--preload",
            f"--bind=127.0.0.1:{port}",
            "--worker-class=hub.web.gunicorn_worker.Worker", "--threads=2", "--log-level=critical",
            "hub.wsgi:application",
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    yield port
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def answer_of(port, request_bytes):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request_bytes)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nonsense\r\n\r\n", 501),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + b"a" * 9000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
    ],
)
def test_what_cannot_be_read_is_answered_with_our_page(gunicorn, request_bytes, status):
    head, _blank, body = answer_of(gunicorn, request_bytes).partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert int(lines[0].split()[1]) == status
    assert in_order({name: headers[name] for name in bare_headers()}) == in_order(bare_headers())
    assert (b'class="exit"' in body, int(headers["Content-Length"])) == (True, len(body))
    assert b"nonsense" not in body


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO", "Script-Name"])
@pytest.mark.parametrize("path", ["/nope", "/robots.txt", "/robots"])
def test_no_header_changes_the_path(gunicorn, name, path):
    answers = []
    for line in ("X-Other", name):
        head = f"GET /robots.txt HTTP/1.0\r\nHost: 127.0.0.1\r\n{line}: {path}\r\n\r\n"
        answers.append(answer_of(gunicorn, head.encode()).partition(b"\r\n\r\n")[2])
    assert answers[0] == answers[1] != b""

"""A process takes on what it can do in time, and refuses the rest at once; kept pages never."""

import threading
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta

import pytest

from hub.web.admission import Turns
from hub.web.load_gate import KeptAddresses, LoadGate
from hub.web.middleware import admission as admission_middleware

LONG = 60.0  # seconds: no test waits for so long


@pytest.fixture
def turns():
    turns = Turns()
    turns.limit(32)
    turns._share, turns._looked_at = 1.0, float("inf")  # busy, whatever the machine does
    return turns


def test_who_only_waits_for_a_locked_table_holds_up_nobody(turns):
    turns._share = 0.0
    with ExitStack() as stack:
        admitted = [stack.enter_context(turns.turn(0.0)) for _ in range(25)]
    assert admitted == [True] * 24 + [False]


def test_without_a_limit_everybody_is_admitted():
    turns = Turns()
    with turns.turn(0.0) as first, turns.turn(0.0) as second:
        assert (first, second, turns.are_taken()) == (True, True, False)


def test_a_sixteenth_of_the_threads_makes_pages_and_whoever_has_waited_in_vain_is_refused(turns):
    with turns.turn(0.0), turns.turn(0.0), turns.turn(0.01) as third:
        assert not third
    with turns.turn(0.0) as admitted:
        assert admitted


def test_three_times_as_many_may_wait_and_the_next_is_refused_without_waiting(turns):
    first, second = turns.turn(LONG), turns.turn(LONG)
    first.__enter__()
    second.__enter__()
    results = []

    def wait():
        with turns.turn(LONG) as is_admitted:
            results.append(is_admitted)

    waiting = [threading.Thread(target=wait) for _ in range(6)]
    for thread in waiting:
        thread.start()
    while not turns.are_taken():
        pass
    with turns.turn(LONG) as refused:
        assert not refused
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    for thread in waiting:
        thread.join(LONG)
    assert results == [True] * 6
    assert not turns.are_taken()


def test_a_turn_ends_with_an_error_too(turns):
    admitted = []
    for _ in range(9):
        with suppress(OSError), turns.turn(0.0) as is_admitted:
            admitted.append(is_admitted)
            raise OSError
    assert admitted == [True] * 9


@pytest.fixture
def busy(monkeypatch):
    """The site as it answers while every turn is taken."""
    turns = Turns()
    turns.limit(1)
    monkeypatch.setattr(admission_middleware, "turns", turns)
    monkeypatch.setattr(admission_middleware, "GET_SECONDS", 0.0)
    monkeypatch.setattr(admission_middleware, "POST_SECONDS", 0.0)
    return lambda: turns.turn(0.0)


def test_what_is_kept_is_answered_while_every_turn_is_taken(db, make_tool, client, busy):
    make_tool()
    client.get("/tools/")
    with busy():
        kept, made = client.get("/tools/"), client.get("/tools/?q=hotline")
        health = client.get("/healthz")
    assert (kept.status_code, made.status_code, health.status_code) == (200, 503, 200)
    assert made.headers["Retry-After"] == "30"
    assert client.get("/tools/?q=hotline").status_code == 200


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_the_refusal_is_a_page_of_ours_with_the_exit_and_is_not_kept(db, client, busy, encoding):
    with busy():
        answer = client.get("/tools/", headers={"Accept-Encoding": encoding})
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    if not encoding:
        assert b'class="exit"' in answer.content
    assert client.get("/tools/").status_code == 200


def test_a_form_that_is_refused_comes_back_with_what_was_typed(db, client, busy):
    with busy():
        answer = client.post("/subscribe/", {"of": "tool", "address": "ada@example.org"})
    assert (answer.status_code, b"ada@example.org" in answer.content) == (503, True)


# The gate before Django


class Site:
    """A WSGI application in place of the site's; what is asked for with ``kept`` has an ETag."""

    def __init__(self):
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append(environ["QUERY_STRING"])
        headers = [("ETag", '"1"')] if "kept" in environ["QUERY_STRING"] else []
        start_response("200 OK", headers)
        return [b"page"]


@pytest.fixture
def gate(turns):
    return LoadGate(Site(), turns, KeptAddresses())


def ask(gate, query, method="GET"):
    answer = {}

    def start(status, headers):
        answer.update(status=status, headers=dict(headers))

    environ = {"REQUEST_METHOD": method, "PATH_INFO": "/tools/", "QUERY_STRING": query}
    answer["body"] = b"".join(gate(environ, start))
    return answer


@pytest.fixture
def _all_taken(turns, monkeypatch):
    monkeypatch.setattr(turns, "are_taken", lambda: True)


def test_the_gate_passes_everything_on_while_a_turn_is_free(gate):
    assert ask(gate, "q=new")["status"] == "200 OK"


@pytest.mark.usefixtures("_all_taken")
def test_a_new_address_is_refused_before_django(gate):
    answer = ask(gate, "q=new")
    assert (answer["status"], answer["headers"]["Retry-After"]) == ("503 Service Unavailable", "30")
    assert (gate.application.asked, b"exit" in answer["body"]) == ([], True)
    assert "Content-Security-Policy" in answer["headers"]


def test_what_is_kept_passes_and_what_has_no_parameters_and_every_form(gate, monkeypatch):
    ask(gate, "kept=1")
    monkeypatch.setattr(gate.turns, "are_taken", lambda: True)
    assert ask(gate, "kept=1")["status"] == "200 OK"
    assert ask(gate, "")["status"] == "200 OK"
    assert ask(gate, "q=new", method="POST")["status"] == "200 OK"
    assert ask(gate, "q=new", method="HEAD")["body"] == b""


def test_an_address_that_was_kept_is_known_for_an_age_at_least(time_machine):
    kept, age = KeptAddresses(), timedelta(seconds=KeptAddresses.AGE_SECONDS)
    begin = datetime(2027, 1, 1, tzinfo=UTC)
    known = []
    for ages in range(3):
        time_machine.move_to(begin + ages * age)
        if not ages:
            kept.add("/tools/?q=a")
        known.append("/tools/?q=a" in kept)
    assert known == [True, True, False]

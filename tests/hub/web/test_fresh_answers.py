"""Two processes that answer from what they keep: who was told of a change sees none of before."""

import threading

import pytest

from hub.records.freshness_lease import wait_until_seen
from hub.records.models import recorded_change

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PATH = b"/tools/hotline/"
REQUEST = b"GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" % PATH
CHANGES, ASKED = 20, 8


@pytest.fixture
def tool(durable_database, make_tool):
    return make_tool(slug="hotline", name="Hotline")


@pytest.fixture
def readers(web_server):
    """Ask without a pause, so that each process always trusts what it read a moment ago."""
    over = threading.Event()
    statuses: list[int] = []

    def read():
        while not over.is_set():
            statuses.append(web_server.status(REQUEST))

    threads = [threading.Thread(target=read) for _number in range(4)]
    for thread in threads:
        thread.start()
    yield statuses
    over.set()
    for thread in threads:
        thread.join()


def test_a_change_is_seen_by_whoever_asks_after_it_was_answered(tool, web_server, readers):
    """On a busy machine a page may be refused while it is made; it is never one of before."""
    shown = stale = 0
    for number in range(CHANGES):
        with recorded_change(tool):
            tool.name = f"Hotline number {number}."
            tool.save()
        wait_until_seen()  # as the answer to a form does
        answers = [web_server.answer(REQUEST) for _time in range(ASKED)]
        pages = [answer for answer in answers if answer.startswith(b"HTTP/1.0 200")]
        shown += len(pages)
        stale += sum(f"<title>{tool.name}".encode() not in page for page in pages)
    assert stale == 0
    assert shown > CHANGES * ASKED / 2
    assert set(readers) <= {200, 503}

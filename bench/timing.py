"""Whether the time of an answer tells who is known: by how well it sorts known from unknown.

The figure is the area under the ROC curve: 0.5 tells nothing, 0 or 1 tells everything. Known and
unknown addresses are sent in pairs, in turn the one or the other first, to a web server beside
which a worker does what the forms ask for, each from a network address of its own.

`python -m bench.timing` alone, in the environment of `bench.place`, makes the known addresses.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from bench.place import ROOT, Place, place
from bench.rows import Row

PAIRS = 2_000
PAIRS_OF_SIGN_INS = 60  # each costs the checking of a password twice
KNOWN = 50
PASSWORD = "a wrong password"  # noqa: S105 - it opens nothing
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
SUBSCRIBE = {"of": "tool", "query": "q=hotline", "whats": "new", "frequency": "weekly",
             "language": "en", "time_zone": "UTC"}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """Where a form is shown and sent, the name of its field for an address, the other fields."""

    name: str
    path: str
    field: str
    fixed: dict[str, str]
    pairs: int = PAIRS
    query: str = ""


FORMS = (
    Form("password, known or not", "/accounts/password/reset/", "email", {}),
    Form("signing up, known or not", "/subscribe/", "address", SUBSCRIBE,
         query="?of=tool&q=hotline"),
    Form("signing in, known or not", "/accounts/login/", "login", {"password": PASSWORD},
         PAIRS_OF_SIGN_INS),
)  # fmt: skip


def rows() -> Iterator[Row]:
    with place() as here:
        # Each address may try a few times; all together more than anybody allows.
        here.environment["SIGN_INS_PER_MINUTE"] = "100000"
        here.run("-m", "bench.prepare", "126")
        here.run("-m", "bench.timing")
        with here.web() as (port, _pid), _worker(here):
            yield from _areas(port)


def _areas(port: int) -> Iterator[Row]:
    for form in FORMS:
        browser = Browser(port, form)
        area = auc(*_timings(browser.send, form.pairs))
        # Few pairs say little: such a figure is told and has no target.
        target = 0.05 if form.pairs == PAIRS else None
        yield Row(
            f"AUC of {form.name}, {form.pairs} pairs: away from 0.5", abs(area - 0.5), "", target
        )
        yield Row(f"AUC of {form.name}", area, "")


def auc(first: Sequence[float], second: Sequence[float]) -> float:
    """How often a timing of ``second`` is longer than one of ``first``; ties count half."""
    order = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks = {0: 0.0, 1: 0.0}
    begin = 0
    while begin < len(order):
        end = begin
        while end < len(order) and order[end][0] == order[begin][0]:
            end += 1
        for _value, which in order[begin:end]:
            ranks[which] += (begin + 1 + end) / 2
        begin = end
    pairs = len(first) * len(second)
    return (ranks[1] - len(second) * (len(second) + 1) / 2) / pairs


def _timings(send: Callable[[str], float], pairs: int) -> tuple[list[float], list[float]]:
    """Of unknown addresses and of known ones."""
    timings: tuple[list[float], list[float]] = ([], [])
    for number in range(5):
        send(f"warming-up-{number:05}@example.org")
    for number in range(pairs):
        both = [f"nobody-{number:05}@example.org", f"person-{number % KNOWN:05}@example.org"]
        for which in (0, 1) if number % 2 else (1, 0):
            timings[which].append(send(both[which]))
    return timings


class Browser:
    """Sends one form again and again, each time from another network address of this machine."""

    def __init__(self, port: int, form: Form) -> None:
        self.port, self.form, self.sent = port, form, 0
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", form.path + form.query)
        answer = connection.getresponse()
        token = TOKEN.search(answer.read())
        self.cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
        self.token = token[1].decode() if token else ""
        connection.close()

    def send(self, address: str) -> float:
        """Seconds until the answer has come whole."""
        self.sent += 1
        own = f"127.{1 + self.sent // 62500}.{self.sent // 250 % 250}.{self.sent % 250 + 1}"
        fields = {**self.form.fixed, self.form.field: address, "csrfmiddlewaretoken": self.token}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        connection = HTTPConnection("127.0.0.1", self.port, source_address=(own, 0))
        connection.connect()
        start = time.perf_counter()
        connection.request("POST", self.form.path, urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - start
        connection.close()
        assert answer.status in (200, 302, 303), answer.status
        return seconds


@contextmanager
def _worker(here: Place) -> Iterator[None]:
    command = "-m celery --app hub worker --concurrency 1 --loglevel ERROR --queues celery,mail"
    worker = here.process_group.start(
        [sys.executable, *command.split()],
        environment=here.environment,
        folder=ROOT,
        output=subprocess.DEVNULL,
    )
    yield
    here.process_group.stop(worker)


def _make_known() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    from django.utils import timezone

    from hub.accounts.models import Person
    from hub.digests import keyed_hashes
    from hub.digests.models import Subscriber
    from hub.outbox import sealing

    now = timezone.now()
    addresses = [f"person-{number:05}@example.org" for number in range(KNOWN)]
    for address in addresses:
        Person.objects.create_user(address, "another password than that", is_staff=True)
    Subscriber.objects.bulk_create(
        Subscriber(
            address=sealing.seal(address),
            address_key=keyed_hashes.address_key(address),
            state="active",
            confirmed_at=now,
            period_from=now,
        )
        for address in addresses
    )


if __name__ == "__main__":
    _make_known()

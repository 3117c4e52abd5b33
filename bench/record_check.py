"""The ten-minute check among 100,000 tools: a page, an answer, a correction and the end.

`python -m bench.record_check session` alone, in the environment of `bench.place`, makes a curator
and gives some tools sources.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bench.curator import session_of
from bench.place import filled_place, processor_milliseconds
from bench.rows import Row, percentile

SIZE, TOOLS = 100_000, 20
TARGET = 100.0  # milliseconds
Milliseconds = tuple[float, float]  # of the processor in the web process, and by the clock
Times = dict[str, list[Milliseconds]]


def rows(size: int = SIZE) -> Iterator[Row]:
    here = filled_place(size)
    session, slugs = here.ask("-m", "bench.record_check", "session")
    times: Times = {"page": [], "answer": [], "correction": [], "end": []}
    with here.web() as (port, worker):
        curator = _Curator(port, session, worker)
        curator.get(f"/desk/check/tool/{slugs[0]}/")  # the terms and labels are read once
        for slug in slugs:
            _check(curator, f"/desk/check/tool/{slug}/", times)
    for name, measured in times.items():
        spent, waited = ([page[part] for page in measured] for part in (0, 1))
        of = f"at {size:,} tools"
        yield Row(f"record check, {name}, p95, {of}", percentile(waited, 0.95), "ms", TARGET)
        yield Row(f"record check, {name}, processor, p50, {of}", percentile(spent, 0.5), "ms")
        yield Row(f"record check, {name}, processor, p95, {of}", percentile(spent, 0.95), "ms")


def _check(curator: _Curator, address: str, times: Times) -> None:
    """One whole check: the summary is corrected, everything else is right."""
    while True:
        page = curator.get(address)
        if page.status != 200:
            break
        times["page"].append(page.milliseconds)
        form = page.fields("fact", "seen", "source")
        is_corrected = form["fact"] == "summary" and "corrected now" not in page.text
        if is_corrected:
            form |= {"answer": "changed", "to-value": "It is corrected now."}
        sent = curator.post(address, form if is_corrected else form | {"answer": "right"})
        assert sent.status == 302, sent.text
        times["correction" if is_corrected else "answer"].append(sent.milliseconds)
    form = {"verification": "source-checked", "next_review_on": "2099-01-01"}
    sent = curator.post(f"{address}end/", form)
    assert sent.status == 302, sent.text
    times["end"].append(sent.milliseconds)


class _Page:
    def __init__(self, status: int, text: str, milliseconds: Milliseconds) -> None:
        self.status, self.text, self.milliseconds = status, text, milliseconds

    def fields(self, *names: str) -> dict[str, str]:
        found = (re.search(rf'name="{name}" value="([^"]*)"', self.text) for name in names)
        return {name: match[1] for name, match in zip(names, found, strict=True) if match}


class _Curator:
    """A browser in which a curator is signed in. A form carries the token of its cookie."""

    TOKEN = "b" * 32

    def __init__(self, port: int, session: str, worker: int) -> None:
        self.worker = worker
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={self.TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{port}/",
        }

    def get(self, path: str) -> _Page:
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> _Page:
        return self._ask("POST", path, urlencode(form | {"csrfmiddlewaretoken": self.TOKEN}))

    def _ask(self, method: str, path: str, body: str | None) -> _Page:
        start, spent = time.perf_counter(), processor_milliseconds(self.worker)
        self.link.request(method, path, body, self.headers)
        answer = self.link.getresponse()
        text = answer.read().decode()
        waited = (time.perf_counter() - start) * 1000
        return _Page(answer.status, text, (processor_milliseconds(self.worker) - spent, waited))


def _session() -> list[Any]:
    """The key of a session of a curator, and the slugs of tools that have sources."""
    from catalogue.models import Tool, ToolCitation
    from hub.accounts.models import Person
    from hub.records.models import Source

    email = "record-check@example.org"
    person = Person.objects.create_user(email, is_staff=True, is_superuser=True)
    source = Source.objects.create(url="https://example.org/record-check", title="Read")
    tools = list(Tool.objects.published().order_by("pk")[:TOOLS])
    ToolCitation.objects.bulk_create(ToolCitation(tool=tool, source=source) for tool in tools)
    return [session_of(person), [tool.slug for tool in tools]]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps({"session": _session}[sys.argv[1]]()))

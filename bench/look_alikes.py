"""What looks like a name that is being typed, among 100,000 tools: the answer to each pause.

`python -m bench.look_alikes session` alone, in the environment of `bench.place`, signs a curator in
and tells some names and addresses of tools.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bench.curator import Curator, session_of
from bench.place import (
    filled_place,
    processor_milliseconds,
    processor_times,
    shared_megabytes,
)
from bench.rows import Row, percentile

SIZE, ASKED = 100_000, 200
TARGET = 50.0  # milliseconds of processor
ADDRESS = "/desk/look-alikes/tool/"


def rows(size: int = SIZE) -> Iterator[Row]:
    of = f"at {size:,} tools"
    here = filled_place(size)
    session, tools = here.ask("-m", "bench.look_alikes", "session")
    with here.web() as (port, worker):
        reader = Curator(port, session)
        reader.get("/desk/")
        memory, before = shared_megabytes(worker), processor_milliseconds(worker)
        assert reader.get(f"{ADDRESS}?name=first").status == 200
        first = (processor_milliseconds(worker) - before) / 1000
        memory = shared_megabytes(worker) - memory
        spent = processor_times(reader, worker, _addresses(tools))
    yield Row(f"look-alikes, processor, p50, {of}", percentile(spent, 0.5), "ms")
    yield Row(f"look-alikes, processor, p95, {of}", percentile(spent, 0.95), "ms", TARGET)
    yield Row(f"look-alikes, first answer of a process, processor, {of}", first, "s", 20.0)
    yield Row(f"look-alikes, index of a process, {of}", memory, "MB")


def _addresses(tools: list[list[str]]) -> Iterator[str]:
    """As somebody types: a name letter by letter to its end, misspelt, and an address."""
    for name, url in tools:
        yield f"{ADDRESS}?{urlencode({'name': name[: len(name) // 2], 'new': 1})}"
        yield f"{ADDRESS}?{urlencode({'name': f'{name[:-1]}x', 'new': 1})}"
        yield f"{ADDRESS}?{urlencode({'name': name, 'url': url, 'new': 1})}"


def _session() -> list[Any]:
    from catalogue.models import Tool
    from hub.accounts.models import Person

    email = "look-alikes@example.org"
    person = Person.objects.create_user(email, is_staff=True, is_superuser=True)
    tools = Tool.objects.exclude(url=None).order_by("-pk").values_list("name", "url")[:ASKED]
    return [session_of(person), list(map(list, tools))]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps({"session": _session}[sys.argv[1]]()))

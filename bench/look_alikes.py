"""What looks like a name that is being typed, among 100,000 tools: the answer to each pause.

`python -m bench.look_alikes session` alone, in the environment of `bench.place`, signs a curator in
and tells some names and addresses of tools.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bench.place import (
    ROOT,
    filled_place,
    processor_milliseconds,
    processor_times,
    shared_megabytes,
)
from bench.reader import Reader
from bench.rows import Row, percentile

SIZE, ASKED = 100_000, 200
TARGET = 50.0  # milliseconds of processor
ADDRESS = "/desk/look-alikes/tool/"


def rows(size: int = SIZE) -> Iterator[Row]:
    of = f"at {size:,} tools"
    here = filled_place(size)
    done = subprocess.run(
        [sys.executable, "-m", "bench.look_alikes", "session"],
        cwd=ROOT, env=here.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    session, tools = json.loads(done.stdout.splitlines()[-1])
    with here.web() as (port, worker):
        reader = _SignedIn(port, f"sessionid={session}")
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


class _SignedIn(Reader):
    def __init__(self, port: int, cookie: str) -> None:
        super().__init__(port)
        self.cookie = cookie

    def get(self, path: str, **headers: str) -> Any:
        return super().get(path, Cookie=self.cookie, **headers)


def _session() -> list[Any]:
    from django.conf import settings
    from django.test import Client

    from catalogue.models import Tool
    from hub.accounts.models import Person

    email = "look-alikes@example.org"
    person = Person.objects.create_user(email, is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    tools = Tool.objects.exclude(url=None).order_by("-pk").values_list("name", "url")[:ASKED]
    return [str(client.cookies[settings.SESSION_COOKIE_NAME].value), list(map(list, tools))]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    print(json.dumps({"session": _session}[sys.argv[1]]()))

"""The pages of whoever tells something, on PostgreSQL: the form of a correction with all facts of a
tool is made, looked at and sent, each with other words.

`python -m bench.tell` alone, in the environment of `bench.place`, measures and prints.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator

from bench.place import place
from bench.rows import Row, percentile

TOOLS, TIMES, WARM = 1_000, 100, 5
TARGET = 30.0  # milliseconds


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("manage.py", "collectstatic", "--no-input", "--verbosity=0")
        here.environment["SUGGESTIONS_PER_DAY"] = "100000"
        found = here.ask("-m", "bench.tell")
    for name, (waited, spent) in found.items():
        yield Row(f"tell, {name}, p95", waited, "ms", TARGET)
        yield Row(f"tell, {name}, processor, p95", spent, "ms")


def _measure() -> dict[str, tuple[float, float]]:
    from django.test import Client

    from bench.fill import fill
    from hub.curation.suggestions.form_stamp import FormStamp

    fill(TOOLS)
    client = Client(SERVER_NAME="127.0.0.1")
    about = {"about": "tool/primero", "what": "correction"}

    def send(step: str, number: int) -> None:
        stamp = FormStamp(1_700_000_000, f"bench-nonce-{number}").token
        typed = {"f-licence": f"Licence {number}", "f-url": f"https://example.org/{number}"}
        words = {"words": f"It says so on page {number}.", "step": step, "stamp": stamp}
        response = client.post("/tell/", about | typed | words)
        assert response.status_code == 200, response.status_code

    return {
        "what can be told": _p95(lambda _number: client.get("/tell/")),
        "form of a tool": _p95(lambda _number: client.get("/tell/", about)),
        "looked at": _p95(lambda number: send("look", number)),
        "sent": _p95(lambda number: send("send", number)),
    }


def _p95(ask: Callable[[int], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor in this process."""
    waited, spent = [], []
    for number in range(WARM + TIMES):
        begun, used = time.perf_counter(), time.process_time()
        ask(number)
        waited.append((time.perf_counter() - begun) * 1000)
        spent.append((time.process_time() - used) * 1000)
    return percentile(waited[WARM:], 0.95), percentile(spent[WARM:], 0.95)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    django.setup()
    print(json.dumps(_measure()))

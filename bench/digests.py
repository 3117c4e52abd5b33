"""10,000 subscribers with 20,000 subscriptions over a week's 500 changes: matched and composed.

`python -m bench.digests WHAT` alone, in the environment of `bench.place`: ``fill`` the database,
``match`` and ``collect`` print seconds and numbers, ``compose N OF`` says "ready" and waits for a
line before it composes its part of the mails.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from bench.place import ROOT, Place, place
from bench.rows import Row

if TYPE_CHECKING:
    from hub.records.models import Change

SUBSCRIBERS, FOLLOWED, CHANGES = 10_000, 2, 500
SEARCHES, ITEMS = 10_000, 300
CORES = 2
WORDS = ("hotline", "children", "labour", "data", "police", "evidence", "app", "migrants")


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("-m", "bench.digests", "fill")
        told = _ask(here, "match")
        of = f"{told['searches']:,} searches against {told['items']:,} changes"
        yield Row(f"digests, {of}", told["match"], "s", 0.15, seen=0.25)
        yield Row("digests, matched, processor of it", told["processor"], "s", 0.15)
        yield Row("digests, matched, the first time in a process", told["first"], "s")
        yield Row("digests, changes made ready to be matched", told["prepare"], "s")
        told = _ask(here, "collect")
        collected = told["seconds"]
        yield Row(f"digests, {told['mails']:,} mails decided, one process", collected, "s")
        yield Row("digests, decided, processor of it", told["processor"], "s")
        yield Row("digests, items in them", told["items"], "")
        composed, told = _composed(here)
        yield Row(f"digests, composed, {CORES} processes", composed, "s")
        yield Row("digests, composed, processor of each", told["processor"], "s")
        yield Row("digests, one mail composed, processor", told["mail"] * 1000, "ms", 4.0, seen=7.3)
        yield Row("digests, largest mail", told["largest"] / 1000, "kB", 30.0)
        yield Row("digests, all decided and composed", collected + composed, "s", 25.0, seen=52.0)


def _ask(here: Place, what: str) -> dict[str, Any]:
    answer = subprocess.run(
        [sys.executable, "-m", "bench.digests", what],
        cwd=ROOT, env=here.environment, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
    found: dict[str, Any] = json.loads(answer.splitlines()[-1])
    return found


def _composed(here: Place) -> tuple[float, dict[str, float]]:
    """Seconds from the start of both to the end of the last, and the largest of what each said:
    seconds of the processor, those for one mail, and bytes of the largest mail."""
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.digests", "compose", str(number), str(CORES)],
            cwd=ROOT, env=here.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(CORES)
    ]  # fmt: skip
    for part in parts:
        assert part.stdout is not None
        assert part.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for part in parts:
        assert part.stdin is not None
        part.stdin.write("go\n")
        part.stdin.flush()
    told = [json.loads(part.communicate()[0]) for part in parts]
    wall = time.perf_counter() - begun
    return wall, {name: max(one[name] for one in told) for name in told[0]}


def _fill() -> None:
    """The starter data, some of it changed, and readers who follow what it holds."""
    from bench.fill import fill
    from hub.records.models import SearchState

    fill(0)
    with SearchState.held():
        searches = list(islice(_searches(), SUBSCRIBERS * FOLLOWED))
    _subscribe(searches)
    _change()


def _searches() -> Iterator[tuple[str, str]]:
    """Filters as people make them: two to four facets, half of them with two choices; words;
    situations; a few over everything."""
    from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, Situation
    from hub.lists.spec import list_specs
    from hub.search_engine.query import Query
    from hub.search_engine.snapshot_cache import get_snapshot

    chance = Random(11)
    choices = {
        kind: [
            (facet, slugs)
            for facet in get_snapshot(kind).facets
            if (slugs := [s for s in get_snapshot(kind).choices(facet) if s != "not-known"])
        ]
        for kind in list_specs
    }
    answers = {name: list(FACETS[name].fixed) for name in SITUATION_PARAMETERS}
    answered = [name for name in answers if answers[name]]
    while True:
        draw = chance.random()
        if draw < 0.05:
            yield "everything", Query.of(chance.choice(WORDS)).canonical()
            continue
        if draw < 0.15:
            given = {name: [chance.choice(answers[name])] for name in chance.sample(answered, 2)}
            yield "situation", Situation.of(given).canonical()
            continue
        kind = "tool" if draw < 0.7 else chance.choice(list(list_specs))
        facets = choices[kind]
        narrowed = chance.sample(facets, min(len(facets), chance.randint(2, 4)))
        chosen = {facet: chance.choices(slugs, k=chance.randint(1, 2)) for facet, slugs in narrowed}
        text = chance.choice(WORDS) if chance.random() < 0.2 else ""
        yield kind, Query.of(text, chosen).canonical()


def _subscribe(searches: list[tuple[str, str]]) -> None:
    from django.utils import timezone

    from hub.digests import keyed_hashes
    from hub.digests.models import Subscriber, Subscription
    from hub.outbox import sealing

    begin = timezone.now() - datetime.timedelta(days=8)
    readers = Subscriber.objects.bulk_create(
        Subscriber(
            address=sealing.seal(f"reader-{number}@example.org"),
            address_key=keyed_hashes.address_key(f"reader-{number}@example.org"),
            state=Subscriber.State.ACTIVE,
            confirmed_at=begin,
            period_from=begin,
            time_zone=("UTC", "Africa/Nairobi", "Europe/Paris")[number % 3],
        )
        for number in range(SUBSCRIBERS)
    )
    once = {
        (readers[place_ % SUBSCRIBERS].pk, *search): search
        for place_, search in enumerate(searches)
    }
    Subscription.objects.bulk_create(
        Subscription(
            subscriber_id=key[0], kind=kind, query=query, title=f"{kind} · {query}"[:200],
            created_at=begin, whats=["new", "safety", "ended", "events"] * (key[0] % 2),
        )
        for key, (kind, query) in once.items()
    )  # fmt: skip


def _change() -> None:
    """Half of the changes to tools, the others to all that there is; some of them to safety."""
    from django.utils import timezone

    from catalogue.models import Tool
    from events.models import Event
    from hub.digests.models import Subscriber
    from hub.records.models import Change, recorded_change

    Change.objects.all().delete()  # the news of the loading
    records: list[Any] = [*Tool.objects.all(), *Event.objects.all()]
    number = 0
    while number < CHANGES:
        record = records[number * 7 % len(records)]
        with recorded_change(record):
            if isinstance(record, Tool):
                field = "caution" if number % 10 == 0 else "notes"
            else:
                field = "notes"
            setattr(record, field, f"Something new was learned of it, for the {number}th time.")
            record.save()
        number += 1
    Subscriber.objects.update(period_from=timezone.now() - datetime.timedelta(days=8))


def _match() -> None:
    from hub.digests.models import Subscription
    from hub.lists.spec import list_specs
    from hub.records.models import Change, SearchState
    from hub.search_engine.snapshot_cache import get_snapshot

    searches = list(Subscription.objects.values_list("kind", "query")[:SEARCHES])
    changes = list(Change.objects.order_by("seq", "pk")[:ITEMS])
    with SearchState.held():
        for kind in list_specs:
            get_snapshot(kind)
        # A process that matches for the first time reads its tables of words, too.
        first, _ready, _used = _matched(changes, searches)
        seconds, ready, used = _matched(changes, searches)
    told = {"searches": len(searches), "items": len(changes), "processor": used, "first": first}
    print(json.dumps({**told, "prepare": ready, "match": seconds}))


def _matched(changes: list[Change], searches: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Seconds of matching, of making the changes ready for it, and of the processor to match."""
    from hub.digests.matching.matcher import Matching

    begun = time.perf_counter()
    matching = Matching(changes)
    for changed in matching.kinds.values():
        assert changed.snapshot.total
    ready, used = time.perf_counter(), time.process_time()
    for kind, query in searches:
        matching.of(kind, query)
    return time.perf_counter() - ready, ready - begun, time.process_time() - used


def _collect() -> None:
    from hub.digests.digest.schedule import schedule_due
    from hub.digests.models import MailItem
    from hub.records.database_clock import now_in_database

    begun, used = time.perf_counter(), time.process_time()
    mails = schedule_due(now_in_database(), seconds=600)
    seconds, processor = time.perf_counter() - begun, time.process_time()
    told = {"mails": mails, "seconds": seconds, "processor": processor - used}
    print(json.dumps({**told, "items": MailItem.objects.count()}))


def _compose(number: int, of: int) -> None:
    from hub.digests.digest.message_builder import build_digest_message
    from hub.outbox import mail_kinds
    from hub.outbox.dispatcher import BATCH
    from hub.outbox.models import Mail
    from hub.records.bulk_rows import chunks

    keys = [pk for pk in Mail.objects.values_list("pk", flat=True) if pk % of == number]
    print("ready", flush=True)
    sys.stdin.readline()
    largest, used = 0, time.process_time()
    for batch in chunks(keys, BATCH):
        mails = list(Mail.objects.select_related("subscriber").filter(pk__in=batch))
        mail_kinds.read_ahead(mails)
        for mail in mails:
            largest = max(largest, len(build_digest_message(mail).as_bytes()))
    used = time.process_time() - used
    told = {"largest": largest, "processor": used, "mail": used / len(keys)}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    what, *numbers = sys.argv[1:]
    if what == "compose":
        _compose(*map(int, numbers))
    else:
        {"fill": _fill, "match": _match, "collect": _collect}[what]()

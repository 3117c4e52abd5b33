"""200,000 entries of follow-up on PostgreSQL: pages of a document and of countries, one web worker.

A document of 40 actions to 193 States has 5,000 of them. `python -m bench.follow_up` alone, in the
environment of `bench.place`, fills the database by COPY.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from bench.place import place
from bench.rows import Row, percentile

ACTIONS, ENTRIES, OF_DOCUMENT, DOCUMENTS = 40, 200_000, 5_000, 40
STATUSES = ("done", "partly-done", "under-way", "announced", "no-action-known", "contested")
PAGES = {
    "a document of 40 actions": "/documents/bench-0/",
    "its matrix with 193 States": "/documents/bench-0/matrix/",
    "its matrix, narrowed": "/documents/bench-0/matrix/?followup_status=done&round=bench-0",
    "one of its recommendations": "/recommendations/BENCH-0-1/",
    "a country": "/countries/ke/",
    "all countries": "/countries/",
    "recommendations of a country": "/recommendations/?country=ke",
}
COUNTRIES = ("ar", "br", "ca", "de", "eg", "fr", "gh", "hu", "in", "jp", "ke", "lb", "mx", "ng",
             "om", "pe", "qa", "ro", "se", "th")  # fmt: skip
# Read first after a change: nothing of it is known to the process.
FIRST = {
    "a country among 200,000 entries": [f"/countries/{slug}/" for slug in COUNTRIES],
    "a document of 40 actions": [f"/documents/bench-{number}/" for number in range(1, 20)],
    "a recommendation": [f"/recommendations/BENCH-{number}-2/" for number in range(20, 39)],
}


def rows() -> Iterator[Row]:
    with place() as here:
        here.run("-m", "bench.follow_up")
        with here.web() as (port, _worker):
            from bench.reader import Reader, unkept

            reader = Reader(port)
            for name, paths in FIRST.items():
                first = [_timed(reader, path) for path in paths]
                yield Row(f"{name}, read first, p50", percentile(first, 0.5), "ms")
            for name, path in PAGES.items():
                _timed(reader, path)
                times = [_timed(reader, unkept(path)) for _number in range(40)]
                target = None if name in ("all countries", "recommendations of a country") else 15.0
                yield Row(f"{name}, made anew, p50", percentile(times, 0.5), "ms", target)
                yield Row(f"{name}, made anew, p95", percentile(times, 0.95), "ms")
            files = [_timed(reader, f"/countries/{slug}/asked.csv") / 1000 for slug in COUNTRIES]
            yield Row("what is recorded of a country as CSV, worst of 20", max(files), "s", 2.0)


def _timed(reader: Any, path: str) -> float:
    answer = reader.get(path)
    assert answer.status == 200, path
    milliseconds: float = answer.milliseconds
    return milliseconds


def _fill() -> None:
    """The starter data, and generated documents with their follow-up beside it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from bench.fill import copy, fill
    from events.recommendations.models import FollowUp, Recommendation, RecommendationTerm
    from hub.records.models import SearchState, Source
    from hub.vocabulary.models import Term

    fill(0)
    with transaction.atomic():
        seq = SearchState.raise_seq()
        pks, rounds = _documents(seq)
        copy(Recommendation, (_action(*each, seq) for each in pks))
        states = Term.objects.get(scheme__slug="addressee", slug="states").pk
        copy(RecommendationTerm, (
            {"recommendation_id": pk, "term_id": states} for pk, *_rest in pks
        ))  # fmt: skip
        source = Source.objects.create(title="A report of all").pk
        copy(FollowUp, _entries([pk for pk, *_rest in pks], rounds, source))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("search_build", verbosity=0)


def _documents(seq: int) -> tuple[list[tuple[int, int, int, int]], list[int]]:
    """Keys of the actions to come, each with its document's key, that one's number and its place;
    and the key of a round of each document.
    """
    from events.recommendations.models import Document, Recommendation, ReportingRound

    first = Recommendation.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    actions, rounds = [], []
    for number in range(DOCUMENTS):
        document = Document.objects.create(
            slug=f"bench-{number}", title=f"Statement {number}", state="published", index_seq=seq
        )
        reporting_round = ReportingRound(document=document, slug=document.slug, name="First report")
        reporting_round.save()
        rounds.append(reporting_round.pk)
        actions += [
            (first + number * ACTIONS + place_, document.pk, number, place_)
            for place_ in range(ACTIONS)
        ]
    return actions, rounds


def _action(pk: int, document: int, number: int, place_: int, seq: int) -> dict[str, Any]:
    from django.utils import timezone

    return {
        "id": pk,
        "slug": f"BENCH-{number}-{place_}",
        "state": "published",
        "index_seq": seq,
        "updated_at": timezone.now(),
        "text": f"Take measure {place_} against trafficking by technology, and report on it.",
        "document_id": document,
        "position": place_,
    }


def _entries(actions: list[int], rounds: list[int], source: int) -> Iterator[dict[str, Any]]:
    """5,000 of the first document, the others by turns."""
    import random

    from hub.vocabulary.member_states import member_states
    from hub.vocabulary.models import Term

    chance = random.Random(7)
    scheme = Term.objects.filter(scheme__slug="followup_status", slug__in=STATUSES)
    statuses = list(scheme.values_list("pk", flat=True))
    countries = list(
        Term.objects.filter(scheme__slug="country", slug__in=member_states()).values_list(
            "pk", flat=True
        )
    )
    own, others = actions[:ACTIONS], actions[ACTIONS:]
    for number in range(ENTRIES):
        of_first = number < OF_DOCUMENT
        action = chance.choice(own if of_first else others)
        yield {
            "recommendation_id": action,
            "country_id": chance.choice(countries),
            "status_id": chance.choice(statuses),
            "evidence": f"Measure {number} was taken, as its report tells.",
            "date": chance.choice(("2022", "2023-05", "2024-11-02", None)),
            "said_by": chance.choice(("addressee", "issuer", "other", None)),
            "round_id": rounds[0] if of_first and number % 2 else None,
            "source_id": source,
        }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    _fill()

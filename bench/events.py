"""20,000 events and 50,000 recommendations on PostgreSQL: their lists over HTTP, one web worker.

`python -m bench.events` alone, in the environment of `bench.place`, fills the database by COPY.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from bench.place import place
from bench.rows import Row, percentile

EVENTS, RECOMMENDATIONS = 20_000, 50_000
CHUNK = 10_000
WORDS = ("data", "hotline", "traffick", "labour", "police", "child", "evidence", "report")
FILTERS = {
    "/events/": ("topic=legislation", "when=past", "event_type=conference", "year=2021",
                 "place=m49-150", "mode=online", "sort=name", "page=3"),
    "/recommendations/": ("addressee=states", "topic=legislation", "tools=not-served",
                          "action_area=protection", "addressee=donors&topic=not-known",
                          "document=wg-tip-2021", "sort=name", "page=3"),
}  # fmt: skip


def rows() -> Iterator[Row]:
    sizes = {"/events/": EVENTS, "/recommendations/": RECOMMENDATIONS}
    with place() as here:
        here.run("-m", "bench.events")
        with here.web() as (port, _worker):
            from bench.reader import Reader, unkept

            reader = Reader(port)
            for base, filters in FILTERS.items():
                paths = [f"{base}?{chosen}" for chosen in filters]
                paths += [f"{base}?q={word}" for word in WORDS]
                paths += [f"{base}?q={word}&{chosen}" for word in WORDS for chosen in filters[:5]]
                usable = [path for path in paths if reader.get(path).status == 200]
                assert len(usable) > len(paths) / 2, base
                times = [reader.get(unkept(path)).milliseconds for path in usable * 3]
                of = f"{base}, made anew, {{}}, at {sizes[base]:,}"
                yield Row(of.format("p50"), percentile(times, 0.5), "ms", 6.0)
                yield Row(of.format("p95"), percentile(times, 0.95), "ms", 12.0)
            times = [reader.get(unkept("/recommendations/gaps/")).milliseconds for _n in range(9)]
            yield Row("gaps of recommendations, made anew, p50", percentile(times, 0.5), "ms")


def _fill() -> None:
    """The starter data, and generated events and recommendations beside it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, models, transaction

    from bench.fill import copy, fill, term_rows, terms_of
    from bench.generate import Generator
    from events.models import Event, EventTerm
    from events.recommendations.models import Document, Recommendation, RecommendationTerm
    from hub.records.models import SearchState

    fill(0)
    papers = list(Document.objects.values_list("pk", flat=True))
    kinds = (
        (Event, EventTerm, "event_id", EVENTS),
        (Recommendation, RecommendationTerm, "recommendation_id", RECOMMENDATIONS),
    )
    with transaction.atomic():
        seq = SearchState.raise_seq()
        for model, link, column, size in kinds:
            first = (model.objects.aggregate(most=models.Max("pk"))["most"] or 0) + 1
            documents = Generator(size - model.objects.count()).documents()
            terms = terms_of(model.schemes)
            while some := list(islice(documents, CHUNK)):
                make = _event if model is Event else _recommendation
                copy(model, (make(one, first + one.pk - 1, seq, papers) for one in some))
                carried = term_rows(some, first, terms)
                copy(link, ({column: row["tool_id"], "term_id": row["term_id"]} for row in carried))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("search_build", verbosity=0)


def _shared(document: Any, pk: int, seq: int) -> dict[str, Any]:
    return {
        "id": pk,
        "state": "published",
        "index_seq": seq,
        "verified_on": document.verified_on,
        "updated_at": document.updated + timedelta(seconds=pk % 86_400),
    }


def _event(document: Any, pk: int, seq: int, _papers: list[int]) -> dict[str, Any]:
    """Every third event has a month only: dates of all precisions stand in one list."""
    import uuid

    day = document.updated.date()
    return _shared(document, pk, seq) | {
        "slug": f"generated-{pk}",
        "name": document.title[:200],
        "theme": document.summary[:300],
        "notes": document.description,
        "start": f"{day:%Y-%m}" if pk % 3 == 0 else day.isoformat(),
        "first_day": day.replace(day=1) if pk % 3 == 0 else day,
        "last_day": day,
        "over": True,
        "mode": ("in-person", "online", None)[pk % 3],
        "uid": uuid.UUID(int=pk),
    }


def _recommendation(document: Any, pk: int, seq: int, papers: list[int]) -> dict[str, Any]:
    return _shared(document, pk, seq) | {
        "slug": f"GENERATED-{pk}",
        "text": document.summary[:600],
        "notes": document.description,
        "document_id": papers[pk % len(papers)],
        "position": pk % 30_000,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    _fill()

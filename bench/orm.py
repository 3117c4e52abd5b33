"""`python -m bench.orm`: the list as a plain Django site makes it, beside the engine's.

Words are looked for with ``icontains``, filters are joins on the terms, and facets are counted by
GROUP BY: one for each facet with a choice, one for all others. Prints the milliseconds of each
query as JSON: ``{"orm": [...], "engine": [...]}``.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.db import OperationalError, connection, models
from django.http import QueryDict

from bench.generate import SEED
from bench.http import addresses
from catalogue.models import Tool, ToolTerm
from catalogue.models.tool import ENDED
from catalogue.views.lists import TOOLS
from hub.lists.filter_form import read_query
from hub.search_engine.query import PER_PAGE, Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.models import NOT_KNOWN

QUERIES = 40
LONGEST_MS = 30_000  # one that takes longer counts as that long
TIME_LIMIT = 100.0  # seconds for all of them
TEXTS = ("name", "other_names", "summary", "description")
SCHEMES = {"place": ("region", "country")}


def selected(query: Query, besides: str = "") -> models.QuerySet[Tool]:
    """What the query finds; with the choice in one facet left out, to count that facet."""
    found: models.QuerySet[Tool] = Tool.objects.published()
    for word in query.text.replace('"', " ").split():
        some = models.Q()
        for name in TEXTS:
            some |= models.Q(**{f"{name}__icontains": word})
        found = found.filter(some)
    for facet, slugs in query.chosen:
        if facet == besides:
            continue
        terms = models.Q(terms__scheme__slug__in=schemes(facet))
        if NOT_KNOWN in slugs:
            found = found.exclude(terms__scheme__slug__in=schemes(facet))
        else:
            found = found.filter(terms & models.Q(terms__slug__in=slugs))
    return found.exclude(terms__scheme__slug="status", terms__slug__in=ENDED).distinct()


def schemes(facet: str) -> tuple[str, ...]:
    return SCHEMES.get(facet, (facet,))


def listed(query: Query) -> tuple[int, list[int], dict[str, int]]:
    """How many there are, the keys of one page, and the counts of every facet of terms."""
    found = selected(query)
    start = (query.page - 1) * PER_PAGE
    page = found.order_by("name" if query.sort == "name" else "-updated_at", "-pk")
    keys = [tool.pk for tool in page[start : start + PER_PAGE]]
    chosen = [facet for facet, _slugs in query.chosen]
    others = [facet.name for facet in TOOLS.facets if facet.name not in chosen]
    counts = counted(found, others)
    for facet in chosen:
        counts |= counted(selected(query, besides=facet), [facet])
    return found.count(), keys, counts


def counted(found: models.QuerySet[Tool], facets: list[str]) -> dict[str, int]:
    """One GROUP BY over the links of what was found, for all facets that share a selection."""
    links = ToolTerm.objects.filter(
        term__scheme__slug__in=[slug for facet in facets for slug in schemes(facet)],
        tool__in=found.values("pk"),
    )
    grouped = links.values_list("term__scheme__slug", "term__slug").annotate(models.Count("pk"))
    return {f"{scheme}/{slug}": many for scheme, slug, many in grouped}


def queries() -> list[Query]:
    drawn = random.Random(SEED).sample(addresses(), QUERIES)
    return [
        read_query(TOOLS.form_class, TOOLS.facets, QueryDict(path.partition("?")[2]))[0]
        for path in drawn
    ]


def measured() -> dict[str, list[float]]:
    snapshot = get_snapshot("tool")
    times: dict[str, list[float]] = {"orm": [], "engine": []}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = %s", [LONGEST_MS])
    until = time.monotonic() + TIME_LIMIT
    for query in queries():
        again = [timed(lambda query: search(snapshot, query), query) for _ in range(5)]
        times["engine"].append(sorted(again)[2])
        if time.monotonic() > until:
            continue
        try:
            times["orm"].append(timed(listed, query))
        except OperationalError:  # it was stopped
            times["orm"].append(float(LONGEST_MS))
    return times


def timed(ask: Callable[[Query], object], query: Query) -> float:
    start = time.perf_counter()
    ask(query)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    print(json.dumps(measured()))

"""The situation finder at 100,000 tools: ranking all of them in the engine, and the page by HTTP.

`python -m bench.fit` alone, in the environment of `bench.place`, prints the engine's timings.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from statistics import fmean
from typing import Any

import numpy as np

from bench.generate import SEED
from bench.place import Place, filled_place, processor_times
from bench.reader import Reader, unkept
from bench.rows import Row, percentile

SIZE = 100_000
SITUATIONS = 200
ROUNDS = 3
PARAMETERS = ("who", "what", "place", "task", "whom", "limit", "language")
# How many answers people give to each question: mostly one or two, seldom many.
MOST = (1, 2, 1, 3, 2, 4, 2)


def rows() -> Iterator[Row]:
    here, of = filled_place(SIZE), f"at {SIZE:,}"
    told = _engine(here)
    yield Row(f"fit, ranking with 20 tools' reasons, p50, {of}", told["p50"], "ms")
    yield Row(f"fit, ranking with 20 tools' reasons, p95, {of}", told["p95"], "ms", 12.0)
    spent = told["processor"]
    yield Row(f"fit, the same in processor time, p95, {of}", spent, "ms", 5.5, seen=8.9)
    yield Row(f"fit, of which the ranking, p95, {of}", told["ranking"], "ms")
    yield Row(f"fit, every answer at once, {of}", told["all"], "ms")
    yield from _pages(here, told["addresses"], of)


def _engine(here: Place) -> dict[str, Any]:
    """In a process of its own, which knows the database and the index on disk."""
    found: dict[str, Any] = here.ask("-m", "bench.fit")
    return found


def _pages(here: Place, addresses: list[str], of: str) -> Iterator[Row]:
    with here.web() as (port, worker):
        reader = Reader(port)
        paths = [f"/situation/?{words}" for words in addresses]
        for path in ("/situation/", paths[0]):
            assert reader.get(path).status == 200, path
        times = [reader.get(unkept(path)).milliseconds for path in paths]
        spent = processor_times(reader, worker, map(unkept, paths))
        yield Row(f"fit, page made anew, p50, {of}", percentile(times, 0.5), "ms")
        yield Row(f"fit, page made anew, p95, {of}", percentile(times, 0.95), "ms", 30.0)
        # What a machine that is busy with other things cannot blur.
        half, most = percentile(spent, 0.5), percentile(spent, 0.95)
        yield Row(f"fit, page made anew, processor, p50, {of}", half, "ms", 12.0, seen=18.2)
        yield Row(f"fit, page made anew, processor, p95, {of}", most, "ms", 16.0, seen=22.5)
        yield Row(f"fit, page made anew, processor time, mean, {of}", fmean(spent), "ms")


def _measure() -> None:
    """Timings of the engine as JSON on the last line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    from catalogue.fit.ranking import rank
    from catalogue.fit.rules import checks_of
    from catalogue.fit.scoring_engine import Scoring
    from catalogue.fit.situation import Situation
    from hub.search_engine.snapshot_cache import get_snapshot
    from hub.vocabulary.term_cache import term_cache

    snapshot, terms = get_snapshot("tool"), term_cache()
    choices = _choices()
    situations = [Situation.of(answers) for answers in _mixed(choices)]
    whole = [Situation.of({name: slugs[:30] for name, slugs in choices.items()})]

    def timed(
        asked: list[Situation],
        ask: Callable[[Situation], object],
        clock: Callable[[], float] = time.perf_counter,
    ) -> list[float]:
        """For each situation its median over several rounds, in milliseconds."""
        rounds = []
        for _ in range(ROUNDS):
            times = []
            for situation in asked:
                start = clock()
                ask(situation)
                times.append((clock() - start) * 1000)
            rounds.append(times)
        return [percentile(times, 0.5) for times in zip(*rounds, strict=True)]

    def whole_answer(one: Situation) -> object:
        return rank(snapshot, one, terms=terms)

    everything = timed(situations, whole_answer)
    weighing = timed(
        situations, lambda one: Scoring(snapshot, checks_of(one, terms), ended=False).breaking()
    )
    told = {
        "p50": percentile(everything, 0.5),
        "p95": percentile(everything, 0.95),
        "processor": percentile(timed(situations, whole_answer, time.thread_time), 0.95),
        "ranking": percentile(weighing, 0.95),
        "all": timed(whole, whole_answer)[0],
        "addresses": [situation.canonical() for situation in situations],
    }
    print(json.dumps(told))


def _choices() -> dict[str, list[str]]:
    from catalogue.fit.contexts import WHAT
    from catalogue.fit.limits import LIMITS
    from catalogue.fit.questions import TASK, WHO, WHOM
    from hub.vocabulary.term_cache import term_cache

    found = {one.slug: [each.slug for each in one.answers] for one in (WHO, WHAT, TASK, WHOM)}
    found["limit"] = [limit.slug for limit in LIMITS]
    found["place"] = [entry.slug for entry in term_cache().schemes["country"].terms]
    found["language"] = [entry.slug for entry in term_cache().schemes["language"].terms]
    return found


def _mixed(choices: dict[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    random = np.random.default_rng(SEED)
    for number in range(SITUATIONS):
        answers = {}
        for name, most in zip(PARAMETERS, MOST, strict=True):
            amount = int(random.integers(0, most + 1)) * (2 if number % 20 == 0 else 1)
            slugs = choices[name]
            drawn = random.choice(len(slugs), min(amount, len(slugs)), replace=False)
            answers[name] = [slugs[at] for at in drawn]
        if not any(answers.values()):
            answers["what"] = [choices["what"][0]]
        yield answers


if __name__ == "__main__":
    _measure()

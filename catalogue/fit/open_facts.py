"""Which single fact, not known of a tool, would decide whether it does what a situation asks.

Counted over the situations that are written and over generated ones. What readers ask is stored
nowhere and enters nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from catalogue.fit.checks import Check
from catalogue.fit.ready_situations import READY_SITUATIONS
from catalogue.fit.result_groups import AnswerKey, FitGroup, GroupedTools, union
from catalogue.fit.rules import checks_of
from catalogue.fit.scoring_engine import Scoring
from catalogue.fit.situation import FACETS, Situation
from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import BitArray
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import NOT_KNOWN
from hub.vocabulary.term_cache import TermCache

GENERATED, SEED = 600, 20_261_202
MOST_LIMITS = 2


@dataclass(frozen=True)
class DecidingFact:
    """A fact that is not known of a tool (``pk``), and in how many situations it alone decides."""

    pk: int
    fact: str
    situations: int


def sample_situations(number: int = GENERATED) -> list[Situation]:
    """The written situations and so many generated ones, the same ones each time."""
    sampler = Random(SEED)  # noqa: S311  # nosec
    answers = {name: sorted(FACETS[name].fixed) for name in ("who", "what", "task", "limit")}
    written = [ready.situation for ready in READY_SITUATIONS]
    return written + [_generated(sampler, answers) for _ in range(number)]


def _generated(sampler: Random, answers: dict[str, list[str]]) -> Situation:
    """Somebody with a task, mostly in a setting, within up to two limits."""
    limits = sampler.sample(answers["limit"], sampler.randint(0, MOST_LIMITS))
    return Situation.of(
        {
            "who": [sampler.choice(answers["who"])],
            "what": [sampler.choice(answers["what"])] if sampler.random() < 0.7 else [],
            "task": [sampler.choice(answers["task"])],
            "limit": limits,
        }
    )


def deciding_facts(
    snapshot: Snapshot, situations: Iterable[Situation], terms: TermCache, most: int
) -> list[DecidingFact]:
    """The facts that alone decide in the most situations, at most so many, and one for each tool.

    Memory: a counter for each fact and tool of the snapshot.
    """
    counts: dict[str, NDArray[np.int32]] = {}
    for situation in situations:
        checks = checks_of(situation, terms)
        scoring = Scoring(snapshot, checks, ended=False)
        for fact, bits in _open_alone(scoring.grouped, checks):
            # Of what is known, too, another value may be missing; here nothing is known at all.
            flags = bitmaps.unpack_flags(bits & snapshot.any_row((f"{fact}/{NOT_KNOWN}",)))
            counts.setdefault(fact, np.zeros(len(flags), np.int32))[:] += flags
    return _greatest(snapshot, counts, most)


def _open_alone(grouped: GroupedTools, checks: Sequence[Check]) -> Iterator[tuple[str, BitArray]]:
    """By fact: the tools of which it alone keeps the finder from an answer."""
    unknown, parts = grouped.bits[FitGroup.UNKNOWN], grouped.open_by_answer
    for key, bits in parts.items():
        others = union((parts[name] for name in parts if name != key), grouped.none)
        facts = _facts_of(key, checks)
        if len(facts) == 1:  # where several facts could answer it, none decides alone
            yield facts.pop(), unknown & bits & ~others


def _facts_of(key: AnswerKey, checks: Sequence[Check]) -> set[str]:
    question, answer = key
    return {
        check.facet
        for check in checks
        if question and check.question == question and answer in ("", check.answer)
    }


def _greatest(
    snapshot: Snapshot, counts: dict[str, NDArray[np.int32]], most: int
) -> list[DecidingFact]:
    if not counts:
        return []
    facts = sorted(counts)
    table = np.stack([counts[fact] for fact in facts])
    best = table.max(axis=0)
    positions = np.flatnonzero(best)
    keys = snapshot.pks[positions]
    order = np.lexsort((keys, -best[positions]))[:most]
    return [
        DecidingFact(int(keys[row]), facts[int(table[:, place].argmax())], int(best[place]))
        for row in order
        for place in (int(positions[row]),)
    ]

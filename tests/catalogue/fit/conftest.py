"""Records that only have rows, to be judged without a database beside the vocabulary's."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from catalogue.fit.checks import FitAssessment
from catalogue.fit.explanation import assess
from catalogue.fit.rules import checks_of
from catalogue.fit.situation import Situation, read_situation
from hub.search_engine.document import IndexDocument
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import TermCache, term_cache

DAY_ONE = datetime(2026, 1, 1, tzinfo=UTC)
# Facets of which a record without a value holds "not-known", as the catalogue's source says it.
KNOWN_BY_ROW = (
    "purpose", "context", "place", "user", "target_population", "connectivity", "language",
    "access", "status", "safeguard", "evidence_level", "scope",
)  # fmt: skip


def _rows(given: Iterable[str]) -> frozenset[str]:
    rows = set(given)
    held = {row.partition("/")[0] for row in rows}
    return frozenset(rows | {f"{facet}/not-known" for facet in KNOWN_BY_ROW if facet not in held})


def _document(pk: int, rows: Iterable[str], *, ended: bool = False) -> IndexDocument:
    return IndexDocument(
        pk=pk,
        seq=pk,
        updated=DAY_ONE + timedelta(days=pk),
        title=f"Tool {pk}",
        names=(),
        summary="",
        description="",
        language="en",
        rows=_rows(rows),
        ended=ended,
        verified_on=None,
    )


def _snapshot(tools: Sequence[Iterable[str]], changed: Sequence[Iterable[str]] = ()) -> Snapshot:
    """Tools with the keys 1, 2, ...; ``changed`` replace the first ones, as a later delta does."""
    base = Segment(build_arrays([_document(pk, rows) for pk, rows in enumerate(tools, 1)], {}))
    if not changed:
        return Snapshot(1, (), base)
    delta = Segment(build_arrays([_document(pk, rows) for pk, rows in enumerate(changed, 1)], {}))
    return Snapshot(2, (), base, delta, masked=range(1, len(changed) + 1))


@pytest.fixture
def terms(starter: None) -> TermCache:
    """The vocabulary as it is shipped."""
    return term_cache()


@pytest.fixture
def snapshot_of() -> Callable[..., Snapshot]:
    return _snapshot


@pytest.fixture
def situation_of() -> Callable[[str], Situation]:
    def read(address: str) -> Situation:
        return read_situation(QueryDict(address))

    return read


@pytest.fixture
def judged(terms: TermCache) -> Callable[..., FitAssessment]:
    """The assessment of a record with these rows in the situation of an address."""

    def ask(address: str, *rows: str) -> FitAssessment:
        situation = read_situation(QueryDict(address))
        return assess(1, _rows(rows), checks_of(situation, terms), terms)

    return ask


@pytest.fixture
def reason(judged: Callable[..., FitAssessment]) -> Callable[..., Any]:
    """The one reason of a rule: ``reason("limit", "limit=no-internet", "connectivity/...")``."""

    def ask(rule: str, address: str, *rows: str) -> Any:
        (found,) = [one for one in judged(address, *rows).reasons if one.rule == rule]
        return found

    return ask

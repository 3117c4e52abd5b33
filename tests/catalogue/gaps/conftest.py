"""Snapshots made of a few rows, without a database behind them."""

from datetime import UTC, datetime

import pytest

from hub.search_engine.document import IndexDocument
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot


@pytest.fixture
def make_snapshot():
    """A snapshot of records given as (rows, ended)."""

    def make(records):
        documents = [
            IndexDocument(
                pk=pk,
                seq=1,
                updated=datetime(2026, 1, 1, tzinfo=UTC),
                title=f"Tool {pk}",
                names=(),
                summary="",
                description="",
                language="en",
                rows=frozenset(rows),
                ended=ended,
                verified_on=None,
            )
            for pk, (rows, ended) in enumerate(records, 1)
        ]
        return Snapshot(1, ("purpose", "context", "place"), Segment(build_arrays(documents, {})))

    return make

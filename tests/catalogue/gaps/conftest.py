"""Snapshots made of a few rows, without a database behind them."""

from datetime import UTC, datetime

import pytest

from hub.index.document import Document
from hub.index.segment import Segment, build
from hub.index.snapshot import Snapshot


@pytest.fixture
def make_snapshot():
    """A snapshot of records given as (rows, ended)."""

    def make(records):
        documents = [
            Document(
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
        return Snapshot(1, ("purpose", "context", "place"), Segment(build(documents, {})))

    return make

"""A ledger that lets nobody change a record alone, whatever the change is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hub.records.second_person import SecondPersonNeeded

ASKED_IN = (
    "hub.records.models.ledger", "hub.records.models.ledger_entry",
    "hub.curation.bulk_changes.bulk_writer",
)  # fmt: skip


class Refusals:
    """What the ledger was asked for in vain."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def note(self, model: Any, change: Any, writer: Any, reason: str) -> str:
        if writer.by is None or change.before is None or not change.changed:
            return ""
        self.kinds.append(model.kind)
        raise SecondPersonNeeded(model, change, reason)

    def check(self, client: Any, response: Any) -> None:
        """The ledger was reached, and the person reads a sentence: with a 4xx, or on the page that
        they are led to."""
        assert self.kinds, "the page wrote no record: what was sent is not right"
        if response.status_code == 302:
            response = client.get(response["Location"])
            assert response.status_code == 200
        else:
            assert 400 <= response.status_code < 500
        assert "second person" in response.content.decode()


@pytest.fixture
def refusing_ledger(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    @contextmanager
    def refuse() -> Iterator[Refusals]:
        refusals = Refusals()
        with monkeypatch.context() as patch:
            for module in ASKED_IN:
                patch.setattr(f"{module}.note_of_change", refusals.note)
            yield refusals

    return refuse

"""Two records of each kind, with whatever can point at one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps

from hub.records.models import Source, recorded_change
from hub.records.registry import record_types
from tests.events.conftest import (  # noqa: F401 - fixtures
    make_document,
    make_event,
    make_follow_up,
    make_recommendation,
)
from tests.events.reporting.conftest import (  # noqa: F401 - fixtures
    answers,
    days,
    kenya,
    make_request,
    make_round,
    sent_in,
    statuses,
)

# What grows with each change, and what is made anew from facts.
GROWING = {
    "core.Revision", "core.Change", "core.Removed", "core.PageChange", "core.SearchState",
    "merging.RecordMerge", "sessions.Session", "core.Removal", "core.RemovalEntry",
}  # fmt: skip
MOVING_COLUMNS = {"version", "index_seq", "updated_at", "sequence", "revised_at"}


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the database, but for what grows with each change."""
    rows = {}
    for model in apps.get_models():
        if model._meta.label in GROWING or not model._meta.managed:
            continue
        columns = [
            column.attname
            for column in model._meta.concrete_fields
            if column.name not in MOVING_COLUMNS
        ]
        found = model._base_manager.order_by("pk").values_list(*columns)
        rows[model._meta.label] = [tuple(map(repr, row)) for row in found]
    return rows


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {
        label: (sorted(set(before[label]) - set(after[label])),
                sorted(set(after[label]) - set(before[label])))
        for label in before
        if before[label] != after[label]
    }  # fmt: skip


@pytest.fixture
def make_record(
    make_tool,
    make_organisation,
    make_deployment,
    make_pattern,
    make_helpline,
    make_event,  # noqa: F811
    make_document,  # noqa: F811
    make_recommendation,  # noqa: F811
    make_answered_question,
) -> Callable[..., Any]:
    """A record of a kind, with a source and a term where its kind has terms."""
    makers = {
        "tool": make_tool, "organisation": make_organisation, "deployment": make_deployment,
        "misuse": make_pattern, "helpline": make_helpline, "event": make_event,
        "document": make_document, "recommendation": make_recommendation,
        "question": lambda **values: make_answered_question(
            **{"slug": f"question-{len(Source.objects.all())}"} | values
        ),
    }  # fmt: skip
    assert makers.keys() == record_types.keys()

    def make(kind: str, **values: Any) -> Any:
        record = makers[kind](**values)
        number = Source.objects.count()
        with recorded_change(record):
            source = Source.objects.create(title=f"Source {number}")
            record.citations.create(source=source, subject="", note="p. 1")
        record.refresh_from_db()
        return record

    return make

"""An import whose rows want this and that, without a file or a check."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from hub.imports.apply.apply import apply_next
from hub.imports.apply.planner import DecidedRow, prepare
from hub.imports.models import Import, ImportRow, ImportSource
from hub.imports.record_types import importer_for
from hub.records.seq_cache import clear_caches

OWN = {"index_seq", "version"}  # what locks and caches go by; it only ever moves on


@pytest.fixture
def batch(db: None) -> Import:
    source, _made = ImportSource.objects.get_or_create(
        slug="partner", defaults={"title": "Partner", "kind": "tool"}
    )
    return Import.objects.create(
        source=source, kind="tool", name="tools.csv", state="preparing",
        publish_as="published", step_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _names_of_this_test() -> None:
    clear_caches()


@pytest.fixture
def wants(batch: Import) -> Callable[..., DecidedRow]:
    """What a row wants of a tool, or of another record: the facts that it sets."""

    def want(record: Any = None, **facts: Any) -> DecidedRow:
        clear_caches()  # the test made terms and organisations without a new number
        if record is None:
            facts = ({"summary": "It helps."} if batch.kind == "tool" else {}) | facts
        pk = record.pk if record else None
        number = next(numbers)
        row = ImportRow(number=number, key=f"row-{number}", record_id=pk)
        row.version = type(record).objects.get(pk=pk).version if record else None
        return DecidedRow(row, pk, facts, dict(facts), {})

    numbers = count(2)
    return want


@pytest.fixture
def prepare_rows(batch: Import) -> Callable[..., None]:
    """Write down what these rows want, chunk by chunk."""

    def run(*asked: DecidedRow, chunk: int = 1000) -> None:
        for one in asked:
            one.row.batch = batch
        ImportRow.objects.bulk_create(one.row for one in asked)
        for start in range(0, len(asked), chunk):
            with transaction.atomic():
                prepare(batch, asked[start : start + chunk], importer_for(batch.kind))

    return run


@pytest.fixture
def apply_all(batch: Import, prepare_rows: Callable[..., None]) -> Callable[..., None]:
    def run(*wanted: DecidedRow, **options: Any) -> None:
        prepare_rows(*wanted, **options)
        more = True
        while more:
            with transaction.atomic():
                more = apply_next(batch)
                batch.save()

    return run


@pytest.fixture
def dump() -> Callable[[], dict[str, list[Any]]]:
    """Every row of every table of records, but for what locks and caches go by."""

    def read() -> dict[str, list[Any]]:
        found = {}
        for label in ("catalogue", "events", "recommendations", "vocabulary"):
            for model in apps.get_app_config(label).get_models():
                columns = [
                    field.attname for field in model._meta.concrete_fields
                    if field.attname not in OWN
                ]  # fmt: skip
                rows = model._default_manager.order_by("pk").values_list(*columns)
                found[model._meta.label] = list(map(repr, rows))
        for label in ("core.Source", "core.Change", "core.FormerSlug", "imports.Imported"):
            model = apps.get_model(label)
            found[label] = list(map(repr, model._default_manager.order_by("pk").values_list()))
        return found

    return read


@pytest.fixture
def on_sqlite() -> bool:
    return connection.vendor == "sqlite"

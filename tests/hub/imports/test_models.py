"""What the database itself refuses."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from hub.imports.models import Import, ImportRow, ImportSource, SourceRecordState

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return ImportSource.objects.create(slug="list", title="A list", kind="tool")


def test_a_second_import_of_a_source_cannot_begin_while_one_is_at_work(source):
    Import.objects.create(source=source, kind="tool", name="a.csv", state="checking")
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.create(source=source, kind="tool", name="b.csv", state="ready")


def test_a_dry_run_may_go_on_beside_an_import(source):
    Import.objects.create(source=source, kind="tool", name="a.csv", state="checking")
    Import.objects.create(source=source, kind="tool", name="b.csv", state="checking", dry_run=True)
    assert Import.objects.at_work().count() == 2


def test_a_row_number_stands_once_in_an_import(source):
    batch = Import.objects.create(source=source, kind="tool", name="a.csv")
    ImportRow.objects.create(batch=batch, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRow.objects.create(batch=batch, number=2)


def test_a_source_names_a_record_by_one_key_only(source):
    SourceRecordState.objects.create(source=source, key="x", kind="tool", record_id=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SourceRecordState.objects.create(source=source, key="x", kind="tool", record_id=2)


@pytest.mark.parametrize(("hours_ago", "due"), [(None, True), (23, False), (24, True)])
def test_a_feed_is_due_when_its_hours_have_passed(hours_ago, due):
    now = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
    fetched = None if hours_ago is None else now - datetime.timedelta(hours=hours_ago)
    source = ImportSource(feed_url="https://example.org/f", feed_every=24, last_fetched_at=fetched)
    assert source.feed_is_due(now) is due

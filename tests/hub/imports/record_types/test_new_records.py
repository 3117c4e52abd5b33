"""A row of each kind, read, planned and written: its facts are those planned."""

import pytest
from django.db import transaction

from events.models import KeyMessage
from events.recommendations.models import Document
from hub.imports.record_types import current_lookup, importer_for
from hub.records.models import Ledger

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SOURCES = [{"url": "https://a.example/report", "title": "A report", "note": "p. 3"}]

ROWS = {
    "tool": {
        "slug": "a-tool", "name": "A tool", "summary": "Of use.", "purpose": ["screening"],
        "risk_flags": ["risky"], "safeguards": ["safe"], "organisations": ["ODIHR"],
        "sources": SOURCES, "open_source": False, "first_released": "2021-05", "languages": [],
    },
    "organisation": {
        "slug": "a-body", "name": "A body", "country": ["ke"],
        "aliases": ["AB", "A Body", {"name": "Un organisme", "language": "fr"}],
        "source": "https://a.example", "part_of": "odihr", "url": "https://ab.example",
    },
    "event": {
        "slug": "an-event", "name": "An event", "start_date": "2021-10-07", "end_date": "2021-10",
        "organisers": ["ODIHR"], "speakers": [{"name": "Jane Doe", "affiliation": "Head, ODIHR"}],
        "key_messages": ["Doe: it works.", "Floor: does it?"], "topics": ["research"],
        "parent_event": "A conference", "sources": SOURCES, "mode": "online",
    },
    "recommendation": {
        "ref": "R-1", "document": "A statement", "text": "Do more.", "topics": ["research"],
        "sources": SOURCES, "source_paragraph": "3",
    },
}  # fmt: skip


@pytest.fixture
def _known(make_term, make_organisation):
    for key in ("purpose/screening", "safeguard/risky", "safeguard/safe", "country/ke",
                "topic/research"):  # fmt: skip
        make_term(key)
    make_organisation(slug="odihr", name="ODIHR")
    Document.objects.create(slug="a-statement", title="A statement")


def write(name, facts, stored=None):
    """The change of one record, written."""
    importer = importer_for(name)
    change = importer.change(facts, stored, state="draft", number=7)
    with transaction.atomic():
        ledger = Ledger()
        assert ledger.write(importer.model, [change]) == []
        ledger.close()
    return change


@pytest.mark.usefixtures("_known")
@pytest.mark.parametrize("name", ROWS)
def test_what_is_written_is_what_was_planned(name):
    kind, names = importer_for(name), current_lookup()
    change = write(name, kind.complete(kind.read(ROWS[name], names), None))
    record = kind.model.objects.get(pk=change.pk)
    assert record.facts() == change.after
    record.full_clean(exclude=["document"])
    record.check_consistency()


@pytest.mark.usefixtures("_known")
@pytest.mark.parametrize("name", ROWS)
def test_the_same_row_again_changes_nothing(name):
    kind, names = importer_for(name), current_lookup()
    change = write(name, kind.complete(kind.read(ROWS[name], names), None))
    stored = kind.stored([change.pk])[change.pk]
    again = write(name, kind.complete(kind.read(ROWS[name], names), stored.facts), stored)
    assert again.changed == []
    assert kind.stored([change.pk])[change.pk] == stored


@pytest.mark.usefixtures("_known")
def test_speakers_that_change_take_their_messages_along():
    kind, names = importer_for("event"), current_lookup()
    change = write("event", kind.read(ROWS["event"], names))
    stored = kind.stored([change.pk])[change.pk]
    messages = list(KeyMessage.objects.order_by("pk").values())
    speakers = [["Ann Roe", None, None, "speaker"], *stored.facts["speakers"]]
    changed = write("event", {"speakers": speakers}, stored)
    assert changed.changed == ["speakers"]
    assert list(KeyMessage.objects.order_by("pk").values()) == messages


@pytest.mark.usefixtures("_known")
def test_messages_point_at_the_speakers_that_are_written_with_them():
    kind, names = importer_for("event"), current_lookup()
    change = write("event", kind.read(ROWS["event"], names))
    message = KeyMessage.objects.get(event=change.pk, position=0)
    assert message.participation.name == "Jane Doe"
    assert message.participation.event_id == change.pk


@pytest.mark.usefixtures("_known")
def test_a_column_of_safeguards_leaves_the_inferred_risks_alone():
    kind, names = importer_for("tool"), current_lookup()
    row = {"slug": "a-tool", "safeguards": ["safe"]}
    there = {"safeguard": ["risky"], "inferred": ["risky"]}
    assert kind.complete(kind.read(row, names), there)["safeguard"] == ["risky", "safe"]

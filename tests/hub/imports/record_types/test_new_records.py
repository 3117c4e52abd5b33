"""A row of each kind, read, planned, and written line by line: its facts are those planned."""

import pytest
from django.apps import apps

from events.recommendations.models import Document
from hub.imports.record_types import current_lookup, importer_for
from hub.records.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = "2026-01-02T03:04:05+00:00"
SOURCES = [{"url": "https://a.example/report", "title": "A report", "note": "p. 3"}]

ROWS = {
    "tool": {
        "slug": "a-tool", "name": "A tool", "summary": "Of use.", "purpose": ["screening"],
        "risk_flags": ["risky"], "safeguards": ["safe"], "organisations": ["ODIHR"],
        "sources": SOURCES, "open_source": False, "first_released": "2021-05", "languages": [],
    },
    "organisation": {
        "slug": "a-body", "name": "A body", "aliases": ["AB", "A Body"], "country": ["ke"],
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


class Ids:
    """Keys far above those of the test, and sources made at once."""

    def __init__(self):
        self.last = 50_000

    def next(self, table):
        self.last += 1
        return self.last

    def source(self, url, title):
        return Source.objects.get_or_create(url=url, title=title)[0].pk


@pytest.fixture
def _known(make_term, make_organisation):
    for key in ("purpose/screening", "safeguard/risky", "safeguard/safe", "country/ke",
                "topic/research"):  # fmt: skip
        make_term(key)
    make_organisation(slug="odihr", name="ODIHR")
    Document.objects.create(slug="a-statement", title="A statement")


def write(plan):
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for line in plan.lines:
        assert line.op == "insert"
        tables[line.table].objects.bulk_create([tables[line.table](**line.values)])


@pytest.mark.usefixtures("_known")
@pytest.mark.parametrize("name", ROWS)
def test_what_is_written_is_what_was_planned(name):
    kind, names = importer_for(name), current_lookup()
    facts = kind.complete(kind.read(ROWS[name], names), None)
    plan = kind.plan(facts, None, Ids(), now=NOW, state="draft", number=7, names=names)
    write(plan)
    record = kind.model.objects.get(pk=plan.pk)
    assert record.facts() == plan.after
    record.full_clean(exclude=["document"])
    record.check_consistency()


@pytest.mark.usefixtures("_known")
@pytest.mark.parametrize("name", ROWS)
def test_the_same_row_again_changes_nothing(name):
    kind, names = importer_for(name), current_lookup()
    facts = kind.complete(kind.read(ROWS[name], names), None)
    plan = kind.plan(facts, None, Ids(), now=NOW, state="draft", names=names)
    write(plan)
    stored = kind.stored([plan.pk], names)[plan.pk]
    again = kind.complete(kind.read(ROWS[name], names), stored.facts)
    found = kind.plan(again, stored, Ids(), now=NOW, names=names)
    assert found.changed == []
    assert [line.table for line in found.lines] == [kind.model._meta.db_table]


@pytest.mark.usefixtures("_known")
def test_speakers_that_change_take_their_messages_along():
    kind, names = importer_for("event"), current_lookup()
    plan = kind.plan(kind.read(ROWS["event"], names), None, Ids(), now=NOW, names=names)
    write(plan)
    stored = kind.stored([plan.pk], names)[plan.pk]
    speakers = [["Ann Roe", None, None, "speaker"], *stored.facts["speakers"]]
    found = kind.plan({"speakers": speakers}, stored, Ids(), now=NOW, names=names)
    assert found.changed == ["speakers"]
    assert {line.op for line in found.lines if line.table == "events_keymessage"} == set()


@pytest.mark.usefixtures("_known")
def test_a_column_of_safeguards_leaves_the_inferred_risks_alone():
    kind, names = importer_for("tool"), current_lookup()
    row = {"slug": "a-tool", "safeguards": ["safe"]}
    there = {"safeguard": ["risky"], "inferred": ["risky"]}
    assert kind.complete(kind.read(row, names), there)["safeguard"] == ["risky", "safe"]

"""What a change is called: by the declaration of the record's own type."""

import pytest

from catalogue.presenters.news import fact_labels, news_line
from hub.digests.digest.content import _line
from hub.records.models import Change
from hub.records.registry import record_types

LABELS = [
    ("tool", "summary", "what it is"),
    ("tool", "purpose", "What it does"),
    ("tool", "country", "Where"),
    ("tool", "misuse_stage", "Stage of the crime"),
    ("tool", "organisations", "organisations"),
    ("tool", "url", "site"),
    ("deployment", "summary", "in short"),
    ("deployment", "title", "title"),
    ("deployment", "again", "Would use it again"),
    ("deployment", "ended", "until"),
    ("deployment", "site", "kind of site"),
    ("misuse", "summary", "what happens"),
    ("misuse", "answers", "tools that answer it"),
    ("event", "place", "place"),
    ("event", "country", "Where"),
    ("event", "url", "own page"),
    ("event", "speakers", "who spoke"),
    ("event", "parent_id", "part of the event"),
    ("document", "url", "canonical address"),
    ("document", "summary", "summary"),
    ("document", "relations", "related documents"),
    ("recommendation", "parent_id", "part of the recommendation"),
    ("recommendation", "tools", "tools that serve it"),
    ("recommendation", "topic", "Topic"),
    ("organisation", "country", "Seat"),
    ("organisation", "organisation_type", "Kind of organisation"),
]


def change(kind, *facts, what="updated"):
    return Change(pk=1, kind=kind, record_id=1, slug="x", title="X", what=what, facts=list(facts))


@pytest.mark.parametrize(("kind", "name", "label"), LABELS)
def test_a_fact_is_called_as_its_own_record_type_calls_it(kind, name, label):
    assert fact_labels(change(kind, name)) == [label]


@pytest.mark.parametrize(
    ("kind", "facts", "sentence"),
    [
        ("deployment", ["summary"], "Changed: in short."),
        ("event", ["notes", "place"], "Changed: notes, place."),
        ("document", ["url"], "Changed: canonical address."),
    ],
)
def test_the_news_say_so(kind, facts, sentence):
    assert news_line(change(kind, *facts)).sentence == sentence


@pytest.mark.parametrize(
    ("kind", "facts", "what", "sentence"),
    [
        ("deployment", ["summary"], "updated", "Changed: in short."),
        ("deployment", ["incidents"], "safety", "Safety information changed: incidents."),
        ("event", ["place"], "moved", "Its date or place changed: place."),
        ("document", ["url"], "updated", "Changed: canonical address."),
    ],
)
def test_the_mails_say_so(kind, facts, what, sentence):
    assert _line(change(kind, *facts, what=what)).sentence == sentence


def test_what_has_no_words_is_left_out():
    assert fact_labels(change("tool", "no-such-fact", "inferred", "name")) == ["name"]


def test_a_change_of_an_unknown_kind_has_no_facts_to_name():
    assert fact_labels(change("nothing", "name")) == []


@pytest.mark.parametrize("kind", record_types)
def test_every_column_of_a_record_has_words(kind):
    record_type = record_types[kind]
    assert [name for name in record_type.own_columns if not record_type.news_label(name)] == []

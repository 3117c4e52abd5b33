"""The changes of a filter as Atom."""

import datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from hub.records.models import Change, SearchState
from hub.records.seq_cache import clear_caches

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def news(make_tool):
    def happen(tool, what="published", days=1):
        Change.objects.create(
            kind="tool",
            record_id=tool.pk,
            slug=tool.slug,
            title=tool.name,
            what=what,
            visibility="public",
            at=timezone.now() - datetime.timedelta(days=days),
            seq=SearchState.raise_seq(),
        )
        clear_caches()

    return happen


@pytest.fixture
def titles(client):
    def read(path):
        feed = ElementTree.fromstring(client.get(path).content)  # noqa: S314 - our own
        return [
            entry.findtext("a:title", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)
        ]

    return read


def test_it_tells_what_happened_under_the_filter(news, titles, make_tool):
    news(make_tool(name="A hotline", terms=("purpose/mapping",)))
    news(make_tool(name="A map"))
    assert titles("/changes/feed/?of=tool&purpose=mapping") == ["Published: A hotline"]


def test_the_newest_stands_first(news, titles, make_tool):
    news(make_tool(name="Older"), days=3)
    news(make_tool(name="Newer"), what="safety", days=1)
    assert titles("/changes/feed/?of=tool") == [
        "Safety information changed: Newer",
        "Published: Older",
    ]


def test_it_names_its_filter_and_its_list(client, make_term):
    make_term("purpose/mapping")
    feed = client.get("/changes/feed/?of=tool&purpose=mapping").content.decode()
    assert "What it does: Mapping" in feed
    assert "/tools/?purpose=mapping" in feed


def test_it_is_kept_until_a_fact_changes(client):
    assert client.get("/changes/feed/?of=tool").headers["Cache-Control"] == "private, no-cache"


def test_what_is_no_filter_is_refused(client):
    assert client.get("/changes/feed/?of=person").status_code == 400


def test_it_can_only_be_read(client):
    assert client.post("/changes/feed/?of=tool").status_code == 405

"""What searches deny, over the starter data: what has it is nowhere among the results."""

import pytest

from catalogue.models import Tool
from hub.search_engine.query import Query
from hub.search_engine.search import match_ids, search
from hub.search_engine.snapshot_cache import get_snapshot
from tests.plugins.cast import in_database

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(scope="module")
def index(starter_database, django_db_blocker):
    """The index of the starter data, and the names of the makers of each tool."""
    with django_db_blocker.unblock(), in_database(starter_database):
        tools = Tool.objects.prefetch_related("organisations")
        makers = {tool.pk: {each.slug for each in tool.organisations.all()} for tool in tools}
        return get_snapshot("tool"), makers


@pytest.fixture
def find(index):
    """The rows of every tool that a text finds."""
    snapshot, _makers = index
    return lambda text: [snapshot.rows_of(pk) for pk in match_ids(snapshot, Query.of(text))]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("not from IOM", "iom"),
        ("tools not made by IOM", "iom"),
        ("other than the International Organization for Migration", "iom"),
        ("sans l'OIM", "iom"),
        ("sin la Organización Internacional para las Migraciones", "iom"),
        ("без МОМ", "iom"),
        ("not by UNICEF", "unicef"),
        ("hotline Nepal not IOM", "iom"),
    ],
)
def test_nothing_that_a_denied_body_made_is_found(index, text, body):
    snapshot, makers = index
    found = match_ids(snapshot, Query.of(text))
    assert found
    assert [pk for pk in found if body in makers[pk]] == []


def test_all_that_others_made_is_found(index):
    snapshot, makers = index
    others = {pk for pk in match_ids(snapshot, Query.of("")) if "iom" not in makers[pk]}
    assert set(match_ids(snapshot, Query.of("not from IOM"))) == others


def test_the_sentence_names_the_body(index):
    result = search(index[0], Query.of("not from IOM"))
    labels = [str(each.label) for each in result.meanings]
    assert labels == ["not from “International Organization for Migration”"]

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


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("without biometrics", {"technology/biometrics", "technology/facial-recognition"}),
        ("sans biométrie", {"technology/biometrics", "technology/facial-recognition"}),
        ("non gratuit", {"access/free-public"}),
        ("not free", {"access/free-public"}),
        ("Europe outside the EU", {"place/fr", "place/de", "place/pl"}),
        ("not from the EU", {"seat/fr", "seat/de", "seat/pl"}),
        ("nothing in Spanish", {"language/es"}),
        ("neither English nor French", {"language/en", "language/fr"}),
        ("not used by police", {"user/law-enforcement"}),
        ("tools police do not use", {"user/law-enforcement"}),
        ("herramientas que la policía no usa", {"user/law-enforcement"}),
        ("free tools, not American", {"seat/us"}),
        ("gratuit mais pas américain", {"seat/us"}),
        ("gratis pero no de Estados Unidos", {"seat/us"}),
        ("free but not from the US", {"seat/us"}),
        ("not British", {"seat/gb"}),
        ("pas chinois", {"seat/cn"}),
        ("not European", {"seat/fr", "seat/gb"}),
        ("everything except hotlines", {"purpose/helpline-contact"}),
        ("不要英文", {"language/en"}),
        ("非英语", {"language/en"}),
        ("不适合儿童", {"user/child-youth", "target_population/children"}),
    ],
)
def test_nothing_that_has_what_is_denied_is_found(find, text, denied):
    found = find(text)
    assert found
    assert [rows & denied for rows in found if rows & denied] == []


@pytest.mark.parametrize(
    "text", ["free but not from the US", "gratis pero no de Estados Unidos", "free, not American"]
)
def test_free_beside_a_denial_is_free_of_charge(index, text):
    result = search(index[0], Query.of(text))
    labels = [str(each.label) for each in result.meanings]
    assert (labels, result.words) == (["free of charge", "not from “United States”"], "")


def test_biometrics_are_no_hashes_of_images(find):
    assert any("technology/hash-matching" in rows for rows in find("without biometrics"))


def test_what_is_not_in_chinese_may_come_from_china(index):
    assert [each.slug for each in search(index[0], Query.of("not in Chinese")).meanings] == [
        "without language/zh"
    ]


def test_a_login_that_is_not_required_is_none(find):
    assert len(find("no login required")) == len(find("no login")) > 0


@pytest.mark.parametrize("text", ["no surveillance", "without surveillance"])
def test_who_denies_surveillance_does_not_lose_what_is_for_the_watched(index, text):
    result = search(index[0], Query.of(text))
    assert (result.meanings, result.unnamed) == ((), (text,))

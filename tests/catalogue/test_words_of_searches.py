"""How words of real searches are read over the starter data: whole, joined, misspelt, missing."""

import pytest

from catalogue.models import Tool
from hub.search_engine.query import Query
from hub.search_engine.search import match_ids, search
from hub.search_engine.snapshot_cache import get_snapshot
from tests.plugins.cast import in_database

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CAMPAIGNS = {"aware-migrants", "u-report", "slavery-footprint", "infomigrants"}
CAMPS = {"primero", "cpims", "gbvims", "kobotoolbox", "rapidpro", "talk-to-loop"}


@pytest.fixture(scope="module")
def index(starter_database, django_db_blocker):
    """The index of the starter data, and its tools by primary key."""
    with django_db_blocker.unblock(), in_database(starter_database):
        tools = Tool.objects.prefetch_related("organisations__names")
        return get_snapshot("tool"), {tool.pk: tool for tool in tools}


@pytest.fixture
def find(index):
    snapshot, _tools = index
    return lambda text: search(snapshot, Query.of(text))


@pytest.fixture
def slugs(index):
    snapshot, tools = index
    return lambda text: [tools[pk].slug for pk in match_ids(snapshot, Query.of(text))]


def test_camps_come_before_campaigns(slugs):
    found = slugs("camp")
    places = [found.index(slug) for slug in CAMPS if slug in found]
    assert set(found) >= CAMPAIGNS
    assert min(map(found.index, CAMPAIGNS)) > max(places)


def test_a_camp_for_refugees_is_no_campaign(slugs):
    assert {"refunite", "signpost", "primero"} <= set(slugs("refugee camp"))
    assert CAMPAIGNS.isdisjoint(slugs("refugee camp")[:10])


def test_the_name_of_a_tool_finds_it_and_what_names_it(index, slugs, find):
    _snapshot, tools = index
    assert slugs("primero")[0] == "primero"
    assert {"cpims", "gbvims"} <= set(slugs("primero"))
    for pk in find("primero").ids:
        tool = tools[pk]
        assert "primero" in f"{tool.name} {tool.summary} {tool.description}".lower()


def test_niger_is_not_nigeria(slugs):
    assert not {"naptip-ireporter", "naptip-e-learning-hub"} & set(slugs("Niger"))
    assert {"naptip-ireporter", "naptip-e-learning-hub"} <= set(slugs("Nigeria"))


@pytest.mark.parametrize(
    "text",
    [
        "begging",
        "scam",
        "fake job offer",
        "is there a tool that works without internet",
        "Cote d'Ivoire",
        "Côte d’Ivoire",
        "Ivory Coast",
        "no smartphone",
        "remove my photo from internet",
        "how can I store victim data safely",
        "children in brothels",
        "trabajo forzoso de menores",
        "comment signaler une victime",
        "как помочь жертве",
        "كيف أساعد الضحايا",
        "寻找失踪儿童",
    ],
)
def test_real_words_are_not_corrected(find, text):
    result = find(text)
    assert (result.corrected, result.did_you_mean) == (None, None)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("antitrafficking", "anti-trafficking"),
        ("hot-line", "hotline"),
        ("casemanagement", "case management"),
        ("case-management", "case management"),
        ("elearning", "e-learning"),
        ("I.O.M.", "IOM"),
        ("O.S.C.E.", "OSCE"),
        ("O. S. C. E.", "OSCE"),
        ("U.N.H.C.R.", "UNHCR"),
        ("darkweb", "dark web"),
    ],
)
def test_a_word_in_another_spelling_finds_the_same(index, typed, meant):
    snapshot, _tools = index
    typed_ids, meant_ids = (match_ids(snapshot, Query.of(text)) for text in (typed, meant))
    assert meant_ids
    assert set(typed_ids) == set(meant_ids)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("traficking", "trafficking"),
        ("vicitm", "victim"),
        ("child labor suply chian", "child labor supply chain"),
        ("identificaton", "identification"),
    ],
)
def test_what_nobody_writes_is_corrected(find, typed, meant):
    assert find(typed).corrected == meant


def test_a_missing_word_is_named_and_the_rest_found(find):
    result = find("how do I report a zeppelin")
    assert (result.missing, result.rest) == (("zeppelin",), "report")
    assert result.total == find("report").total


def test_a_region_finds_what_is_recorded_for_its_countries(index, find):
    snapshot, _tools = index
    expected = set(
        snapshot.pks[snapshot.positions(snapshot.row("place/m49-014") & ~snapshot.ended)]
    )
    assert find("East Africa").total >= len(expected) > 10
    assert [str(named.label) for named in find("East Africa").named] == [
        "Eastern Africa (22 countries and territories)"
    ]


def test_the_same_region_finds_the_same_in_every_language(slugs):
    texts = ("East Africa", "Afrique de l'Est", "África oriental", "Восточная Африка", "东非")
    assert len({frozenset(slugs(text)) for text in texts}) == 1


def test_a_region_narrows_other_words(slugs, index):
    snapshot, tools = index
    found = {pk for pk, tool in tools.items() if tool.slug in slugs("hotline East Africa")}
    in_region = set(snapshot.pks[snapshot.positions(snapshot.row("place/m49-014"))].tolist())
    assert 0 < len(found) < 10
    assert found <= in_region


def test_two_koreas_and_two_congos_are_meant(find):
    assert [str(named.label) for named in find("Korea").named] == [
        "Korea (North Korea, South Korea)"
    ]


def test_a_text_on_hong_kong_is_none_on_congo(slugs):
    assert not {"helperchoice", "iris-safer"} & set(slugs("Congo"))


def test_a_body_is_found_by_its_acronym_and_name_in_other_languages(slugs):
    by_name = set(slugs("International Organization for Migration"))
    for text in ("OIM", "МОМ", "国际移民组织", "المنظمة الدولية للهجرة"):
        assert "iom-somalia-returnee-hotline" in slugs(text)
        assert len(set(slugs(text)) - by_name) <= len(by_name), text

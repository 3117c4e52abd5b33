"""Names of places and bodies in queries, over all that ships."""

import pytest

from catalogue.body_names import body_names, is_translation
from catalogue.place_names import place_names
from hub.search_engine.query_parser import parse_query

PLACES = {place.slug: place for place in place_names()}


def named(text):
    return [clause.named.slug for clause in parse_query(text) if clause.named]


@pytest.mark.parametrize(
    ("slug", "texts"),
    [
        (
            "group-middle-east",
            "Middle East|Moyen-Orient|au Moyen Orient|Oriente Medio|Ближний Восток|"
            "на Ближнем Востоке|الشرق الأوسط|中东",
        ),
        (
            "region-m49-011",
            "West Africa|Western Africa|Afrique de l'Ouest|Afrique de l’Ouest|África occidental|"
            "Западной Африке|غرب أفريقيا|西非",
        ),
        ("region-m49-035", "South East Asia|Southeast Asia|South-East Asia|southeast asian|东南亚"),
        ("group-gcc", "Gulf|GCC|the Gulf states|pays du Golfe|海湾国家"),
        ("group-sub-saharan-africa", "Sub-Saharan Africa|subsaharan africa|África subsahariana"),
        ("group-greater-mekong", "Mekong|GMS|Mékong|湄公河"),
        ("group-ecowas", "ECOWAS|CEDEAO|ЭКОВАС"),
        ("group-western-balkans", "Western Balkans|Balkans occidentaux"),
        ("group-balkans", "Balkans|Balkan"),
        ("group-cis", "CIS|СНГ"),
        ("group-nordic-countries", "Nordic countries|pays nordiques|北欧"),
        ("group-mena", "MENA|Middle East and North Africa"),
    ],
)
def test_a_region_is_known_by_its_names(slug, texts):
    assert {text: named(text) for text in texts.split("|")} == {
        text: [slug] for text in texts.split("|")
    }


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Congo", ["shared-cd-cg"]),
        ("DR Congo", ["country-cd"]),
        ("Democratic Republic of the Congo", ["country-cd"]),
        ("Congo Brazzaville", ["country-cg"]),
        ("Korea", ["shared-kp-kr"]),
        ("South Korea", ["country-kr"]),
        ("Virgin Islands", ["shared-vg-vi"]),
        ("British Virgin Islands", ["country-vg"]),
        ("Saint Martin", ["shared-mf-sx"]),
        ("Guinea", ["country-gn"]),
        ("Papua New Guinea", ["country-pg"]),
        ("Gulf of Guinea", ["group-gulf-of-guinea"]),
        ("Sudan", ["country-sd"]),
        ("South Sudan", ["country-ss"]),
        ("南苏丹", ["country-ss"]),
        ("苏丹", ["country-sd"]),
        ("Samoa", ["country-ws"]),
        ("American Samoa", ["country-as"]),
        ("Ireland", ["country-ie"]),
        ("Georgia", ["country-ge"]),
        ("South Georgia", []),
        ("South Africa", ["country-za"]),
        ("Central African Republic", ["country-cf"]),
        ("中非共和国", ["country-cf"]),
        ("China", ["country-cn"]),
        ("Taiwan, Province of China", ["country-tw"]),
        ("Micronesia", ["region-m49-057"]),
        ("Federated States of Micronesia", ["country-fm"]),
        ("Northern Ireland", []),
        ("Gulf of Aden", []),
        ("Council of Europe", []),
        ("Kenya", []),
    ],
)
def test_a_name_within_another_means_its_own_place(text, slugs):
    assert named(text) == slugs


def test_a_country_called_as_its_region_counts_as_much():
    rows = dict(PLACES["region-m49-057"].rows)
    assert rows["place/fm"] == rows["_stated/m49-057"] == 1.0


def test_of_a_shared_name_the_page_names_the_countries():
    label = "Congo (Congo - Brazzaville, Congo - Kinshasa)"
    assert str(PLACES["shared-cd-cg"].label) == label


def test_of_a_region_the_page_tells_how_many_countries_it_has():
    assert str(PLACES["group-gcc"].label) == "Gulf Cooperation Council (6 countries)"
    eastern = "Eastern Africa (22 countries and territories)"
    assert str(PLACES["region-m49-014"].label) == eastern


def test_a_text_on_south_sudan_is_none_on_sudan():
    assert ("south", "sudan") in PLACES["country-sd"].apart
    assert ("sudan",) not in PLACES["country-ss"].apart


def test_a_text_on_a_part_of_a_region_is_one_on_the_region():
    assert ("central", "asia") not in PLACES["region-m49-142"].apart
    assert ("council", "of", "europe") in PLACES["region-m49-150"].apart


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("国际移民组织", "body-iom"),
        ("Международная организация по миграции", "body-iom"),
        ("المنظمة الدولية للهجرة", "body-iom"),
        ("Office des Nations Unies contre la drogue et le crime", "body-unodc"),
        ("Conseil de l’Europe", "body-council-of-europe"),
    ],
)
def test_a_body_is_known_by_its_whole_name_in_another_language(text, slug):
    assert named(text) == [slug]


def test_acronyms_are_words():
    assert named("OIM ONU un МОТ") == []
    assert not is_translation("OIM")


def test_every_body_of_the_un_that_many_name_has_five_other_languages():
    bodies = {body.slug: body for body in body_names()}
    for slug in ("iom", "unodc", "ilo", "unhcr", "unicef", "osce", "interpol", "icrc"):
        assert len(bodies[f"body-{slug}"].names) >= 5, slug

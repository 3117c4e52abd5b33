"""A source's words, as terms."""

import json
from pathlib import Path

import pytest

from hub.imports.map import ValueMap
from hub.imports.map.value_map import similarity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]
# More than 400 spellings of countries, as files of others have them, by code.
SPELLINGS = json.loads(
    (Path(__file__).parents[3] / "data" / "country_spellings.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("word", ["screening", "SCREENING", "Dépistage", "depistage", "الفرز"])
def test_a_term_is_found_by_its_names_in_any_language(word):
    assert ValueMap().find("purpose", word) == "screening"


@pytest.mark.parametrize("word", ["KE", "Kenya", "Кения", "肯尼亚", "كينيا"])
def test_a_country_is_found_by_its_code_and_its_names_in_other_languages(word):
    assert ValueMap().find("country", word) == "ke"


def test_a_word_of_the_source_goes_before_the_vocabulary():
    words = ValueMap({"user": {"NGOs": "ngo-caseworker", "Police": ""}})
    assert (words.find("user", "ngos"), words.find("user", "police")) == ("ngo-caseworker", "")


def test_a_retired_term_leads_to_its_successor(make_term):
    old, new = make_term("purpose/old", label="Old word"), make_term("purpose/new")
    old.deprecate(successor=new)
    assert ValueMap().find("purpose", "Old word") == "new"


def test_a_word_nobody_knows_comes_with_suggestions():
    slugs = [slug for slug, _label, _score in ValueMap().suggest("user", "NGO case workers")]
    assert slugs[0] == "ngo-caseworker"


@pytest.fixture
def kinds(make_term):
    """Kinds of bodies with words that others call them by."""
    words = {
        "government": ("Government or public authority", "agency", "ministry"),
        "inter-agency-group": ("Inter-agency group or cluster", "cluster"),
        "ngo-international": ("International NGO", "non-profit", "INGO"),
        "ngo-local": ("National or local NGO", "non-profit", "nonprofit", "migrant group"),
        "migrants": ("Migrants", "migrant"),
        "migrant-workers": ("Migrant workers",),
    }
    for slug, (label, *others) in words.items():
        term = make_term(f"organisation_type/{slug}", label=label)
        for text in others:
            term.labels.create(language="en", text=text, kind="alternative")


@pytest.mark.parametrize(
    ("word", "slugs"),
    [
        ("non-profit", {"ngo-international", "ngo-local"}),
        ("Nonprofit", {"ngo-international", "ngo-local"}),
        ("Non Profits", {"ngo-international", "ngo-local"}),
        ("agency", {"government", "inter-agency-group"}),
        ("NGO", {"ngo-international", "ngo-local"}),
    ],
)
def test_a_word_that_is_said_of_several_terms_is_asked_about(kinds, word, slugs):
    value_map = ValueMap()
    assert value_map.find("organisation_type", word) is None
    offers = {slug: score for slug, _label, score in value_map.suggest("organisation_type", word)}
    assert slugs <= offers.keys()
    assert all(score < 90 for score in offers.values())


@pytest.mark.parametrize(
    ("word", "slug"),
    [("ministry", "government"), ("INGO", "ngo-international"), ("migrant", "migrants"),
     ("Migrants", "migrants"), ("ngo-local", "ngo-local"), ("cluster", "inter-agency-group")],
)  # fmt: skip
def test_a_word_that_is_said_of_one_term_alone_is_that_term(kinds, word, slug):
    assert ValueMap().find("organisation_type", word) == slug


def test_of_names_that_are_as_like_those_of_the_terms_themselves_are_offered_first(make_term):
    make_term("access/free-public", label="Free for anyone")
    make_term("access/free-vetted", label="Free for vetted users")
    own_host = make_term("access/self-run", label="Run it yourself")
    own_host.labels.create(language="en", text="free software", kind="alternative")
    offers = [slug for slug, _label, _score in ValueMap().suggest("access", "free")]
    assert offers == ["free-public", "free-vetted", "self-run"]


def test_a_word_of_several_terms_stays_whole_where_its_separator_stands_in_it(kinds):
    assert ValueMap().is_name("organisation_type", "non-profit")


def test_a_label_goes_before_the_same_word_of_another_term(make_term):
    make_term("technology/virtual-reality", label="Virtual reality")
    other = make_term("technology/simulated-persona")
    other.labels.create(language="en", text="virtual reality", kind="alternative")
    assert ValueMap().find("technology", "Virtual reality") == "virtual-reality"


@pytest.fixture
def countries(make_term):
    for code in SPELLINGS.keys() - {"ke"}:
        make_term(f"country/{code}")


def test_a_country_is_known_by_what_people_call_it(countries):
    value_map = ValueMap()
    found = {
        (code, name): value_map.find("country", name)
        for code, names in SPELLINGS.items()
        for name in names
    }
    assert len(found) > 400
    assert {key: slug for key, slug in found.items() if slug != key[0]} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Korea", "Virgin Islands", "Guineas", "Europe", "West Africa", "EU", "Congo", "The Congo",
        "Congo, The", "Конго", "Saint Martin", "Netherlands Antilles", "Middle East", "Sahel",
        "CEDEAO", "East Africa (Kenya)",
    ],
)  # fmt: skip
def test_what_names_no_single_country_is_asked_about(countries, text):
    assert ValueMap().find("country", text) is None


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Guinea", "gn"), ("Sudan", "sd"), ("St. Martin", "mf"), ("Micronesia", "fm"), ("DRC", "cd")],
)
def test_a_name_within_others_is_its_own_country(make_term, countries, text, slug):
    for code in {"gn", "sd", "mf", "fm"} - SPELLINGS.keys():
        make_term(f"country/{code}")
    assert ValueMap().find("country", text) == slug


def test_of_a_name_that_two_countries_bear_both_are_offered_and_none_is_likelier(countries):
    offers = [(slug, score) for slug, _label, score in ValueMap().suggest("country", "Congo")]
    assert offers == [("cd", 50), ("cg", 50)]


@pytest.mark.parametrize("text", ["East Africa", "Southern Africa", "Central African", "西非"])
def test_for_a_region_no_country_is_offered(countries, text):
    assert ValueMap().suggest("country", text) == []


@pytest.fixture
def regions(make_term):
    for slug in ("001", "002", "011", "014", "017", "018", "029", "035", "145", "150", "419"):
        make_term(f"region/m49-{slug}")


@pytest.mark.parametrize("text", ["East Africa", "Afrique de l'Est", "Восточная Африка", "东非"])
def test_a_region_is_known_by_what_people_call_it(regions, text):
    assert ValueMap().find("region", text) == "m49-014"


def test_for_a_group_its_regions_are_offered_else_the_one_around_it(regions):
    def offers(text):
        return [(slug, score) for slug, _label, score in ValueMap().suggest("region", text)]

    assert offers("GCC") == [("m49-145", 50)]
    assert {slug for slug, _score in offers("Sub-Saharan Africa")} == {
        "m49-011", "m49-014", "m49-017", "m49-018",
    }  # fmt: skip
    assert ValueMap().find("region", "GCC") is None


def test_the_name_of_a_group_is_one_value(regions):
    assert ValueMap().is_name("region", "Middle East and North Africa")
    assert not ValueMap().is_known("region", "Middle East and North Africa")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Latin America & Caribbean", "m49-419"),
        ("Latin America and the Caribbean", "m49-419"),
        ("América Latina y Caribe", "m49-419"),
        ("LAC", "m49-419"),
        ("SE Asia", "m49-035"),
        ("Worldwide", "m49-001"),
        ("global", "m49-001"),
        ("Monde entier", "m49-001"),
        ("全球", "m49-001"),
    ],
)
def test_a_region_is_known_by_its_connectors_abbreviations_and_the_world_by_its_words(
    regions, text, slug
):
    assert ValueMap().find("region", text) == slug
    assert ValueMap().is_name("region", text)


def test_for_a_group_without_a_region_around_it_the_one_of_nearly_all_members_is_offered(regions):
    assert ValueMap().find("region", "EU") is None
    assert [slug for slug, _label, _score in ValueMap().suggest("region", "EU")] == ["m49-150"]


@pytest.mark.parametrize("text", ["Worldwide", "Monde entier", "LAC"])
def test_for_the_world_no_country_is_offered(countries, text):
    assert ValueMap().find("country", text) is None
    assert ValueMap().suggest("country", text) == []


@pytest.mark.parametrize(("text", "slug"), [("Daari", "prs"), ("Fardi", None), ("Romandian", "ro")])
def test_of_two_short_words_little_likeness_is_none(make_term, text, slug):
    make_term("language/prs", label="Dari")
    make_term("language/ro", label="Romanian")
    offers = [offer for offer, _label, _score in ValueMap().suggest("language", text)]
    assert offers == ([slug] if slug else [])


def test_no_offer_is_certain_and_no_other_country_stands_before_the_right_one(countries):
    right = {
        "Guinea Bissao": "gw", "Nigerr": "ne", "South Sudan (Juba)": "ss", "Nigeriaa": "ng",
        "Dominican Repbulic": "do", "Kenya, Nairobi county": "ke", "Papua N Guinea": "pg",
        "Equatorial Guinee": "gq", "Untied Kingdom": "gb",
    }  # fmt: skip
    offers = {text: ValueMap().suggest("country", text) for text in right}
    assert {text: found[0][0] for text, found in offers.items()} == right
    assert all(score < 100 for found in offers.values() for _slug, _label, score in found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ministry of family", "ministry of women family and human rights of brazil"),
        ("national human trafficking hotline of mexico", "national human trafficking hotline"),
        ("sudan", "south sudan"),
    ],
)
def test_a_name_that_lacks_words_of_the_other_is_never_almost_the_same(text, name):
    assert similarity(text, name)[0] == similarity(name, text)[0] == 85


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ministry of womem and family", "ministry of women and family"),
        ("family and women ministry of", "ministry of women and family"),
    ],
)
def test_a_slip_of_the_pen_and_another_order_are_almost_the_same(text, name):
    assert 90 <= similarity(text, name)[0] < 100

"""The files that ship with the project: whole, consistent, and what the other rooms count on."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from catalogue.models.organisation import matching_key
from hub.vocabulary.cldr_names import language_name

ROOT = Path(__file__).parents[3]
UN_LANGUAGES = {"ar", "en", "es", "fr", "ru", "zh"}
TRANSLATED = {
    "purpose", "action_area", "trafficking_type", "user", "context",
    "helpline_public", "helpline_answerer",
}  # fmt: skip
ADDED_TECHNOLOGIES = ("virtual-reality", "network-analysis", "material-testing", "video-monitoring")
SCRIPTS = {
    "fr": "LATIN",
    "es": "LATIN",
    "ru": "CYRILLIC",
    "ar": "ARABIC",
    "zh": "CJK",
    "en": "LATIN",
}
# Written in Latin capitals in every language.
ACRONYM = re.compile(r"[A-Z]+-?\d*")


def read(path):
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schemes():
    found = read("hub/vocabulary/data/vocabularies.json")
    return {scheme["slug"]: {term["slug"]: term for term in scheme["terms"]} for scheme in found}


@pytest.fixture(scope="module")
def labels():
    return read("hub/vocabulary/data/alternative_labels.json")


@pytest.fixture(scope="module")
def countries():
    return read("hub/vocabulary/data/countries.json")["countries"]


@pytest.fixture(scope="module")
def tools():
    return read("catalogue/data/tools.json")


@pytest.fixture(scope="module")
def queries():
    return read("tests/data/relevance.json")


def test_there_are_25_schemes_with_410_terms(schemes):
    assert (len(schemes), sum(len(terms) for terms in schemes.values())) == (25, 410)


def test_every_term_has_a_definition_and_no_stray_blanks(schemes):
    texts = [
        text
        for terms in schemes.values()
        for term in terms.values()
        for text in (term["label"], term["definition"])
    ]
    assert [text for text in texts if not text or text != " ".join(text.split())] == []


@pytest.mark.parametrize("slug", ADDED_TECHNOLOGIES)
def test_a_technique_that_was_added_says_where_its_term_comes_from(schemes, slug):
    assert schemes["technology"][slug]["source"]


def test_every_language_is_named_in_six_languages_by_cldr(schemes):
    for slug in schemes["language"]:
        assert {language_name(slug, code) for code in UN_LANGUAGES}.isdisjoint({slug, ""}), slug


def test_every_label_has_the_same_six_fields(labels):
    fields = {"scheme", "slug", "language", "label", "kind", "origin"}
    assert [label for label in labels if set(label) != fields] == []


def test_every_label_names_a_term_that_exists(schemes, labels):
    lost = [a for a in labels if a["slug"] not in schemes.get(a["scheme"], {})]
    assert lost == []


def test_every_label_says_its_kind_origin_and_language_in_known_words(labels):
    assert {label["kind"] for label in labels} == {"preferred", "alternative"}
    assert {label["origin"] for label in labels} <= {"machine", "human"}
    assert {label["language"] for label in labels} == UN_LANGUAGES


def test_english_has_alternatives_only_because_the_scheme_holds_the_preferred_one(labels):
    assert {label["kind"] for label in labels if label["language"] == "en"} == {"alternative"}


def translated(schemes):
    """The terms that have labels in all six languages."""
    whole = {(scheme, slug) for scheme in TRANSLATED for slug in schemes[scheme]}
    return whole | {("technology", slug) for slug in ADDED_TECHNOLOGIES}


@pytest.mark.parametrize("language", sorted(UN_LANGUAGES - {"en"}))
def test_each_of_the_99_translated_terms_has_one_preferred_label(schemes, labels, language):
    wanted = translated(schemes)
    found = Counter(
        (label["scheme"], label["slug"])
        for label in labels
        if label["language"] == language and label["kind"] == "preferred"
    )
    assert len(wanted) == 99
    assert found == Counter(wanted)


@pytest.mark.parametrize("language", sorted(UN_LANGUAGES))
def test_each_translated_term_has_an_alternative_label(schemes, labels, language):
    # Nobody types who answers a helpline: these are read, and chosen from a list.
    wanted = {key for key in translated(schemes) if not key[0].startswith("helpline_")}
    found = {
        (label["scheme"], label["slug"])
        for label in labels
        if label["language"] == language and label["kind"] == "alternative"
    }
    assert wanted - found == set()


def test_a_former_label_is_no_other_word_for_its_term_yet(schemes, labels):
    """It becomes one when the vocabulary is loaded."""
    former = {
        (scheme, slug, text.casefold())
        for scheme, terms in schemes.items()
        for slug, term in terms.items()
        for text in (*term.get("former_labels", ()), *[term["label"]] * ("former_labels" in term))
    }
    said = {
        (row["scheme"], row["slug"], row["label"].casefold())
        for row in labels
        if row["language"] == "en"
    }
    assert former, "No term was ever renamed?"
    assert former & said == set()


def test_a_former_text_is_not_what_is_said_now(schemes):
    for terms in schemes.values():
        for term in terms.values():
            for name in ("label", "definition"):
                assert term[name] not in term.get(f"former_{name}s", ()), term["slug"]


def test_no_label_stands_twice(schemes, labels):
    said = Counter(
        (label["scheme"], label["slug"], label["language"], label["label"].casefold())
        for label in labels
    )
    said.update(
        (scheme, slug, "en", term["label"].casefold())
        for scheme, terms in schemes.items()
        for slug, term in terms.items()
    )
    assert [key for key, times in said.items() if times > 1] == []


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_labels_are_written_in_the_script_of_their_language(labels, language):
    foreign = [
        label["label"]
        for label in labels
        if label["language"] == language
        and not ACRONYM.fullmatch(label["label"])
        and not all(SCRIPTS[language] in unicodedata.name(c) for c in letters(label["label"]))
    ]
    assert foreign == []


def letters(text):
    return [c for c in text if unicodedata.category(c).startswith("L")]


def test_labels_carry_no_stray_blanks(labels):
    assert [a["label"] for a in labels if a["label"] != " ".join(a["label"].split())] == []


def test_every_country_reaches_the_world_through_broader_terms(schemes, countries):
    def chain(slug):
        while slug:
            yield slug
            slug = schemes["region"][slug].get("broader")

    lost = [c["alpha2"] for c in countries if list(chain(c["region"]))[-1] != "m49-001"]
    assert lost == []


def test_every_country_but_antarctica_lies_in_a_region_without_narrower_ones(schemes, countries):
    broader = {term.get("broader") for term in schemes["region"].values()}
    assert [c["alpha2"] for c in countries if c["region"] in broader] == ["AQ"]


def test_the_249_countries_of_iso_3166_1_are_there_with_distinct_codes(countries):
    for code, shape in (("alpha2", "[A-Z]{2}"), ("alpha3", "[A-Z]{3}"), ("numeric", r"\d{3}")):
        assert len({country[code] for country in countries}) == 249
        assert all(re.fullmatch(shape, country[code]) for country in countries)


@pytest.mark.parametrize(
    ("alpha2", "region"),
    [
        ("CY", "m49-145"),
        ("SD", "m49-015"),
        ("IR", "m49-034"),
        ("MX", "m49-013"),
        ("GL", "m49-021"),
        ("ZW", "m49-014"),
        ("PS", "m49-145"),
        ("TL", "m49-035"),
        ("CD", "m49-017"),
    ],
)
def test_countries_lie_where_m49_puts_them(countries, alpha2, region):
    assert {c["alpha2"]: c["region"] for c in countries}[alpha2] == region


def test_every_country_of_a_tool_is_a_known_one(tools, countries):
    used = {code for tool in tools for code in tool["countries"] or []}
    assert used - {country["alpha2"] for country in countries} == set()


def aliases_of(organisation):
    """Other names as texts; one in another language is an object."""
    entries = organisation["aliases"]
    return [entry["name"] if isinstance(entry, dict) else entry for entry in entries]


def test_no_name_or_acronym_is_that_of_two_organisations():
    bodies: dict[str, set[str]] = {}
    for each in read("catalogue/data/organisations.json"):
        for name in (each["name"], *aliases_of(each)):
            bodies.setdefault(matching_key(name), set()).add(each["slug"])
    assert {name: slugs for name, slugs in bodies.items() if len(slugs) > 1} == {}


def test_every_organisation_of_a_tool_resolves_to_one_record(tools):
    organisations = read("catalogue/data/organisations.json")
    names = Counter(name for each in organisations for name in {each["name"], *aliases_of(each)})
    used = {name for tool in tools for name in tool["organisations"] or ()}
    assert [name for name in used if names[name] != 1] == []


def test_relevance_names_tools_that_exist(tools, queries):
    known = {tool["slug"] for tool in tools}
    keys = ("first", "must", "five", "first_five_from", "not")
    used = {slug for query in queries for key in keys for slug in query.get(key, ())}
    assert used - known == set()


def test_relevance_asks_for_at_most_three_tools_or_gives_more_than_five(queries):
    for query in queries:
        assert not {"must", "first_five_from"} <= set(query), query
        assert 1 <= len(query.get("must", [1])) <= 3, query
        assert len(query.get("first_five_from", range(6))) > 5, query


def test_relevance_holds_enough_queries_in_each_language(queries):
    found = Counter(query["language"] for query in queries)
    assert len({(q["language"], q["query"]) for q in queries}) == len(queries)
    assert found["en"] >= 45
    assert [language for language in UN_LANGUAGES if found[language] < 6] == []


def test_relevance_in_arabic_comes_with_and_without_vowel_marks(queries):
    arabic = [query["query"] for query in queries if query["language"] == "ar"]
    marked = [text for text in arabic if re.search("[\u064b-\u0652]", text)]
    assert 2 <= len(marked) <= len(arabic) - 4


def test_relevance_must_tools_are_not_ended(tools, queries):
    ended = {t["slug"] for t in tools if t["status"] in ("inactive", "discontinued", "superseded")}
    assert [q["query"] for q in queries if ended & set(q.get("must", []))] == []


@pytest.mark.parametrize(
    ("text", "slug"), [("Farsi", "fa"), ("Mandarin", "zh"), ("Castilian", "es")]
)
def test_a_language_has_the_names_that_people_give_it(labels, text, slug):
    assert [row["slug"] for row in labels if row["label"] == text] == [slug]

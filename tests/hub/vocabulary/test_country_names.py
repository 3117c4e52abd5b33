"""What countries are called by others."""

from collections import defaultdict

import pytest

from catalogue.models.organisation import matching_key
from hub.imports.map.value_map import country_words
from hub.vocabulary.country_names import country_spellings, searched_country_names
from hub.vocabulary.vocabulary_loader import read_schemes


@pytest.fixture(scope="module")
def codes():
    countries = next(scheme for scheme in read_schemes() if scheme["slug"] == "country")
    return [term["slug"] for term in countries["terms"]]


@pytest.mark.parametrize("fold", [matching_key, country_words])
def test_no_name_is_that_of_two_countries(codes, fold):
    named = defaultdict(set)
    for code in codes:
        for name in country_spellings(code):
            named[fold(name)].add(code)
    # "U.A.E." in French and "U.S.A." in Spanish have the same words, never the same letters.
    shared = {key for key, of in named.items() if len(of) > 1} - {("a", "u")}
    assert shared == set()


def test_a_country_has_names_of_every_kind():
    names = country_spellings("cd")
    expected = {"COD", "Zaire", "DRC", "Democratic Republic of the Congo", "剛果民主共和國"}
    assert expected <= set(names)


def test_what_is_searched_for_holds_no_word_of_a_language():
    names = {name for _language, name in searched_country_names("us")}
    assert "USA" in names
    assert not names & {"US", "U.S."}


def test_older_names_are_searched_for_with_their_language():
    assert ("en", "Burma") in searched_country_names("mm")

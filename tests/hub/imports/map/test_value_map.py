"""A source's words, as terms."""

import pytest

from hub.imports.map import ValueMap

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


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

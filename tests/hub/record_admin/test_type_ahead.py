"""Suggestions while somebody types: the exact name first, then beginnings, then the rest."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def suggested(signed_in):
    """What the box for a related record suggests, in its order."""
    browser = signed_in("curator")

    def ask(term, model="toolorganisation", field="organisation", app="catalogue"):
        query = {"app_label": app, "model_name": model, "field_name": field, "term": term}
        answer = browser.get("/admin/autocomplete/", query)
        return [result["text"] for result in answer.json()["results"]]

    return ask


def test_the_exact_name_comes_first_then_beginnings_then_the_rest(suggested, make_organisation):
    for name in ("A Hope", "Hope and Light", "Hope", "Bright Hope"):
        make_organisation(name=name)
    assert suggested("hope") == ["Hope", "Hope and Light", "A Hope", "Bright Hope"]


def test_another_name_counts_as_a_name_and_gives_the_record_once(suggested, make_organisation):
    make_organisation(name="Friends of the IOM")
    make_organisation(name="Migration agency", names=("IOM", "IOM Geneva", "OIM"))
    make_organisation(name="Zebra", names=("IOM office",))
    assert suggested("iom") == ["Migration agency", "Zebra", "Friends of the IOM"]


def test_a_tool_is_found_by_its_name_before_tools_of_an_organisation_of_that_name(
    suggested, make_tool, make_organisation
):
    primero = make_organisation(name="Primero")
    make_tool(name="A form", organisations=(primero,))
    make_tool(name="Primero X")
    make_tool(name="Primero")
    assert suggested("Primero", "deployment", "tool") == ["Primero", "Primero X", "A form"]


def test_blanks_around_what_is_typed_do_not_matter(suggested, make_organisation):
    make_organisation(name="A Hope")
    make_organisation(name="Hope")
    assert suggested("  hope ") == ["Hope", "A Hope"]


def test_without_a_word_the_order_is_that_of_the_list(suggested, make_organisation):
    for name in ("B", "C", "A"):
        make_organisation(name=name)
    assert suggested("") == ["A", "B", "C"]


def test_the_words_of_a_search_are_still_all_asked_for(suggested, make_organisation):
    make_organisation(name="Light and Hope")
    make_organisation(name="Hope")
    assert suggested("hope light") == ["Light and Hope"]


def test_terms_of_a_scheme_are_suggested_in_the_same_order(signed_in, make_term):
    for slug, label in (
        ("no-phone", "No phone"),
        ("phone-line", "Phone line"),
        ("phone", "Phone"),
        ("call", "Call"),
    ):
        make_term(f"channel/{slug}", label=label, definition="By phone.")
    answer = signed_in("curator").get(
        "/admin/vocabulary/term/suggest/", {"scheme": "channel", "term": "phone"}
    )
    texts = [result["text"] for result in answer.json()["results"]]
    assert texts == ["Phone", "Phone line", "No phone", "Call"]


def test_a_label_in_another_language_is_a_name_too(signed_in, make_term):
    make_term("country/ml", label="Mali", definition="Allemagne is no part of it.")
    germany = make_term("country/de", label="Germany")
    germany.labels.create(language="fr", text="Allemagne", kind="preferred")
    answer = signed_in("curator").get(
        "/admin/vocabulary/term/suggest/", {"scheme": "country", "term": "allemagne"}
    )
    assert [result["text"] for result in answer.json()["results"]] == ["Germany", "Mali"]


@pytest.mark.parametrize("count", [1, 30])
def test_suggestions_cost_the_same_however_many_there_are(
    suggested, make_organisation, django_assert_num_queries, count
):
    for number in range(count):
        make_organisation(name=f"Hope {number}", names=(f"H{number}",))
    with django_assert_num_queries(7):
        assert suggested("hope")

"""The curators' lists: finding what needs work, at a cost that does not grow."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def found(browser, **query):
    page = browser.get("/admin/catalogue/tool/", query)
    return {tool.slug for tool in page.context["cl"].result_list}


def test_a_scheme_without_terms_is_not_known(curator, make_tool):
    make_tool(slug="empty")
    make_tool(slug="has", terms=("purpose/outreach",))
    make_tool(slug="none", known_none=["purpose"])
    assert found(curator, not_known="purpose") == {"empty"}


def test_a_field_without_a_value_is_not_known(curator, make_tool, make_term):
    make_term("purpose/outreach")
    make_tool(slug="empty")
    make_tool(slug="has", url="https://example.org/")
    make_tool(slug="none", known_none=["url"])
    assert found(curator, not_known="url") == {"empty"}


def test_every_fact_that_can_be_not_known_is_a_filter_that_answers(curator, make_tool, make_term):
    for scheme in ("purpose", "safeguard", "country"):
        make_term(f"{scheme}/a")
    make_tool(slug="empty")
    page = curator.get("/admin/catalogue/tool/")
    (spec,) = [s for s in page.context["cl"].filter_specs if s.title == "not known"]
    facts = {fact for fact, _label in spec.lookup_choices}
    assert {"purpose", "safeguard", "url", "open_source", "first_released", "caution"} <= facts
    assert {fact for fact in facts if found(curator, not_known=fact) != {"empty"}} == set()


def test_overdue_reviews_are_a_filter(curator, make_tool):
    today = timezone.localdate()
    make_tool(slug="late", next_review_on=today - datetime.timedelta(days=1))
    make_tool(slug="today", next_review_on=today)
    make_tool(slug="undated")
    assert found(curator, review="overdue") == {"late"}


@pytest.mark.parametrize("words", ["nightingale", "song-bird", "chirps", "aviary", "volière"])
def test_search_finds_by_name_slug_summary_and_organisation(
    curator, make_tool, make_organisation, words
):
    body = make_organisation(name="The Aviary", names=("La Volière",))
    make_tool(name="Nightingale", slug="song-bird", summary="It chirps.", organisations=(body,))
    make_tool(slug="other")
    assert found(curator, q=words) == {"song-bird"}


@pytest.mark.parametrize("noun", ["tool", "organisation"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    curator, make_tool, make_organisation, noun
):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert curator.get(f"/admin/catalogue/{noun}/").status_code == 200
        return len(queries)

    def more():
        parent = make_organisation()
        for _ in range(3):
            make_tool(organisations=(make_organisation(part_of=parent), make_organisation()))

    more()
    cost()
    few = cost()
    more()
    more()
    assert cost() == few


def test_the_number_of_queries_of_a_form_does_not_grow_with_its_terms(curator, make_tool):
    def cost(tool):
        with CaptureQueriesContext(connection) as queries:
            assert curator.get(f"/admin/catalogue/tool/{tool.pk}/change/").status_code == 200
        return len(queries)

    small = make_tool(terms=("purpose/a", "user/a"))
    large = make_tool(
        terms=tuple(f"{scheme}/{slug}" for scheme in ("purpose", "user") for slug in "abcdefgh")
    )
    cost(small)
    assert cost(large) == cost(small)

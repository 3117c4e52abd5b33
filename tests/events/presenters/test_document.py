"""The page of a document: how much of it is recorded, and what it has to do with others."""

import pytest

from events.recommendations.models import DocumentRelation

pytestmark = [pytest.mark.usefixtures("starter_or_empty"), pytest.mark.both_databases]


def recorded(page):
    return page.fact("Recommendations").text


def test_the_joint_statement_of_2022_shows_three_of_sixteen(starter, visit):
    assert recorded(visit("/documents/icat-joint-statement-2022/")) == "3 of 16 recorded"


def test_what_is_not_complete_is_marked_until_it_is(make_document, make_recommendation, visit):
    document = make_document(slug="one", declared=2)
    make_recommendation(document=document)
    part = visit("/documents/one/").all("span", class_="unknown")
    make_recommendation(document=document)
    whole = visit("/documents/one/").all("span", class_="unknown")
    assert "1 of 2 recorded" in [one.text for one in part]
    assert "2 of 2 recorded" not in [one.text for one in whole]
    assert recorded(visit("/documents/one/")) == "2 of 2 recorded"


def test_a_document_that_does_not_say_how_many_is_not_called_complete(make_document, visit):
    make_document(slug="one")
    assert recorded(visit("/documents/one/")) == "0 recorded here; the document gives no total"


def test_a_draft_is_not_counted_as_recorded(make_document, make_recommendation, visit):
    document = make_document(slug="one", declared=2)
    make_recommendation(document=document, state="draft")
    assert recorded(visit("/documents/one/")) == "0 of 2 recorded"


def test_relations_are_shown_from_both_sides(make_document, visit):
    one, other = make_document(slug="one", title="One"), make_document(slug="other", title="Other")
    DocumentRelation.objects.create(document=one, other=other, how="quotes", reason="On page 3.")
    assert "On page 3." in visit("/documents/one/").one("section", aria_labelledby="relations").text
    assert visit("/documents/other/").href("One") == "/documents/one/"


def test_symbol_canonical_address_and_archived_copy_are_shown(make_document, visit):
    make_document(slug="one", symbol="CTOC/COP/WG.4/2021/7", url="https://example.org/doc",
                  archived_url="https://web.archive.org/web/2022/doc")  # fmt: skip
    page = visit("/documents/one/")
    assert page.fact("Symbol").text == "CTOC/COP/WG.4/2021/7"
    assert page.href("Open the document") == "https://example.org/doc"
    assert page.href("Archived copy") == "https://web.archive.org/web/2022/doc"


def test_a_general_call_is_shown_and_not_counted(make_document, make_recommendation, visit):
    document = make_document(slug="one", declared=2)
    make_recommendation(document=document, counts_towards_total=False, text="Do better.")
    page = visit("/documents/one/")
    assert recorded(page) == "0 of 2 recorded"
    assert "1 of those below is a general call" in page.text

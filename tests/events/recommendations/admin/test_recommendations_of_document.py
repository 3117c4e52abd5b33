"""A document's recommendations: listed on its form, and added from there."""

import pytest

from events.recommendations.models import Recommendation

pytestmark = pytest.mark.django_db
ADD = "/admin/recommendations/recommendation/add/"


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


@pytest.fixture
def document(make_document):
    return make_document(slug="plan-2024", language="fr", declared=10)


def form(document):
    return f"/admin/recommendations/document/{document.pk}/change/"


def test_the_form_of_a_document_lists_its_recommendations_in_their_order(
    curator, document, make_recommendation
):
    for number in (2, 1):
        make_recommendation(document=document, slug=f"PLAN-2024-{number}", position=number)
    make_recommendation(document=document, slug="PLAN-2024-3", position=3, state="draft")
    make_recommendation(slug="OTHER-1")
    page = curator.get(form(document)).content.decode()
    assert page.index("PLAN-2024-1") < page.index("PLAN-2024-2") < page.index("PLAN-2024-3")
    assert "OTHER-1" not in page
    assert "3 recorded here, sub-actions counted; the document says it has 10." in page


def test_it_leads_to_a_form_that_is_filled_in_for_the_next_one(
    curator, document, make_recommendation, fields_of
):
    make_recommendation(document=document, slug="PLAN-2024-1", position=4)
    address = f"{ADD}?document={document.pk}"
    assert f'href="{address}"' in curator.get(form(document)).content.decode()
    fields = fields_of(curator.get(address))
    assert fields["document"] == [str(document.pk)]
    assert fields["slug"] == ["PLAN-2024-2"]
    assert fields["position"] == ["5"]
    assert fields["language"] == ["fr"]


def test_a_reference_that_is_taken_is_not_proposed(
    curator, document, make_recommendation, fields_of
):
    make_recommendation(document=document, slug="plan-2024-2")
    assert fields_of(curator.get(f"{ADD}?document={document.pk}"))["slug"] == ["plan-2024-3"]


def test_the_first_of_a_document_takes_the_documents_own_name(curator, document, fields_of):
    assert fields_of(curator.get(f"{ADD}?document={document.pk}"))["slug"] == ["plan-2024-1"]


def save(browser, fields_of, document, **more):
    address = f"{ADD}?document={document.pk}"
    return browser.post(address, fields_of(browser.get(address)) | {"text": "Do it."} | more)


def test_it_is_saved_and_leads_back_to_the_document(curator, document, fields_of):
    answer = save(curator, fields_of, document, _save="x")
    assert answer.url == f"{form(document)}#recommendations"
    recommendation = Recommendation.objects.get()
    assert (recommendation.document, recommendation.state) == (document, "draft")


def test_another_one_is_of_the_same_document_again(curator, document, fields_of):
    answer = save(curator, fields_of, document, _addanother="x")
    assert answer.url == f"{ADD}?document={document.pk}"
    assert fields_of(curator.get(answer.url))["slug"] == ["plan-2024-2"]


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30, "-1", "1 or 1"])
def test_an_address_with_no_such_document_gives_an_empty_form(curator, fields_of, key):
    fields = fields_of(curator.get(ADD, {"document": key, "text": "smuggled"}))
    assert not any(fields.get("document", []))
    assert fields["text"] == [""]


def test_the_list_costs_the_same_however_long_it_is(
    curator, document, make_recommendation, queries_of
):
    make_recommendation(document=document)
    before = queries_of(form(document))
    for _number in range(6):
        make_recommendation(document=document)
    assert queries_of(form(document)) == before


def test_who_may_not_add_recommendations_has_no_such_link(signed_in, document):
    assert ADD not in signed_in().get(form(document)).content.decode()

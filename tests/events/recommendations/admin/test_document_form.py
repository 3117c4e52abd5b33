"""Documents on the form of a curator."""

import pytest

from events.recommendations.models import Document, ReportingRound
from hub.records.models import Revision

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def address(document):
    return f"/admin/recommendations/document/{document.pk}/change/"


def test_issuers_and_relations_are_added_in_place(
    curator, change, make_document, make_organisation
):
    document, other, body = make_document(), make_document(), make_organisation()
    answer = change(
        curator,
        address(document),
        **{
            "organisation_links-TOTAL_FORMS": "1",
            "organisation_links-0-organisation": str(body.pk),
            "organisation_links-0-position": "0",
            "relations-TOTAL_FORMS": "1",
            "relations-0-how": "implements",
            "relations-0-other": str(other.pk),
        },
    )
    assert answer.status_code == 302
    assert document.organisation_links.get().organisation == body
    assert document.relations.get().other == other
    assert Revision.objects.get(version=2).changed == ["organisations", "relations"]


def test_a_relation_to_itself_is_a_mistake(curator, change, make_document):
    document = make_document()
    answer = change(
        curator,
        address(document),
        **{
            "relations-TOTAL_FORMS": "1",
            "relations-0-how": "quotes",
            "relations-0-other": str(document.pk),
        },
    )
    assert "Choose another document." in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"date": "2021-13"}, "date"), ({"declared": "-1"}, "declared"), ({"slug": "feed"}, "slug")],
)
def test_a_mistake_is_named_at_its_field(curator, change, make_document, typed, field):
    answer = change(curator, address(make_document()), **typed)
    assert field in answer.context["adminform"].form.errors


def test_the_list_says_how_many_are_recorded(curator, make_document, make_recommendation):
    document = make_document(declared=16)
    make_recommendation(document=document)
    assert "1 of 16" in curator.get("/admin/recommendations/document/").content.decode()


def test_documents_with_gaps_can_be_listed(curator, make_document):
    make_document(title="Short one", declared=16)
    make_document(title="Silent one")
    page = curator.get("/admin/recommendations/document/?recorded=incomplete").content.decode()
    assert "Short one" in page
    assert "Silent one" not in page


def test_a_new_document_is_a_draft(curator, fields_of):
    add = "/admin/recommendations/document/add/"
    curator.post(add, fields_of(curator.get(add)) | {"title": "New", "slug": "new"})
    assert Document.objects.get().state == "draft"


def test_a_round_has_an_address_of_its_document_and_name(curator, change, make_document):
    document = make_document(slug="palermo-protocol")
    rows = {"rounds-TOTAL_FORMS": "1", "rounds-0-name": "First report: États"}
    assert change(curator, address(document), **rows).status_code == 302
    assert document.rounds.get().slug == "palermo-protocol-first-report-etats"
    answer = change(curator, address(document), **{"rounds-TOTAL_FORMS": "1", "rounds-0-name": " "})
    assert (answer.status_code, document.rounds.count()) == (200, 1)


@pytest.fixture
def open_rounds(curator):
    def post(documents, **form):
        keys = {"_selected_action": [document.pk for document in documents]}
        return curator.post(
            "/admin/recommendations/document/", {"action": "open_rounds"} | keys | form
        )

    return post


def test_a_round_is_opened_on_each_of_several_documents_or_on_none(
    open_rounds, make_document, make_organisation
):
    documents, body = [make_document(), make_document()], make_organisation()
    archived = make_document(state="archived")
    page = open_rounds([*documents, archived]).content.decode()
    assert "A round of its own is made on each of 2 documents" in page
    asked = {"apply": "1", "name": "Baseline", "due": "2027-03-01", "body": body.pk}
    refused = open_rounds(documents, **asked | {"closes": "2027-01-01"})
    assert (refused.status_code, ReportingRound.objects.count()) == (400, 0)
    assert open_rounds([*documents, archived], **asked).status_code == 302
    rounds = ReportingRound.objects.order_by("document").values_list("document", "slug", "body")
    assert list(rounds) == [(one.pk, f"{one.slug}-baseline", body.pk) for one in documents]
    changed = Revision.objects.filter(version=2).values_list("record_id", "changed")
    assert sorted(changed) == [(one.pk, ["rounds"]) for one in documents]
    again = open_rounds([make_document(), documents[0]], **asked)
    assert documents[0].title in again.content.decode()
    assert (again.status_code, ReportingRound.objects.count()) == (400, 2)


def test_rounds_that_one_person_may_not_open_are_said(
    open_rounds, make_document, make_organisation, curator, refusing_ledger
):
    asked = {"apply": "1", "name": "Baseline", "due": "2027-03-01", "body": make_organisation().pk}
    with refusing_ledger() as refused:
        answer = open_rounds([make_document()], **asked)
    refused.check(curator, answer)
    assert not ReportingRound.objects.exists()

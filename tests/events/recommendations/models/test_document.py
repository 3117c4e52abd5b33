"""Documents: what they declare, and how they relate."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.recommendations.models import Document, DocumentRelation, recorded_of_declared

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_three_of_sixteen_are_recorded(make_document, make_recommendation):
    document = make_document(declared=16)
    for _number in range(3):
        make_recommendation(document=document)
    found = recorded_of_declared(document)
    assert (found.recorded, found.declared, found.is_complete) == (3, 16, False)


def test_a_general_call_does_not_count(make_document, make_recommendation):
    document = make_document(declared=16)
    make_recommendation(document=document, counts_towards_total=False)
    assert recorded_of_declared(document).recorded == 0


def test_a_sub_action_does_not_count(make_document, make_recommendation):
    document = make_document(declared=2)
    make_recommendation(parent=make_recommendation(document=document))
    assert recorded_of_declared(document).recorded == 1


def test_a_draft_does_not_count(make_document, make_recommendation):
    document = make_document(declared=2)
    make_recommendation(document=document, state="draft")
    assert recorded_of_declared(document).recorded == 0


def test_what_only_practitioners_see_counts_for_them_alone(make_document, make_recommendation):
    document = make_document(declared=2)
    make_recommendation(document=document, visibility="practitioner")
    assert recorded_of_declared(document).recorded == 0
    assert recorded_of_declared(document, "practitioner").recorded == 1


def test_a_document_is_complete_with_all_that_it_declares(make_document, make_recommendation):
    document = make_document(declared=1)
    make_recommendation(document=document)
    assert recorded_of_declared(document).is_complete is True


def test_a_document_that_declares_nothing_is_neither_complete_nor_not(make_document):
    assert recorded_of_declared(make_document()).is_complete is None


def test_a_list_counts_without_a_query_for_each(
    make_document, make_recommendation, django_assert_num_queries
):
    for _number in range(3):
        make_recommendation(document=make_document(declared=2))
    with django_assert_num_queries(1):
        found = [recorded_of_declared(one) for one in Document.objects.incomplete()]
    assert [(one.recorded, one.declared) for one in found] == [(1, 2)] * 3


def test_the_latest_comes_first_and_no_date_last(make_document):
    for date in (None, "2021", "2022-03"):
        make_document(date=date)
    assert [one.date for one in Document.objects.newest_first()] == ["2022-03", "2021", None]


def test_a_document_is_not_related_to_itself(make_document):
    document = make_document()
    relation = DocumentRelation(document=document, other=document, how="quotes")
    with pytest.raises(ValidationError):
        relation.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        relation.save()


def test_a_relation_is_read_from_both_ends(make_document):
    new, old = make_document(), make_document()
    DocumentRelation.objects.create(document=new, other=old, how="supersedes")
    assert new.relations.get().other == old
    assert old.relations_back.get().document == new

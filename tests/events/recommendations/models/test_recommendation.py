"""Recommendations: an ordered tree within one document, its addresses and its news."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.recommendations.models import Recommendation, in_tree_order
from hub.records.models import Change, Revision, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def problems(record):
    with pytest.raises(ValidationError) as raised:
        record.full_clean()
    return raised.value.message_dict


@pytest.mark.parametrize("ref", ["gaps", "Gaps", "feed", "matrix"])
def test_an_address_of_the_site_is_no_ref(make_document, ref):
    assert "slug" in problems(Recommendation(slug=ref, text="x", document=make_document()))


def test_the_database_refuses_gaps_as_a_ref(make_recommendation):
    one = make_recommendation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=one.pk).update(slug="gaps")


def test_a_parent_in_another_document_is_refused(make_recommendation):
    one = make_recommendation()
    one.parent = make_recommendation()
    assert "parent" in problems(one)


def test_no_write_to_the_ledger_leaves_a_parent_in_another_document(make_recommendation):
    one, other = make_recommendation(), make_recommendation()
    one.parent = other
    with pytest.raises(ValidationError), recorded_change(one):
        one.save()
    one.refresh_from_db()
    assert one.parent is None


def test_a_recommendation_with_sub_actions_does_not_leave_its_document(
    make_recommendation, make_document
):
    above = make_recommendation()
    make_recommendation(parent=above)
    above.document = make_document()
    assert "document" in problems(above)


def test_a_recommendation_is_not_a_part_of_itself(make_recommendation):
    above = make_recommendation()
    below = make_recommendation(parent=make_recommendation(parent=above))
    above.parent = below
    assert "parent" in problems(above)


def test_sub_actions_stand_in_order_behind_their_recommendation(make_recommendation, make_document):
    document = make_document()
    second = make_recommendation(slug="R2", document=document, position=2)
    first = make_recommendation(slug="R1", document=document, position=1)
    for position, label in ((2, "b"), (1, "a"), (3, "c")):
        make_recommendation(slug=f"R1-{label}", parent=first, position=position, label=label)
    ordered = in_tree_order(Recommendation.objects.filter(document=document).order_by("?"))
    assert [(depth, one.slug) for depth, one in ordered] == [
        (0, "R1"), (1, "R1-a"), (1, "R1-b"), (1, "R1-c"), (0, "R2"),
    ]  # fmt: skip
    assert second in document.recommendations.top_level()


@pytest.mark.parametrize("told", [True, False], ids=["readers are told why", "they are not"])
def test_sub_actions_are_archived_with_their_recommendation(make_recommendation, make_person, told):
    above = make_recommendation(state="published")
    below = make_recommendation(parent=above, document=above.document, state="published")
    above.archive(by=make_person(), reason="It was here twice.", tell_readers=told)
    below.refresh_from_db()
    assert (above.state, below.state) == ("archived", "archived")
    newest = Revision.objects.order_by("-pk")[:2]
    assert [revision.reason_is_public for revision in newest] == [told, told]


def test_more_than_nine_stand_in_the_order_of_their_numbers(make_recommendation, make_document):
    document = make_document()
    for number in (10, 2, 1):
        make_recommendation(slug=f"R-{number}", document=document, position=number)
    assert [one.slug for one in document.recommendations.top_level().in_order()] == [
        "R-1",
        "R-2",
        "R-10",
    ]


def test_a_part_without_its_recommendation_stands_at_the_top(make_recommendation):
    alone = make_recommendation(parent=make_recommendation())
    assert in_tree_order([alone]) == [(0, alone)]


# Verbs and news


def test_sub_actions_are_published_with_their_recommendation(make_recommendation):
    above = make_recommendation(state="draft")
    below = make_recommendation(parent=above, state="draft")
    above.publish(by=None)
    below.refresh_from_db()
    assert below.state == "published"


def test_a_sub_action_that_was_archived_stays_so(make_recommendation):
    above = make_recommendation(state="draft")
    below = make_recommendation(parent=above, state="archived")
    above.publish(by=None)
    below.refresh_from_db()
    assert below.state == "archived"


def test_a_recommendation_with_its_sub_actions_is_one_piece_of_news(make_recommendation):
    above = make_recommendation(state="draft")
    make_recommendation(parent=above, state="draft")
    above.publish(by=None)
    assert [(news.what, news.slug) for news in Change.objects.all()] == [("recorded", above.slug)]


def test_a_link_to_a_tool_is_in_the_ledger(make_recommendation, make_tool):
    tool = make_tool(slug="hasher")
    one = make_recommendation(tools=(tool,))
    assert one.facts()["tools"] == [["hasher", "It does that."]]


def test_a_change_of_a_sub_action_has_its_recommendation_indexed_again(make_recommendation):
    above = make_recommendation()
    below = make_recommendation(parent=above)
    above.document.refresh_from_db()
    stamp = above.document.index_seq
    with recorded_change(below):
        below.text = "Other words."
        below.save()
    for shown in (below, above, above.document):
        shown.refresh_from_db()
    assert below.index_seq == above.index_seq
    assert above.document.index_seq == stamp  # which counts as many


def test_a_document_is_indexed_again_where_another_number_is_counted(make_recommendation):
    one = make_recommendation()
    one.archive(by=None, reason="It is gone.")
    one.document.refresh_from_db()
    assert one.document.index_seq == one.index_seq

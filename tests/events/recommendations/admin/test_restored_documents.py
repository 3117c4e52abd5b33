"""What other records need of a document is not removed by restoring an earlier version."""

import datetime

import pytest

from events.recommendations.models import ReportingRound
from hub.records.models import recorded_change

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)


def test_a_round_in_which_somebody_reported_stays(
    signed_in, make_recommendation, make_follow_up, fields_of
):
    recommendation = make_recommendation()
    document = recommendation.document
    with recorded_change(document):
        first = ReportingRound.objects.create(
            document=document, slug="first", name="First report", opens=DAY, due=DAY, closes=DAY
        )
    make_follow_up(recommendation, round=first)
    curator = signed_in("curator")
    address = f"/admin/recommendations/document/{document.pk}/history/1/restore/"
    answer = curator.post(address, fields_of(curator.get(address)))
    (sentence,) = answer.context["form"].non_field_errors()
    assert (answer.status_code, "needs what would go" in sentence) == (409, True)
    assert ReportingRound.objects.filter(pk=first.pk).exists()


def test_a_round_that_nobody_needs_goes_and_comes_back(signed_in, make_document, fields_of):
    document = make_document()
    with recorded_change(document):
        ReportingRound.objects.create(
            document=document, slug="first", name="First report", opens=DAY, due=DAY, closes=DAY
        )
    then = document.facts()
    curator = signed_in("curator")
    for version in (1, 2):
        address = f"/admin/recommendations/document/{document.pk}/history/{version}/restore/"
        assert curator.post(address, fields_of(curator.get(address))).status_code == 302
    assert document.facts() == then

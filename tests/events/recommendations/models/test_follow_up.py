"""Follow-up: no status without evidence."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.recommendations.models import FollowUp, ManagementResponse
from hub.records.models import Change, Source, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_new_recommendation_is_not_assessed(make_recommendation):
    assert make_recommendation().followup_status == "not-assessed"


def test_the_status_is_that_of_an_entry(make_recommendation, make_follow_up):
    one = make_recommendation()
    make_follow_up(one, "under-way", date="2022")
    assert one.followup_status == "under-way"


def test_the_newest_entry_tells_the_status(make_recommendation, make_follow_up):
    one = make_recommendation()
    make_follow_up(one, "done", date="2023-05")
    make_follow_up(one, "announced", date="2021-01-07")
    make_follow_up(one, "contested")
    assert one.followup_status == "done"


def test_the_status_falls_back_when_its_entry_goes(make_recommendation, make_follow_up):
    one = make_recommendation()
    entry = make_follow_up(one, "done")
    with recorded_change(one):
        entry.delete()
    assert one.followup_status == "not-assessed"


def test_each_sub_action_has_a_status_of_its_own(make_recommendation, make_follow_up):
    above = make_recommendation()
    a, b = make_recommendation(parent=above), make_recommendation(parent=above)
    make_follow_up(a, "done")
    assert [one.followup_status for one in (above, a, b)] == [
        "not-assessed",
        "done",
        "not-assessed",
    ]


@pytest.mark.parametrize("evidence", ["", "  ", "\n"])
def test_the_database_refuses_an_entry_without_evidence(
    make_recommendation, make_follow_up, evidence
):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_follow_up(make_recommendation(), evidence=evidence)


def test_the_database_refuses_an_entry_without_a_source(make_recommendation, make_term):
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(
            recommendation=make_recommendation(),
            status=make_term("followup_status/done"),
            evidence="A law was passed.",
        )


def entry(recommendation, term, **changes):
    source = Source.objects.create(title="Report")
    return FollowUp(
        recommendation=recommendation, status=term, evidence="x", source=source, **changes
    )


def test_an_entry_assesses(make_recommendation, make_term):
    with pytest.raises(ValidationError) as raised:
        entry(make_recommendation(), make_term("followup_status/not-assessed")).full_clean()
    assert "status" in raised.value.message_dict


def test_a_status_is_of_the_scheme_of_follow_ups(make_recommendation, make_term):
    with pytest.raises(ValidationError) as raised:
        entry(make_recommendation(), make_term("status/active")).full_clean()
    assert "status" in raised.value.message_dict


def test_the_date_of_an_entry_is_honest(make_recommendation, make_term):
    term = make_term("followup_status/done")
    with pytest.raises(ValidationError) as raised:
        entry(make_recommendation(), term, date="2021-13").full_clean()
    assert "date" in raised.value.message_dict


def test_a_follow_up_is_news_and_in_the_ledger(make_recommendation, make_follow_up):
    one = make_recommendation()
    make_follow_up(one, "done", date="2022")
    assert Change.objects.get().what == "follow_up"
    assert one.facts()["follow_ups"][0][4] == "done"


def test_a_response_has_the_source_of_its_text(make_recommendation):
    with pytest.raises(IntegrityError), transaction.atomic():
        ManagementResponse.objects.create(
            recommendation=make_recommendation(), answer="accepted", text="We agree."
        )


def test_a_response_is_accepted_partly_or_rejected(make_recommendation):
    source = Source.objects.create(title="Report")
    with pytest.raises(IntegrityError), transaction.atomic():
        ManagementResponse.objects.create(
            recommendation=make_recommendation(), answer="maybe", text="x", source=source
        )


def test_a_response_leaves_the_status(make_recommendation):
    one = make_recommendation()
    source = Source.objects.create(title="Report")
    with recorded_change(one):
        one.responses.create(answer="accepted", text="We agree.", source=source)
    assert one.followup_status == "not-assessed"

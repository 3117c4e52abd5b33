"""Speakers, messages and statistics."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from events.models import KeyMessage, Participation, Statistic
from hub.records.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_affiliation_stays_that_of_the_day(make_event, make_organisation):
    body = make_organisation(name="Thorn")
    spoke = Participation.objects.create(
        event=make_event(), name="A", affiliation="Director, Thorn", organisation=body
    )
    body.name = "Renamed"
    body.save()
    spoke.refresh_from_db()
    assert spoke.affiliation == "Director, Thorn"


def test_a_message_says_who_said_it(make_event):
    event = make_event()
    may = Participation.objects.create(event=event, name="Theresa May")
    assert KeyMessage(event=event, text="x", participation=may).who == "Theresa May"
    assert KeyMessage(event=event, text="x", said_by="the floor").who == "the floor"
    assert KeyMessage(event=event, text="x").who == ""


def test_a_speaker_of_another_event_did_not_say_it(make_event):
    other = Participation.objects.create(event=make_event(), name="A")
    message = KeyMessage(event=make_event(), text="x", participation=other)
    with pytest.raises(ValidationError) as raised:
        message.full_clean()
    assert "participation" in raised.value.message_dict


def test_a_message_outlives_its_speaker(make_event):
    event = make_event()
    may = Participation.objects.create(event=event, name="Theresa May")
    message = KeyMessage.objects.create(event=event, text="x", participation=may)
    may.delete()
    message.refresh_from_db()
    assert message.participation is None


def test_a_statistic_is_somebodys_finding(make_event):
    source = Source.objects.create(title="Report")
    with pytest.raises(IntegrityError), transaction.atomic():
        Statistic.objects.create(event=make_event(), value="84 %", counts="x", source=source)


def test_a_statistic_has_a_source(make_event, make_organisation):
    statistic = Statistic(
        event=make_event(), value="84 %", counts="x", finding_of=make_organisation()
    )
    with pytest.raises(ValidationError) as raised:
        statistic.full_clean()
    assert "source" in raised.value.message_dict

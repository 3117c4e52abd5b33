"""A source's exact words beside ours, on statistics of events and of documents and on messages."""

import pytest
from django.core.exceptions import ValidationError

from events.models import Event, KeyMessage, Statistic
from events.recommendations.models import DocumentStatistic
from hub.records.models import RecordChange, Revision, Source, record_changes, recorded_change
from hub.records.stored_records import read_records

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
QUOTE = "one in three detected victims is reportedly a child"


def statistic(**changes):
    values = {"value": "1 in 3", "counts": "victims is a child", "published_in": "A report"}
    return values | {"source": Source.objects.get_or_create(title="A report", url="")[0]} | changes


@pytest.mark.parametrize("model", [Statistic, DocumentStatistic])
def test_a_finding_keeps_the_words_that_limit_it(model, make_event, make_document):
    record = make_event() if model is Statistic else make_document()
    row = model(**{model.record_field: record}, **statistic(quote=QUOTE))
    with pytest.raises(ValidationError) as raised:
        row.full_clean()
    (sentence,) = raised.value.message_dict["counts"]
    assert "“detected”, “reportedly”" in sentence
    row.counts = "detected victims is reportedly a child"
    row.full_clean()


def test_a_message_keeps_them_too(make_event):
    message = KeyMessage(event=make_event(), text="Laws fail.", quote="laws reportedly fail")
    with pytest.raises(ValidationError, match="“reportedly”"):
        message.full_clean()


def test_words_of_another_language_are_not_compared(make_event):
    row = Statistic(event=make_event(), **statistic(quote="au moins 3", quote_language="fr"))
    row.full_clean()


def test_a_record_without_quotes_says_what_it_said_before(make_event):
    event = make_event()
    Statistic.objects.create(event=event, **statistic())
    KeyMessage.objects.create(event=event, text="x")
    facts = event.facts()
    assert facts["messages"] == [["x", None, None]]
    assert facts["statistics"] == [
        ["1 in 3", "victims is a child", None, None, "", "A report", "A report"]
    ]


def test_an_older_revision_takes_the_quote_away(make_event):
    """What was there before has entries that are shorter, and no quote."""
    event = make_event()
    row = Statistic.objects.create(event=event, **statistic(counts="detected victims"))
    with recorded_change(event):
        row.quote, row.place_in_source = "of detected victims", "page 4"
        row.save()
    assert event.facts()["statistics"][0][7:] == ["of detected victims", "page 4"]
    before = Revision.objects.get(kind="event", record_id=event.pk, version=2).before
    assert len(before["statistics"][0]) == 7
    stored = read_records(Event, [event.pk])[event.pk]
    record_changes(Event, [RecordChange(stored.facts | before, stored)])
    row.refresh_from_db()
    assert (row.quote, row.place_in_source) == (None, None)
    assert event.facts()["statistics"] == before["statistics"]

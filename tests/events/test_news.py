"""What is told of changes to events, without what was taken out of them since."""

import pytest

from catalogue.presenters.news import news_lines
from hub.records.models import Change, recorded_change

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "after", "sentence", "sentence_before"),
    [
        (
            {"place": "Call +41 44 668 18 00"},
            {"place": "Vienna"},
            "“Place” changed to “Vienna”.",
            "“Place” is now recorded.",
        ),
        (
            {"place": "Safe house Rosa"},
            {"place": None},
            "“Place” is no longer known.",
            "“Place” is now recorded.",
        ),
        (
            {"place": "Nairobi"},
            {"place": "Mombasa"},
            "“Place” changed to “Mombasa”.",
            "“Place” is now recorded.",
        ),
    ],
)
def test_of_a_column_no_words_are_repeated_that_were_taken_out(
    make_event, before, after, sentence, sentence_before
):
    event = make_event()
    for facts in (before, after):
        with recorded_change(event):
            for name, value in facts.items():
                setattr(event, name, value)
            event.save()
    lines = news_lines(Change.objects.filter(record_id=event.pk).newest_first())
    moved = "Its date or place changed."
    sentences = [line.sentence.removeprefix(moved).strip() for line in lines]
    assert sentences[:2] == [sentence, sentence_before]


def test_who_is_no_longer_among_the_speakers_is_not_named(make_event):
    event = make_event()
    with recorded_change(event):
        event.participations.create(name="Jane Doe", role="speaker")
        event.participations.create(name="Ada Roe", role="speaker")
    with recorded_change(event):
        event.participations.get(name="Jane Doe").delete()
    lines = news_lines(Change.objects.filter(record_id=event.pk, what="updated").newest_first())
    sentences = [line.sentence for line in lines]
    assert sentences[0] == "Removed from “Who spoke”: 1 entry."
    assert ("Ada Roe" in sentences[1], "1 entry" in sentences[1]) == (True, True)
    assert "Jane" not in " ".join(sentences)

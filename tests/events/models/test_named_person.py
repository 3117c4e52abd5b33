"""Somebody is recorded by a role or under a pseudonym, and whether they were asked is a fact."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from catalogue.row_readers.reader import KnownRecords, RowError
from events.models import Participation
from events.row_readers.events import read_event
from hub.imports.record_types.event import _people
from hub.records.models import recorded_change
from hub.records.stored_records import read_records

pytestmark = pytest.mark.django_db
PSEUDONYM = {
    "name": "Amal", "named_as": "pseudonym", "consent": "given", "consent_on": "2026-11",
    "consent_how": "By telephone.",
}  # fmt: skip
ROW = {"name": "A conference", "slug": "a-conference"}
NOBODY = KnownRecords({}, frozenset(), {})


@pytest.fixture
def add(make_event):
    def run(**speaker):
        event = make_event()
        with recorded_change(event):
            Participation.objects.create(event=event, **speaker)
        return event

    return run


def speakers_of(event):
    return read_records(type(event), [event.pk])[event.pk].facts["speakers"]


def test_readers_see_that_it_is_a_pseudonym_and_nothing_of_the_consent(add, client):
    event = add(**PSEUDONYM)
    page = client.get(f"/events/{event.slug}/").content.decode()
    assert "Amal <small>(Pseudonym)</small>" in page
    assert "By telephone" not in page


@pytest.mark.parametrize("named_as", [None, "name"])
def test_of_an_own_name_readers_see_nothing_besides(add, client, named_as):
    event = add(name="Ann Ox", named_as=named_as)
    assert "<dt>Ann Ox</dt>" in client.get(f"/events/{event.slug}/").content.decode()


def test_it_is_a_fact_and_stands_in_the_history(add):
    event = add(**PSEUDONYM)
    assert speakers_of(event) == [
        ["Amal", None, None, "speaker", "pseudonym", "given", "2026-11", "By telephone."]
    ]


def test_a_speaker_of_whom_nothing_is_noted_reads_as_before(add):
    assert speakers_of(add(name="Ann Ox")) == [["Ann Ox", None, None, "speaker"]]


@pytest.mark.parametrize("named_as", [None, "name"])
def test_whoever_refused_is_not_recorded_by_their_own_name(make_event, named_as):
    speaker = Participation(event=make_event(), name="Ann Ox", consent="refused", named_as=named_as)
    with pytest.raises(ValidationError, match="by their own name"):
        speaker.full_clean()
    with pytest.raises(IntegrityError):
        speaker.save()


def test_a_date_without_a_consent_is_asked_about(make_event):
    speaker = Participation(event=make_event(), name="Ann Ox", consent_on="2026")
    with pytest.raises(ValidationError, match="Say whether consent was given"):
        speaker.full_clean()
    with pytest.raises(IntegrityError):
        speaker.save()


def test_not_known_is_never_shown_as_refused():
    speaker = Participation(name="Ann Ox")
    assert (speaker.get_consent_display(), speaker.get_named_as_display()) == (
        "Not known", "Not noted",
    )  # fmt: skip


def test_a_file_says_it_too():
    read = read_event(ROW | {"speakers": [PSEUDONYM]}, NOBODY)
    assert read.speakers[0].naming == ["pseudonym", "given", "2026-11", "By telephone."]


def test_of_a_file_that_says_nothing_of_it_the_fact_is_that_of_before():
    row = ROW | {"speakers": [{"name": "Ann Ox"}]}
    facts = _people(read_event(row, NOBODY), row, _Names())
    assert facts["speakers"] == [["Ann Ox", None, None, "speaker"]]


class _Names:
    organisation_slugs = {}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"consent": "refused", "named_as": None}, "by their own name"),
        ({"consent": "perhaps"}, "cannot be “perhaps”"),
        ({"named_as": "nickname"}, "cannot be “nickname”"),
        ({"consent": None}, "Say whether consent was given or refused"),
        ({"consent_on": "soon"}, "soon"),
    ],
)
def test_what_a_file_says_wrongly_is_a_sentence(changes, sentence):
    with pytest.raises(RowError) as refused:
        read_event(ROW | {"speakers": [PSEUDONYM | changes]}, NOBODY)
    assert any(sentence in str(problem) for problem in refused.value.sentences)

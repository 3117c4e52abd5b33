"""The events that ship with the project, loaded by the same run as the tools."""

import json
from pathlib import Path

import pytest

from catalogue.models import Organisation
from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import RowError, known_records
from events.models import Event
from events.row_readers.events import read_event
from hub.imports import starter_data
from hub.imports.record_types.event import EventImporter
from hub.records.models import Change

ROWS = json.loads((Path(__file__).parents[3] / "events/data/events.json").read_text())
CSW67 = "csw67-technology-trafficking-overlapping-emergencies"


def sentences(**changes):
    row = {"slug": "new", "name": "New", **changes}
    with pytest.raises(RowError) as raised:
        read_event(row, known_records())
    return raised.value.sentences


def test_all_events_are_loaded_and_published_without_news(starter):
    assert Event.objects.published().count() == len(ROWS) == 75
    assert not Change.objects.exists()


def test_no_row_was_a_problem(starter):
    assert [file.problems for file in starter_data.progress() if file.problems] == []


def test_no_organisation_was_made_or_doubled(starter):
    names = Organisation.objects.values_list("name", flat=True)
    assert len({matching_key(name) for name in names}) == len(names) == 580


def test_every_date_is_as_its_source_has_it(starter):
    stored = {event.slug: event for event in Event.objects.all()}
    for row in ROWS:
        event = stored[row["slug"]]
        assert (event.start, event.end) == (row["start_date"], row["end_date"])
        assert event.precision == row["date_precision"]


def test_every_organiser_is_the_record_of_its_name(starter):
    for row in ROWS:
        event = Event.objects.get(slug=row["slug"])
        assert event.organisation_links.count() == len(row["organisers"])
    csw = Event.objects.get(slug=CSW67)
    assert [link.organisation.slug for link in csw.organisation_links.all()] == [
        "unodc-liaison-new-york", "osce", "un-women", "equality-now", "catw",
    ]  # fmt: skip


def test_an_office_is_a_part_of_its_body(starter):
    assert Organisation.objects.get(slug="osce-osr-cthb").part_of.slug == "osce"


def test_a_host_is_told_from_an_organiser(starter):
    summit = Event.objects.get(slug="tech-against-trafficking-summit-2024")
    roles = dict(summit.organisation_links.values_list("organisation__slug", "role"))
    assert roles == {
        "tech-against-trafficking": "organiser",
        "gbcat": "organiser",
        "amazon": "host",
    }


def test_a_speaker_keeps_the_affiliation_of_the_day(starter):
    panel = Event.objects.get(slug="odihr-panel-2019-technology-identification")
    speaker = panel.participations.get()
    assert (speaker.affiliation, speaker.organisation.slug) == ("Director, ODIHR", "odihr")


def test_a_title_that_names_no_organisation_is_linked_to_none(starter):
    may = Event.objects.get(slug=CSW67).participations.get(name="Theresa May")
    assert may.organisation is None


def test_a_message_is_ascribed_to_its_speaker_by_name(starter):
    messages = list(Event.objects.get(slug=CSW67).messages.all())
    assert messages[0].who == "Theresa May"
    assert messages[0].text.startswith("Technology both helps traffickers")
    assert messages[6].who == "a participant from the floor"
    assert messages[7].who == "Taina Bien-Aimé"
    assert messages[7].text.startswith("On UNODC's 2022 global report: girls")


def test_a_colon_alone_ascribes_nothing(starter):
    session = Event.objects.get(slug="working-group-on-trafficking-in-persons-october-2021-session")
    message = session.messages.get()
    assert message.who == ""
    assert "technology-facilitated trafficking: law and e-evidence" in message.text


def test_a_parent_that_is_an_event_here_is_linked(starter):
    panel = Event.objects.get(slug="odihr-panel-2019-technology-identification")
    assert panel.parent.slug == "19th-alliance-against-trafficking-in-persons-conference"
    assert panel.parent_name is None


def test_a_parent_without_a_record_is_named(starter):
    event = Event.objects.get(slug=CSW67)
    assert event.parent is None
    assert event.parent_name == "67th session of the Commission on the Status of Women"


def test_a_series_holds_its_events(starter):
    alliance = "osce-alliance-against-trafficking-in-persons"
    in_series = Event.objects.filter(terms__scheme__slug="series", terms__slug=alliance)
    assert in_series.count() == 8


def test_events_load_as_unreviewed_with_their_sources(starter):
    assert set(Event.objects.values_list("verification", flat=True)) == {"unreviewed"}
    sourced = [row["slug"] for row in ROWS if row["sources"]]
    assert Event.objects.exclude(citations=None).count() == len(sourced) == 74


def test_a_bad_date_is_a_sentence(starter):
    assert any("2021-13" in sentence for sentence in sentences(start_date="2021-13"))


def test_a_precision_that_the_date_has_not_is_a_sentence(starter):
    (sentence,) = sentences(start_date="2021", date_precision="day")
    assert "precision" in sentence


def test_an_unknown_organiser_is_a_sentence(starter):
    (sentence,) = sentences(organisers=["Nobody at all"])
    assert "Nobody at all" in sentence


def test_an_unknown_term_is_a_sentence(starter):
    (sentence,) = sentences(event_type="party")
    assert "party" in sentence


def test_a_speaker_without_a_name_is_a_sentence(starter):
    (sentence,) = sentences(speakers=[{"role": "chair"}])
    assert sentence.startswith("Speakers")


def test_what_is_no_list_is_a_sentence(starter):
    (sentence,) = sentences(key_messages={"a": 1})
    assert "Key messages" in sentence


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"statistics": "12 | cases | A ministry | 2021 | A report | reportedly 12"}, "reportedly"),
        ({"key_messages": [{"text": "Laws fail.", "quote": "laws often fail globally"}]},
         "“globally”"),
        ({"key_messages": [{"text": "x", "quote": "x" * 301}]}, "Shorten it to 300"),
        ({"usual_month": "April"}, "“April” is no month"),
        ({"usual_month": 13}, "“13” is no month"),
        ({"registration_url": "ftp://example.org/"}, "is no web address"),
        ({"registration_deadline": "soon"}, "soon"),
        ({"owner": "Nobody"}, "No organisation is called “Nobody”"),
        ({"status": "perhaps"}, "Write one of these: tentative, scheduled"),
    ],
)  # fmt: skip
def test_bad_input_is_a_sentence(changes, said):
    (sentence,) = sentences(**changes)
    assert said in sentence


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"start": "2999", "status": "held"}, "status"),
        ({"start": "2021", "registration_deadline": "2022"}, "registration_deadline"),
        ({"status": "postponed", "outcome_state": "recorded"}, "outcome_state"),
        ({"usual_month": 4}, "usual_month"),
    ],
)
def test_facts_that_cannot_be_true_together_are_found(facts, field):
    ((found, sentence),) = EventImporter().contradictions({"status": "scheduled", **facts})
    assert (found, bool(sentence)) == (field, True)

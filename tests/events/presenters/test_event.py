"""The page of an event: what was said there, by whom, and what came of it."""

import pytest

from events.models import KeyMessage, Participation, Statistic
from hub.records.models import Source

pytestmark = [pytest.mark.usefixtures("starter_or_empty"), pytest.mark.both_databases]

CSW67 = "/events/csw67-technology-trafficking-overlapping-emergencies/"


@pytest.fixture
def side_event(starter, visit):
    return visit(CSW67)


def test_the_side_event_shows_its_series_edition_and_parent(side_event):
    assert "Commission on the Status of Women 67" in side_event.text
    assert "A part of 67th session of the Commission on the Status of Women" in side_event.text
    assert side_event.href("Commission on the Status of Women").startswith("/events/?series=")


def test_the_side_event_names_its_organisers_with_their_role(side_event):
    assert "UN Women Organiser" in side_event.text


def test_each_message_has_who_said_it(side_event):
    said = [li.text for li in side_event.all("li") if "strongest counter-tool" in li.text]
    assert said[0].endswith("Theresa May")


def test_a_statistic_has_whose_finding_it_is_and_where_it_was_read(side_event):
    figures = side_event.one("section", aria_labelledby="figures").text
    assert "84 %of detected victims who originate from conflict-affected countries" in figures
    assert "United Nations Office on Drugs and Crime, Global Report" in figures
    assert figures.endswith("1")  # the number of the source


def test_a_statistic_stands_beside_the_exact_words_of_its_source(side_event):
    quotation = side_event.one("blockquote")
    assert quotation.text.startswith("of detected victims who originate from conflict-affected")
    assert quotation.attributes["cite"].startswith("https://www.unodc.org/")
    assert "as told at the CSW67 event" in side_event.text
    assert "exact words are not recorded" not in side_event.text  # that is for curators


def test_recommendations_and_tools_that_came_out_of_it_are_linked(side_event):
    assert side_event.href("Give survivors mental-health care") == "/recommendations/CSW67-4/"
    assert side_event.href("Forging Freedom Portal").startswith("/tools/")


def test_a_speaker_has_the_affiliation_of_the_time(make_event, make_organisation, visit):
    event = make_event(slug="one")
    body = make_organisation(name="Where she is now")
    Participation.objects.create(
        event=event, name="A. Person", affiliation="Where she was then", organisation=body
    )
    row = visit("/events/one/").fact("A. Person").text
    assert row.startswith("Where she was then")


def test_an_affiliation_that_nobody_wrote_down_is_not_known(make_event, visit):
    Participation.objects.create(event=make_event(slug="one"), name="A. Person")
    assert "Affiliation not known" in visit("/events/one/").fact("A. Person").text


def test_an_event_without_a_date_offers_no_calendar(make_event, visit):
    make_event(slug="one")
    page = visit("/events/one/")
    assert (page.fact("When").text, "Add to a calendar" in page.text) == (
        "Date not recorded",
        False,
    )


def test_an_event_with_a_day_offers_its_calendar(make_event, visit):
    make_event(slug="one", start="2025-03-08")
    assert visit("/events/one/").href("Add to a calendar") == "/events/one.ics"


def test_times_are_shown_with_their_zone(make_event, visit):
    make_event(slug="one", start="2025-03-08", start_time="09:00", time_zone="Europe/Vienna")
    assert "09:00 (Europe/Vienna)" in visit("/events/one/").fact("When").text


def test_words_of_records_are_text_only(make_event, visit):
    bad = "<script>alert(1)</script>"
    event = make_event(slug="one", name=bad, theme=bad, place=bad, notes=bad)
    KeyMessage.objects.create(event=event, text=bad, said_by=bad)
    source, _made = Source.objects.get_or_create(title=bad, url="")
    Statistic.objects.create(
        event=event, value=bad[:20], counts=bad, published_in=bad, source=source
    )
    assert "<script>alert" not in visit("/events/one/").html


def test_an_organisation_leads_to_its_events_and_documents(
    make_event, make_document, make_organisation, visit
):
    body = make_organisation(slug="osce")
    make_event(name="A forum", organisers=(body,), start="2021-10")
    make_document(title="A report", issuers=(body,), date="2022")
    make_event(name="A draft", organisers=(body,), state="draft")
    page = visit("/organisations/osce/")
    assert page.one("section", aria_labelledby="events").text == "Its events A forum October 2021"
    assert page.one("section", aria_labelledby="documents").text == "Its documents A report 2022"


def test_an_organisation_with_many_events_leads_to_all(make_event, make_organisation, visit):
    body = make_organisation(slug="osce")
    for _ in range(7):
        make_event(organisers=(body,), start="2021")
    page = visit("/organisations/osce/")
    assert visit(page.href("All its events")).heading == "7 events: " + body.name


def test_a_body_that_is_hidden_is_not_named_behind_a_statistic(
    make_event, make_organisation, visit
):
    source = Source.objects.create(title="A report")
    Statistic.objects.create(
        event=make_event(slug="one"), value="84 %", counts="of victims", source=source,
        finding_of=make_organisation(name="Unheard", state="draft"),
    )  # fmt: skip
    assert "Unheard" not in visit("/events/one/").html


def test_that_no_words_are_recorded_is_for_curators(make_event, signed_in, visit):
    event = make_event(slug="one")
    source = Source.objects.create(title="A report")
    Statistic.objects.create(
        event=event, value="84 %", counts="of victims", source=source, published_in="A report"
    )
    sentence = "The source’s exact words are not recorded."
    assert sentence not in visit("/events/one/").text
    assert sentence in signed_in("curator").get("/events/one/").content.decode()


@pytest.mark.parametrize(
    ("status", "start", "said"),
    [
        ("cancelled", "2999", "This event was cancelled."),
        ("postponed", "2999-03", "It was planned for March 2999; a new date is not known."),
        ("postponed", None, "This event was postponed. A new date is not known."),
        ("tentative", "2999", "Tentative: its date is still to be confirmed."),
        ("held", "2021", "It was held."),
    ],
)
def test_the_page_says_where_an_event_stands(make_event, visit, status, start, said):
    make_event(slug="one", start=start, status=status)
    assert said in visit("/events/one/").text


def test_a_past_event_that_was_scheduled_is_not_said_to_have_been_held(make_event, visit):
    make_event(slug="one", start="2021-10-07")
    page = visit("/events/one/")
    assert not any(word in page.text for word in ("It was held", "Scheduled", "Coming"))


OPEN = {"registration_url": "https://example.org/in", "registration_deadline": "2999-02-01"}


@pytest.mark.parametrize(
    ("changes", "said", "offered"),
    [
        ({}, "Registration closes: 1 February 2999.", True),
        ({"registration_deadline": "2020"}, "Registration closed: 2020.", False),
        ({"status": "cancelled"}, "is not offered: the event was cancelled.", False),
        ({"status": "postponed"}, "is not offered: the event was postponed.", False),
        ({"start": "2021", "registration_deadline": None}, "", False),
    ],
)
def test_registration_is_offered_only_while_it_can_be_used(
    make_event, visit, changes, said, offered
):
    make_event(slug="one", **{"start": "2999-03", **OPEN, **changes})
    page = visit("/events/one/")
    assert (said in page.text, "https://example.org/in" in page.html) == (True, offered)
    assert ("Registration" in page.text) == bool(said)


def test_agenda_outcome_and_owner_are_shown(make_event, make_organisation, visit):
    event = make_event(
        slug="one", start="2021", outcome_state="being-recorded",
        owner=make_organisation(name="Keeper"),
    )  # fmt: skip
    event.links.create(kind="paper", title="Notes", url="https://example.org/n")
    event.links.create(kind="agenda", title="Programme", url="https://example.org/a", position=1)
    event.links.create(kind="outcome", title="Report", url="https://example.org/o", language="fr")
    page = visit("/events/one/")
    assert "Its outcome is being recorded." in page.text
    assert "Record kept by Keeper" in page.text
    assert "What came of it Report Outcome" in page.text
    assert page.text.find("Agenda, papers and recordings") < page.text.find("Programme Agenda")
    assert page.text.find("Programme Agenda") < page.text.find("Notes Paper")


def test_a_hidden_keeper_is_not_named(make_event, make_organisation, visit):
    make_event(slug="one", owner=make_organisation(name="Unheard", state="draft"))
    assert "Unheard" not in visit("/events/one/").html

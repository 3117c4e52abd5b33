"""The lists of events, documents and recommendations, as pages and as feeds."""

from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ATOM = "{http://www.w3.org/2005/Atom}"


def test_events_stand_by_date_the_newest_first_and_the_undated_last(make_event, visit):
    for slug, start in (("old", "2019"), ("undated", None), ("new", "2023-03-08"), ("mid", "2021")):
        make_event(slug=slug, start=start)
    assert visit("/events/").cards == ["new", "mid", "old", "undated"]


def test_the_order_by_date_is_called_so(make_event, visit):
    make_event()
    assert visit("/events/").one("nav", aria_label="Order of the list").text.startswith("By date")


def test_an_event_without_a_date_says_so(make_event, visit):
    make_event(start=None)
    assert "Date not recorded" in visit("/events/").text


def test_a_choice_in_force_that_no_event_has_can_be_taken_back(make_event, visit):
    make_event(start="2021")
    box = visit("/events/?when=coming").one("input", value="coming")
    assert "checked" in box.attributes


@pytest.mark.parametrize(
    ("start", "words"),
    [("2021", "2021"), ("2021-10", "October 2021"), ("2021-10-07", "7 October 2021")],
)
def test_a_date_is_no_more_precise_than_its_source(make_event, visit, start, words):
    make_event(start=start)
    assert visit("/events/").fact("When").text == words


def test_events_are_narrowed_by_several_facets(make_event, make_organisation, visit):
    body = make_organisation(slug="osce")
    make_event(slug="in", start="2021", organisers=(body,), terms=("topic/legislation",))
    make_event(slug="other-year", start="2022", organisers=(body,), terms=("topic/legislation",))
    make_event(slug="nobodys", start="2021", terms=("topic/legislation",))
    assert visit("/events/?year=2021&organiser=osce&topic=legislation").cards == ["in"]


def test_what_is_to_come_is_marked_and_apart_from_what_is_past(make_event, visit):
    make_event(slug="coming", start="2999-01-01")
    make_event(slug="past", start="2001-01-01")
    coming = visit("/events/?when=coming")
    assert (coming.cards, len(coming.all("p", class_="coming"))) == (["coming"], 1)
    assert visit("/events/?when=past").cards == ["past"]


def test_a_cancelled_event_is_marked(make_event, visit):
    make_event(start="2999-01-01", status="cancelled")
    assert visit("/events/").one("p", class_="gone").text == "Cancelled"


def test_a_series_is_a_list(make_event, visit):
    make_event(slug="first", start="2018", terms=("series/csw",))
    make_event(slug="second", start="2019", terms=("series/csw",))
    make_event()
    assert visit("/events/?series=csw").cards == ["second", "first"]


def test_a_long_list_has_pages(make_event, visit):
    for day in range(1, 23):
        make_event(start=f"2021-01-{day:02}")
    assert (len(visit("/events/").cards), len(visit("/events/?page=2").cards)) == (20, 2)


def test_documents_say_how_many_of_their_recommendations_are_recorded(
    make_document, make_recommendation, visit
):
    document = make_document(declared=16)
    for _ in range(3):
        make_recommendation(document=document)
    shown = visit("/documents/").fact("Recommendations").text
    assert shown == "3 of 16 recorded"


def test_incomplete_documents_are_to_be_found(make_document, make_recommendation, visit):
    whole = make_document(slug="whole", declared=1)
    make_recommendation(document=whole)
    make_document(slug="part", declared=2)
    make_document(slug="silent")
    assert visit("/documents/?complete=incomplete").cards == ["part"]
    assert visit("/documents/?complete=complete").cards == ["whole"]


def test_recommendations_are_narrowed_by_who_is_asked(make_recommendation, visit):
    make_recommendation(slug="S-1", terms=("addressee/states",))
    make_recommendation(slug="D-1", terms=("addressee/donors",))
    assert visit("/recommendations/?addressee=states").cards == ["S-1"]


def test_sub_actions_stand_below_their_recommendation_not_in_the_list(make_recommendation, visit):
    above = make_recommendation(slug="A-1")
    make_recommendation(slug="A-1-a", parent=above, label="a")
    page = visit("/recommendations/")
    assert (page.cards, "1 action" in page.text) == (["A-1"], True)


def test_the_gap_of_a_list_is_what_no_tool_serves(make_recommendation, make_tool, visit):
    make_recommendation(slug="SERVED", tools=(make_tool(),))
    make_recommendation(slug="GAP")
    assert visit("/recommendations/?tools=not-served").cards == ["GAP"]


@pytest.mark.parametrize(
    ("path", "maker", "field"),
    [
        ("/events/", "make_event", "name"),
        ("/documents/", "make_document", "title"),
        ("/recommendations/", "make_recommendation", "text"),
    ],
)
def test_any_filtered_list_is_a_feed(request, client, path, maker, field):
    make = request.getfixturevalue(maker)
    make(**{field: "Wanted"}, terms=("topic/legislation",))
    make(**{field: "Another"}, terms=("topic/crisis",))
    answer = client.get(f"{path}feed/?topic=legislation")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    titles = [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]
    assert [title.rpartition(": ")[2] for title in titles] == ["Wanted"]


@pytest.mark.parametrize("path", ["/events/", "/documents/", "/recommendations/", "/search/?q=x"])
def test_a_draft_never_shows(make_event, make_document, make_recommendation, visit, path):
    make_event(name="Secret x", state="draft", start="2021")
    hidden = make_document(title="Secret x", state="draft")
    make_recommendation(text="Secret x", state="in_review", document=hidden)
    make_recommendation(text="Secret x", state="published", visibility="vetted")
    assert "Secret" not in visit(path).text


@pytest.fixture
def yearly(make_event):
    """A series of three editions in the last three years."""
    year = timezone.localdate().year
    for back in (3, 2, 1):
        make_event(start=f"{year - back}-07-30", terms=("series/world-day",))


@pytest.mark.parametrize("path", ["/events/", "/events/?when=coming"])
def test_while_no_dated_event_is_coming_the_yearly_ones_are_expected(
    yearly, make_event, visit, path
):
    make_event(start="2999")  # a bare year is no date
    section = visit(path).one("section", class_="expected")
    assert section.text.startswith("Expected, no date yet")
    assert "Usually on 30 July" in section.text


@pytest.mark.parametrize("path", ["/events/?when=past", "/events/?q=day", "/events/?sort=name"])
def test_whoever_looks_for_something_else_is_told_of_no_expected_event(yearly, visit, path):
    assert not visit(path).all("section", class_="expected")


def test_with_a_dated_event_to_come_nothing_is_expected_beside_it(yearly, make_event, visit):
    make_event(start="2999-01-01")
    assert not visit("/events/").all("section", class_="expected")


def test_what_is_expected_is_in_no_calendar(yearly, client):
    year = timezone.localdate().year
    text = client.get("/events.ics").content.decode()
    assert text.count("BEGIN:VEVENT") == 3
    assert not any(f"{later}0730" in text for later in (year, year + 1))


def test_an_event_can_be_sent_in_where_there_is_an_address(yearly, visit, settings):
    settings.CONTACT_EMAIL = "desk@example.org"
    link = visit("/events/").one(
        "a", href="mailto:desk@example.org?subject=An%20event%20that%20is%20missing"
    )
    assert link.text == "desk@example.org"


def test_without_an_address_nobody_is_asked_to_write(yearly, visit, settings):
    settings.CONTACT_EMAIL = ""
    page = visit("/events/")
    assert "Is an event missing?" not in page.text
    assert not [link for link in page.all("a") if link.attributes["href"].startswith("mailto:")]


def test_that_none_was_followed_up_is_said_once_above_the_list(
    make_recommendation, make_term, visit
):
    make_term("followup_status/not-assessed", label="Not assessed")
    for _number in range(3):
        make_recommendation()
    page = visit("/recommendations/")
    assert page.text.count("0 of 3 recommendations have a recorded follow-up.") == 1
    assert "Not assessed" not in page.one("ol", class_="cards").text


def test_what_was_followed_up_is_counted_and_told_on_its_card(
    make_recommendation, make_follow_up, visit
):
    followed, _other = make_recommendation(), make_recommendation()
    make_follow_up(followed, "under-way")
    page = visit("/recommendations/")
    assert "1 of 2 recommendations have a recorded follow-up." in page.text
    assert len([term for term in page.all("dt") if term.text == "Follow-up"]) == 1


def test_above_a_narrowed_list_its_own_are_counted(make_recommendation, make_follow_up, visit):
    followed = make_recommendation(terms=("topic/ai",))
    make_recommendation()
    make_follow_up(followed, "under-way")
    assert "1 of 1 recommendation has" in visit("/recommendations/?topic=ai").text


def test_the_texts_of_recommendations_say_whose_they_are(make_recommendation, visit):
    make_recommendation(slug="A-1")
    assert "Our summaries, not quotations." in visit("/recommendations/").text
    assert "Our summary, not a quotation." in visit("/recommendations/A-1/").text


@pytest.mark.parametrize("path", ["/recommendations/", "/documents/", "/recommendations/gaps/"])
def test_recommendations_documents_and_gaps_lead_to_each_other(make_recommendation, visit, path):
    make_recommendation()
    page = visit(path)
    way = page.one("nav", aria_label="Recommendations, documents and gaps")
    assert way.text == "Recommendations Documents Countries Gaps"
    assert {link.attributes["href"] for link in page.all("a")} >= {
        "/recommendations/",
        "/documents/",
        "/recommendations/gaps/",
    }
    current = [
        link.attributes["href"]
        for link in page.all("a", aria_current="page")
        if link.text in way.text
    ]
    assert path in current
    assert page.html.index('class="sorts asked"') < page.html.index("<h1")

"""The first page: doors with counts that are true, what is new, what is missing."""

import gzip
import re

import pytest
from django.utils import timezone

from events.models import Event, EventTerm
from hub.records.seq_cache import clear_caches

pytestmark = pytest.mark.both_databases


def test_the_first_page_says_how_many_records_there_are(starter, visit):
    assert "455 tools, plus 6 that have ended, 580 organisations" in visit("/").text


def test_there_are_five_doors(starter, visit):
    questions = [heading.text for heading in visit("/").all("h2")]
    assert questions[-5:] == [
        "What is happening?",
        "What do you need to do?",
        "Who are you?",
        "Where?",
        "Which technology?",
    ]


def test_the_number_at_a_door_is_the_number_behind_it(starter, visit):
    doors = [
        a for a in visit("/").all("a") if re.match(r"/tools/\?\w+=[\w-]+$", a.attributes["href"])
    ]
    assert len(doors) >= 30
    wrong = {
        door.text: heading
        for door in doors
        if (heading := visit(door.attributes["href"]).heading).split()[0] != door.text.split()[-1]
    }
    assert wrong == {}


def test_it_begins_with_help_and_situations_and_ends_with_lists(starter, visit):
    headings = [heading.text for heading in visit("/").all("h2")]
    assert headings[:2] == ["Is your situation like one of these?", "Where tools are made and used"]
    assert headings.index("What’s new") < headings.index("What is missing") < len(headings) - 5


def test_each_of_six_situations_leads_to_a_result_that_begins_with_the_tools_named(starter, visit):
    ready = [a for a in visit("/").all("a") if a.attributes["href"].startswith("/situation/?")]
    assert len(ready) == 6
    for link in ready:
        assert "?" in link.attributes["href"]
        assert visit(link.attributes["href"]).heading[0].isdigit()


def test_the_pictures_say_their_numbers_in_words(starter, visit):
    pictures = visit("/").one("section", class_="pictures")
    assert re.search(r"\d+ tools by organisations with a seat in \d+ countries", pictures.text)
    assert re.search(r"\d+ tools recorded in \d+ countries", pictures.text)
    assert re.search(r"\d+ were launched from 2014 to 20\d\d", pictures.text)


def test_both_pictures_of_the_world_weigh_at_most_two_kilobytes(starter, visit):
    figures = re.findall(r"<figure>.*?</figure>", visit("/").html, re.DOTALL)
    assert len(figures) == 3
    assert len(gzip.compress("".join(figures[:2]).encode())) <= 2_000


def test_what_is_missing_is_counted_from_the_records(starter, visit):
    missing = visit("/").one("section", class_="missing").text
    assert "Of the 56 tools used in crises, only 14 were made against trafficking." in missing


def test_when_all_is_loaded_the_page_of_the_load_leads_to_the_tools(starter, visit):
    page = visit("/loading/")
    assert ("Everything is loaded." in page.text, page.href("See the tools")) == (True, "/tools/")


def test_before_any_change_the_first_page_says_that_nothing_changed(starter, visit):
    assert "Nothing has changed since the catalogue was loaded." in visit("/").text


@pytest.mark.django_db
def test_what_is_new_stands_on_the_first_page(make_tool, make_person, visit):
    make_tool(name="Hotline", slug="hotline", state="draft").publish(by=make_person())
    assert visit("/").href("Hotline") == "/tools/hotline/"


@pytest.mark.django_db
def test_an_empty_catalogue_has_a_first_page(visit):
    assert "0 tools, plus 0 that have ended, 0 organisations" in visit("/").text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "heading", "said"), [("2021", "Events", True), ("2099-05-04", "Coming events", False)]
)
def test_the_first_page_says_whether_an_event_is_to_come(visit, start, heading, said):
    Event.objects.create(slug="one", name="A meeting", start=start, state="published")
    page = visit("/")
    assert page.one("h2", id="events").text == heading
    assert ("No event is coming up that we know of." in page.text) is said


@pytest.mark.django_db
def test_while_no_dated_event_is_to_come_the_first_page_says_what_is_expected(make_term, visit):
    series, year = make_term("series/world-day"), timezone.localdate().year
    for back in (3, 2, 1):
        name = f"World Day {year - back}"
        event = Event.objects.create(
            slug=f"day-{back}", name=name, start=f"{year - back}-07-30", state="published"
        )
        EventTerm.objects.create(event=event, term=series)
    clear_caches()  # rows that no ledger told of
    page = visit("/")
    assert "Usually on 30 July" in page.text
    assert "These were the last" not in page.text

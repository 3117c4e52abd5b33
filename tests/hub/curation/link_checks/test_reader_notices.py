"""What a record's page says of its addresses, in each state."""

import datetime
import re

import pytest
from django.core.cache import cache

from hub.curation.link_checks.address_register import follow_records
from hub.curation.link_checks.models import CheckedAddress
from hub.curation.link_checks.reader_notices import follow_notices
from hub.http_client.fetch import RefusalCause
from hub.http_client.single_request import ServerAnswer
from hub.records.models import Source
from tests.hub.curation.link_checks.conftest import DAY, NIGHT, well
from tests.hub.curation.record_checks.conftest import cite

pytestmark = pytest.mark.django_db
URL = "https://beacon.example/"
COPY = "https://web.archive.org/web/2027/https://report.example/1"
State, Cause = CheckedAddress.State, CheckedAddress.Cause


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="beacon", name="Beacon", url=URL)


@pytest.fixture
def page(client):
    def shown():
        cache.clear()
        text = client.get("/tools/beacon/").text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))

    return shown


def failing(world, move_clock, url, first=14):
    world.answers[url] = RefusalCause.TIME
    for number in (first, first + 3, first + 7):
        move_clock(NIGHT + number * DAY)
        world.night()


def test_a_dead_address_is_told_with_the_days_and_the_last_good_one(tool, world, move_clock, page):
    move_clock(NIGHT)
    world.night()
    failing(world, move_clock, URL)
    sentence = "The website beacon.example did not answer on 3 days. It was last seen well on"
    assert f"{sentence} 1 March 2027." in page()


def test_nothing_is_told_before_it_is_dead(tool, world, move_clock, page):
    world.answers[URL] = RefusalCause.TIME
    for number in (0, 3):
        move_clock(NIGHT + number * DAY)
        world.night()
    assert "did not answer" not in page()


def test_what_is_not_known_is_not_told(tool, world, move_clock, page):
    failing(world, move_clock, URL)
    assert "last seen well" not in page()


def test_a_recovery_takes_the_sentence_away(tool, world, move_clock, page):
    failing(world, move_clock, URL)
    assert "did not answer" in page()
    world.answers[URL] = well()
    move_clock(NIGHT + 40 * DAY)
    world.night()
    assert "did not answer" not in page()


def test_a_dead_source_is_told_with_its_archived_copy(tool, world, move_clock, client):
    cite(tool, url="https://report.example/1", title="A report")
    Source.objects.update(archived_url=COPY)
    failing(world, move_clock, "https://report.example/1")
    text = client.get("/tools/beacon/").text
    line = re.search(r'<p class="gone">(.*?)</p>', text, re.DOTALL)[1]
    assert "The source “A report” (report.example) did not answer on 3 days." in line
    assert COPY in line


def test_a_page_that_its_server_has_not_is_told_as_that(tool, world, move_clock, page):
    world.answers[URL] = ServerAnswer(404)
    for number in (0, 3, 7):
        move_clock(NIGHT + number * DAY)
        world.night()
    assert "The website beacon.example was not there on 3 days." in page()


def test_another_site_behind_the_address_is_told(tool, world, move_clock, page):
    move_clock(NIGHT)
    world.answers[URL] = ServerAnswer(302, location="https://sale.example.net/x")
    world.answers["https://sale.example.net/x"] = well("Buy this domain")
    world.night()
    assert "now leads to another site, sale.example.net, which nobody here has looked" in page()


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (State.FAILING, Cause.TIME),
        (State.MOVED, Cause.MOVED),
        (State.PARKED, Cause.OTHER_TITLE),
        (State.LEFT, Cause.TIME),
        (State.NEW, Cause.UNTOLD),
    ],
)
def test_other_states_are_for_curators_only(tool, page, state, cause):
    follow_records(NIGHT)
    CheckedAddress.objects.update(state=state, cause=cause)
    follow_notices()
    assert "beacon.example did not" not in page()
    assert "another site" not in page()


def test_a_replaced_address_is_told_of_no_longer(tool, world, move_clock, page):
    from hub.curation.link_checks.record_follower import follow_changed_records
    from hub.records.models import recorded_change

    failing(world, move_clock, URL)
    tool.refresh_from_db()
    with recorded_change(tool, news=False):
        tool.url = "https://new.example/"
        tool.save()
    follow_changed_records()
    assert "did not answer" not in page()


def test_a_page_without_anything_to_say_has_no_more_queries(
    tool, client, django_assert_num_queries
):
    from hub.web.record_notices import notices_of

    with django_assert_num_queries(1):
        assert notices_of(tool) == ()


def test_every_page_is_written_for_a_day_that_is_named_in_its_language(tool, world, move_clock):
    from django.utils import translation

    from hub.curation.link_checks.reader_notices import present

    facts = {
        "addresses": [
            {
                "fact": "url", "label": "", "url": "beacon.example", "cause": "", "days": 3,
                "well": "2027-03-01", "to": "", "archived": "",
            }
        ]
    }  # fmt: skip
    with translation.override("en"):
        (line,) = present(facts, datetime.datetime.now(datetime.UTC))
    assert line.sentence.endswith("last seen well on 1 March 2027.")

"""The nightly count, and the page and files that show it."""

import datetime
import re

import pytest
import time_machine

from hub.digests.models import Subscriber
from hub.numbers.models import NightlyCount
from hub.numbers.nightly_count import count_if_due
from hub.numbers.number_tables import BANDS, NUMBER_TABLES
from hub.numbers.presenter import band_text
from hub.records.models import SearchState
from tests.hub.numbers.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def shown(client, name, path="/numbers/"):
    """The cells of a table, without the bars."""
    page = client.get(path).content.decode()
    section = page.partition(f'<h2 id="{name}">')[2].partition("</section>")[0]
    cells = re.findall(r"<(?:th scope=\"row\"|td[^>]*)>(.*?)</t[hd]>", section, re.DOTALL)
    return [re.sub(r"<svg.*?</svg>|<[^>]+>", "", cell).strip() for cell in cells]


def test_it_is_counted_once_a_day(make_subscribers):
    assert count_if_due(NOW)
    make_subscribers(30)
    assert not count_if_due(NOW + DAY / 2)
    assert NightlyCount.last().rows("subscribers") == {"2026-12-03": (0,)}
    assert count_if_due(NOW + DAY)
    assert NightlyCount.last().rows("subscribers") == {"2026-12-04": (25,)}
    assert NightlyCount.objects.count() == 1


def test_the_page_moves_with_the_count_and_not_with_who_subscribes(client, make_subscribers):
    """Its number and with it the kept page are another after the night, and not before."""
    make_subscribers(11)
    count_if_due(NOW)
    first = client.get("/numbers/")
    make_subscribers(39)
    again = client.get("/numbers/?anything=1")
    assert "11 to 24" in first.content.decode()
    assert "11 to 24" in again.content.decode()
    count_if_due(NOW + DAY)
    assert "50 to 99" in client.get("/numbers/").content.decode()


def test_the_count_raises_the_number_of_the_public_pages():
    before = SearchState.version_of(None)
    count_if_due(NOW)
    assert SearchState.version_of(None) != before
    assert SearchState.version_of({"tool"}).seq <= before.seq


def test_before_the_first_night_it_says_so(client, make_tool):
    make_tool(state="published")
    page = client.get("/numbers/").content.decode()
    assert page.count("Not counted yet: that is done once a night.") == 3
    assert shown(client, "records")[:3] == ["Tools", "1", "0"]


def test_records_are_counted_as_the_page_is_made(client, make_tool):
    count_if_due(NOW)
    make_tool(state="published", verification="source-checked", verified_on=NOW.date())
    assert shown(client, "records")[:3] == ["Tools", "1", "1"]


def test_few_are_told_in_words_and_no_median_of_them(client, make_answered):
    make_answered(3, datetime.date(2026, 8, 1))
    count_if_due(NOW)
    assert shown(client, "suggestions")[:3] == [
        "3rd quarter 2026", "fewer than 11", "Too few to say",
    ]  # fmt: skip
    assert shown(client, "gaps-closed")[:2] == ["4th quarter 2026, so far", "0"]
    assert shown(client, "subscribers") == ["3 December 2026", "fewer than 11"]


def test_the_exact_number_of_people_stands_nowhere(client, make_subscribers, make_answered):
    make_subscribers(137)
    make_answered(139, datetime.date(2026, 8, 1))
    count_if_due(NOW)
    pages = [client.get("/numbers/")]
    pages += [client.get(f"/numbers/{table.name}.csv") for table in NUMBER_TABLES]
    texts = [page.content.decode() for page in pages] + [str(NightlyCount.last().tables)]
    assert Subscriber.objects.count() == 137
    assert any("100 to 249" in text for text in texts)
    assert [text for text in texts if re.search(r"\b13[79]\b", text)] == []


def test_every_band_has_its_own_words():
    texts = [band_text(least) for least in BANDS]
    assert texts[0] == "fewer than 11"
    assert texts[1] == "11 to 24"
    assert texts[-1] == "10,000 or more"
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("table", NUMBER_TABLES, ids=lambda table: table.name)
def test_each_table_is_a_file_with_its_columns(client, table):
    count_if_due(NOW)
    answer = client.get(f"/numbers/{table.name}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{table.name}.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].count(",") == len(table.columns)
    assert lines[0].startswith(str(table.row_name.value))
    assert len(lines) > 1


def test_a_file_has_plain_numbers_and_keys_and_leaves_out_what_is_not_said(client, make_tool):
    make_tool(state="published")
    count_if_due(NOW)
    assert "tool,1,0,0,1,0" in client.get("/numbers/records.csv").content.decode().splitlines()
    suggestions = client.get("/numbers/suggestions.csv").content.decode().splitlines()
    assert "2026-07-01,fewer than 11," in suggestions


def test_a_table_that_there_is_not_is_not_found(client):
    assert client.get("/numbers/visitors.csv").status_code == 404


def test_the_page_asks_few_questions(client, django_assert_max_num_queries):
    count_if_due(NOW)
    client.get("/about/")
    with django_assert_max_num_queries(16):
        client.get("/numbers/")


def test_a_bar_is_a_share_of_the_longest_and_is_not_read_out(client, make_tool, make_organisation):
    for _number in range(4):
        make_tool(state="published")
    make_organisation(state="published")
    page = client.get("/numbers/").content.decode()
    bars = re.findall(r'<svg [^>]*aria-hidden="true">(.*?)</svg>', page)
    widths = [re.findall(r'width="(\d+)"', bar) for bar in bars]
    assert ["100", "0"] in widths
    assert ["25", "0"] in widths

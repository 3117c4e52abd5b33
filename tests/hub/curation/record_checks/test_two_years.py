"""Two years of freshness by the clock: days fall due, checks are made or not, readers are told."""

import datetime

import pytest
import time_machine
from django.core.cache import cache

from catalogue.models import HelplineCitation
from hub.curation.desk.sources.record_kinds import review_tasks
from hub.curation.record_checks.check_answers import GivenAnswer, give_answer
from hub.curation.record_checks.check_parts import CHECK_PARTS
from hub.curation.record_checks.check_progress import CheckProgress
from hub.curation.record_checks.conclusion import Ending, end_check
from hub.records.models.record import add_months
from tests.hub.curation.record_checks.conftest import cite

pytestmark = pytest.mark.django_db
START = datetime.datetime(2027, 1, 31, 12, tzinfo=datetime.UTC)
TOO_LATE = "It should have been checked again by"


def check(record, person, answer="right", **others):
    """All facts answered in one go, and the end; what it came to."""

    def progress():
        now = type(record).objects.get(pk=record.pk)
        return CheckProgress(now, now.facts(), CHECK_PARTS["facts"], person)

    for asked in progress().asked:
        given = others.get(asked.fact.name, answer)
        sources = [source.pk for source in asked.fact.sources]
        give_answer(progress(), asked, GivenAnswer(given, asked.fact.fingerprint, sources))
    outcome = end_check(progress(), Ending()).outcome
    record.refresh_from_db()
    return outcome


def due():
    return {task.title for task in review_tasks()}


@pytest.fixture
def records(make_tool, make_term, make_helpline):
    plain = make_tool(slug="plain", name="Plain")
    touching = make_tool(slug="touching", name="Touching", terms=("safeguard/personal-data",))
    line = make_helpline(slug="line", name="Line")
    HelplineCitation.objects.filter(helpline=line).exists() or cite(line, model=HelplineCitation)
    cite(plain)
    cite(touching)
    return plain, touching, line


@pytest.fixture
def person(make_person):
    return make_person(name="Ada")


def test_the_next_day_follows_from_what_a_mistake_could_do(records, person):
    plain, touching, line = records
    with time_machine.travel(START, tick=False):
        for record in records:
            assert check(record, person) == "verified"
        assert plain.next_review_on == datetime.date(2028, 1, 31)
        assert touching.next_review_on == datetime.date(2027, 7, 31)
        assert line.next_review_on == datetime.date(2027, 4, 30)


def page(client, address):
    cache.clear()
    return client.get(address).text


def test_two_years(records, person, client):
    touching = records[1]
    seen = []
    for month in range(25):
        day = add_months(START.date(), month)
        with time_machine.travel(START.replace(year=day.year, month=day.month, day=day.day)):
            if month == 0:
                for record in records:
                    check(record, person)
            if month == 7:  # some weeks after it fell due
                assert check(touching, person) == "verified"
            if month == 14:
                assert check(touching, person, name="gone") == "contested"
            told = {
                name: TOO_LATE in page(client, address)
                for name, address in (
                    ("plain", "/tools/plain/"),
                    ("touching", "/tools/touching/"),
                    ("line", "/help-now/line/"),
                )
            }
            late = {
                record.slug
                for record in records
                if record.verification == "source-checked" and record.next_review_on < day
            }
            assert {name for name, is_told in told.items() if is_told} == late, month
            seen.append((month, tuple(sorted(late))))
    months = {name: [month for month, late in seen if name in late] for name in told}
    assert months["line"] == list(range(4, 25))  # nobody called it again
    assert months["plain"] == list(range(13, 25))
    assert months["touching"] == []  # it was checked as it fell due, then shown as disputed


def test_readers_are_told_of_doubt_until_it_is_resolved(records, person, client):
    _plain, touching, _line = records
    with time_machine.travel(START):
        check(touching, person, name="gone")
        text = page(client, "/tools/touching/")
        assert "Disputed" in text
        assert "No longer said by its source: name" in text
    with time_machine.travel(START + datetime.timedelta(days=3)):
        assert check(touching, person) == "verified"
        text = page(client, "/tools/touching/")
        assert "Disputed" not in text
        assert "No longer said by its source" not in text


def test_the_desk_names_what_is_due(records, person):
    with time_machine.travel(START):
        for record in records:
            check(record, person)
    for months, names in ((2, set()), (4, {"Line"}), (7, {"Line", "Touching"})):
        day = add_months(START.date(), months)
        with time_machine.travel(START.replace(year=day.year, month=day.month, day=day.day)):
            assert due() == names

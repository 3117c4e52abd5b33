"""When a record is due again, what the desk names then, and what readers are told of doubt."""

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

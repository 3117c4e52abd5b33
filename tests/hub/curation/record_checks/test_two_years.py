"""Two years of freshness by the clock, month by month through the tasks of the schedule.

A curator checks what the desk names, or does not; readers are told the truth of it each month.
"""

import datetime
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from catalogue.models import OrganisationCitation
from hub.celery import app
from hub.curation.desk.models import Task
from hub.records.models.record import add_months
from tests.hub.curation.record_checks.conftest import Pages, cite
from tests.plugins.cast import make_a_person

START = datetime.datetime(2027, 1, 20, 12, tzinfo=datetime.UTC)
MONTHS = range(25)
GOOD_FOR = {"line": 3, "touching": 6, "plain": 12, "body": 12}
PAGES = {
    "line": ("helpline", "/help-now/line/"),
    "touching": ("tool", "/tools/touching/"),
    "plain": ("tool", "/tools/plain/"),
    "body": ("organisation", "/organisations/body/"),
}
# In which months a curator checks what is due: the line mostly at once, others late or never.
CHECKED = {
    "line": {0, 4, 8, 12, 15, 18},
    "touching": {0, 7, 14, 17},
    "plain": {0, 16},
    "body": {2},
}
DOUBTS = {("touching", 14): {"name": "gone"}}  # its source no longer says so, until it is mended
LINE = r"<h3><a [^>]+>([^<]+)</a></h3>.*?(due since|came in) ([\d-]+)"
TOO_LATE = "It should have been checked again by"
# Those that ask other machines, write files, or count what no clock changes, have no part in this.
ELSEWHERE = {
    "imports.fetch_feeds",
    "index.copy",
    "index.fold",
    "link_checks.check",
    "monitoring.watch",
    "desk.find_deciding_facts",
}
SCHEDULED = [each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


app.autodiscover_tasks(force=True)


def run(*names):
    for name in names:
        assert name in SCHEDULED
        app.tasks[name].apply(throw=True)


@pytest.fixture
def records(make_tool, make_term, make_helpline, make_organisation):
    plain = make_tool(slug="plain", name="Plain")
    touching = make_tool(slug="touching", name="Touching", terms=("safeguard/personal-data",))
    line = make_helpline(slug="line", name="Line")
    body = make_organisation(slug="body", name="Body")
    cite(plain)
    cite(touching)
    cite(body, model=OrganisationCitation)
    return {record.slug: record for record in (plain, touching, line, body)}


class Site:
    """The site as a curator and a reader of it see it on the day of the clock."""

    def __init__(self, client, records):
        self.client, self.records = client, records
        self.person = make_a_person(is_staff=True, is_superuser=True, name="Ada")
        self.checked_on, self.doubted = {}, set()

    def sign_in(self):
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        self.client.force_login(self.person, backend=backend)

    def check(self, slug, **others):
        """All facts of the record answered, and the end, on the pages of the check."""
        self.sign_in()
        pages = Pages(self.client, f"/desk/check/{PAGES[slug][0]}/{slug}/")
        pages.answer_all(**others)
        text = self.client.get(f"{pages.address}end/").text
        proposed = re.search(r'name="next_review_on" value="([\d-]+)"', text)
        response = pages.end(**({"next_review_on": proposed[1]} if proposed else {}))
        assert response.status_code == 302, response.text
        self.records[slug].refresh_from_db()
        if others:
            self.doubted.add(slug)
        else:
            self.checked_on[slug] = timezone.localdate()
            self.doubted.discard(slug)

    def due_on(self, name):
        return add_months(self.checked_on[name], GOOD_FOR[name])

    def overdue(self):
        return {name for name in self.checked_on if self.due_on(name) < timezone.localdate()}

    def on_the_desk(self):
        """What is to be reviewed, in the order of the desk, with the day that stands there."""
        self.sign_in()
        lines = self.client.get("/desk/?kind=review").text.split('<li class="task">')[1:]
        return [tuple(re.search(LINE, line, re.DOTALL).groups()) for line in lines]

    def is_true(self, month):
        """The desk and the readers' pages say what follows from the days of the checks."""
        late = sorted((self.due_on(name), name) for name in self.overdue())
        named = [(name.capitalize(), "due since", str(day)) for day, name in late]
        if "line" not in self.checked_on:  # a line that nobody has called is named at once
            named = [("Line", "came in", str(timezone.localdate()))]
        assert self.on_the_desk() == named, month
        for name in self.records:
            day, is_late = self.checked_on.get(name), name in self.overdue()
            in_doubt = name in self.doubted
            told = (day and str(day), is_late and not in_doubt, in_doubt)
            assert self.told(name) == told, (month, name)

    def told(self, name):
        """What a reader's page says: the day of the last check, and whether it is overdue."""
        self.client.logout()
        cache.clear()
        text = self.client.get(PAGES[name][1]).text
        day = re.search(r'Last checked <time datetime="([\d-]+)"', text)
        return day and day[1], TOO_LATE in text, "Disputed" in text


def test_each_month_is_true_for_two_years(client, records, move_clock):
    site = Site(client, records)
    for month in MONTHS:
        move_clock(month_of(month))
        run(*(name for name in SCHEDULED if name not in ELSEWHERE))
        site.is_true(month)
        names = [name for name, months in CHECKED.items() if month in months]
        for name in names:
            site.check(name, **DOUBTS.get((name, month), {}))
        if names:
            run("desk.follow_changes")
            site.is_true(month)
    closed = Task.objects.filter(kind="review").closed().values_list("record_kind", "outcome")
    assert sorted(set(closed)) == [("helpline", "gone"), ("tool", "gone")]


def month_of(number):
    day = add_months(START.date(), number)
    return START.replace(year=day.year, month=day.month)

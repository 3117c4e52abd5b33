"""Answers in front of Django: the same as Django's, and only while they are the newest."""

from contextlib import contextmanager

import pytest
from django.conf import settings as site

from hub.records.database_outage import database_breaker
from hub.records.freshness_lease import lease, moment
from hub.records.models import SearchState, recorded_change
from hub.records.models.search_state import committed
from hub.records.public_copy.writer import renew_copy
from hub.web import kept_answers
from hub.web.kept_answers import KeptAnswers, answers
from hub.web.page_kinds import ANYTHING

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _postgresql(on_postgresql):
    if not on_postgresql:
        pytest.skip("SQLite is asked each time")


@pytest.fixture
def tool(make_tool):
    return make_tool(slug="hotline", name="Hotline", summary="Old words.")


class Counted:
    """Django, and how often it was asked."""

    def __init__(self, django):
        self.django, self.asked = django, 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)


@pytest.fixture
def django(django_handler):
    return Counted(django_handler)


@pytest.fixture
def ask(django, answer_of):
    """Asks through what stands in front: status, headers and body."""
    front = KeptAnswers(django)

    def ask(path, method="GET", *, application=front, **environ):
        return answer_of(application, path, method, **environ)

    return ask


@pytest.fixture
def trusted():
    """As if the database had answered a moment ago, for as long as the test takes."""

    def begin():
        lease.begin(committed(), moment() + 3600)

    yield begin
    lease.end()


@pytest.fixture
def keep(ask, django, trusted):
    """Has an address answered until the answer is kept; how often Django was asked since."""

    def keep(path, method="GET", **environ):
        for _time in range(2):
            ask(path, method, **environ)
        trusted()
        django.asked = 0

    return keep


def test_what_django_answered_is_replayed(tool, ask, keep, django):
    keep("/tools/")
    replayed = ask("/tools/")
    assert (django.asked, replayed) == (0, ask("/tools/", application=django))


SENT = {
    "plain": {},
    "gzip": {"HTTP_ACCEPT_ENCODING": "gzip"},
    "brotli": {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br;q=0.9"},
    "refused": {"HTTP_ACCEPT_ENCODING": "br;q=0, gzip"},
    "secure": {"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"},
    "made-up cookie": {"HTTP_COOKIE": "colour=blue; csrftoken=abc"},
    "made-up session": {"HTTP_COOKIE": f"{site.SESSION_COOKIE_NAME}=abc"},
    "other host": {"HTTP_HOST": "elsewhere.example"},
    "other port": {"HTTP_HOST": "testserver:81"},
    "other name": {"SERVER_NAME": "elsewhere.example"},
    "prefix": {"SCRIPT_NAME": "/below"},
    "body": {"CONTENT_LENGTH": "3", "CONTENT_TYPE": "text/plain"},
    "another page": {"HTTP_IF_NONE_MATCH": '"another"'},
    "any page": {"HTTP_IF_NONE_MATCH": "*"},
    "language": {"HTTP_ACCEPT_LANGUAGE": "fr"},
    "part": {"HTTP_RANGE": "bytes=0-10"},
}
PATHS = ("/tools/", "/tools/?q=hotline", "/tools/?q=hotline&utm_source=x", "/tools/hotline/",
         "/plain/tools/", "/ar/tools/", "/tools/feed/", "/nothing/", "/tools/?page=%00",
         "/static/css/site.css", "/healthz")  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_that_of_django(tool, ask, django, trusted, path, method):
    """Each way of asking after each other one was kept: none gets what another was answered."""
    for _time in range(3):
        for environ in SENT.values():
            ask(path, method, **environ)
            trusted()
    for environ in SENT.values():
        assert ask(path, method, **environ) == ask(path, method, application=django, **environ)


def test_an_unchanged_page_is_replayed_as_unchanged(tool, ask, keep, django):
    etag = dict(ask("/tools/")[1])["ETag"]
    keep("/tools/", HTTP_IF_NONE_MATCH=etag)
    status, _headers, body = ask("/tools/", HTTP_IF_NONE_MATCH=etag)
    assert (status, body, django.asked) == ("304 Not Modified", b"", 0)


def test_a_change_ends_it(tool, ask, keep, django):
    keep("/tools/")
    with recorded_change(tool):
        tool.name = "Hotline renamed"
        tool.save()
    lease.end()  # as time does
    assert b"Hotline renamed" in ask("/tools/")[2]


def test_an_answer_of_before_is_not_taken_for_one_of_now(tool, ask, keep, trusted, django):
    """The process has heard of the change by another page."""
    keep("/tools/")
    with recorded_change(tool):
        tool.name = "Hotline renamed"
        tool.save()
    trusted()
    assert b"Hotline renamed" in ask("/tools/")[2]


def test_a_new_day_ends_it(tool, ask, keep, django, monkeypatch):
    keep("/tools/")
    tomorrow = kept_answers.today() + 1
    monkeypatch.setattr(kept_answers, "today", lambda: tomorrow)
    ask("/tools/")
    assert django.asked == 1


def test_nobody_who_is_signed_in_gets_what_is_kept(tool, ask, keep, django, signed_in):
    keep("/tools/")
    session = signed_in("curator").cookies[site.SESSION_COOKIE_NAME].value
    cookie = f"{site.SESSION_COOKIE_NAME}={session}"
    _status, headers, _body = ask("/tools/", HTTP_COOKIE=cookie)
    assert (django.asked, dict(headers)["Cache-Control"]) == (1, "private, no-store")


def test_a_page_with_the_note_of_an_outage_is_not_kept(tool, ask, keep, trusted, no_database):
    keep("/tools/")
    answers.clear()
    with no_database():
        ask("/tools/")
    assert not answers.values


@pytest.fixture
def no_database(monkeypatch, settings, tmp_path):
    """Takes the database for away within."""
    settings.VAR_DIR = tmp_path
    renew_copy()

    @contextmanager
    def away():
        with monkeypatch.context() as patch:
            patch.setattr(type(database_breaker), "may_try", lambda _self: False)
            yield

    return away


def test_what_is_kept_stays_within_its_bounds(tool, ask, monkeypatch):
    monkeypatch.setattr(answers, "max_bytes", 100_000)
    for number in range(60):
        for _time in range(2):
            ask(f"/tools/?q={number}")
    assert 0 < answers.size <= 100_000


def test_an_answer_with_a_cookie_is_not_kept(ask):
    def application(environ, start_response):
        facts = kept_answers.Facts(SearchState.public_version(), ANYTHING, kept_answers.today())
        environ[kept_answers.KEPT] = facts
        start_response("200 OK", [("Set-Cookie", "a=b")])
        return [b"mine"]

    ask("/tools/", application=KeptAnswers(application))
    assert not answers.values

"""Readers are answered while the database is away, as of the last time that it answered.

Here it is taken to be away; ``test_database_faults`` takes it away.
"""

import gzip
import time

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.test import Client

from hub.pages.views import about
from hub.records import database_outage
from hub.records.database_outage import KnownState, database_breaker, known_state, newest
from hub.records.models import Record, recorded_change
from hub.records.models.search_state import Numbers
from hub.records.public_copy.writer import renew_copy

pytestmark = pytest.mark.django_db
NOTE = b"This page is as of"


@pytest.fixture(autouse=True)
def _postgresql(on_postgresql, settings, tmp_path):
    if not on_postgresql:
        pytest.skip("SQLite is a file and never away")
    settings.VAR_DIR = tmp_path


@pytest.fixture
def outage(tool, client, monkeypatch):
    """Takes the database away after a reader came and the copy was made."""
    client.get("/about/")
    renew_copy()

    def begin():
        database_breaker.failed()
        monkeypatch.setattr(database_breaker, "_open_until", time.monotonic() + 3600)

    yield begin
    database_breaker.reset()


@pytest.mark.parametrize(
    "path",
    [
        "/", "/tools/", "/tools/?q=hotline", "/tools/hotline/", "/search/?q=hotline", "/situation/",
        "/organisations/", "/events/", "/help-now/", "/vocabulary/", "/whats-new/",
        "/subscribe/?of=tool", "/subscribe/?of=tool&q=hotline",
    ],
)  # fmt: skip
def test_a_page_that_nobody_asked_for_yet_is_made_from_the_copy(outage, client, path):
    outage()
    answer = client.get(path)
    assert (answer.status_code, NOTE in answer.content) == (200, True)


def test_the_numbers_that_are_not_copied_wait_for_the_database(outage, client):
    outage()
    answer = client.get("/numbers/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_news_of_a_record_that_was_withdrawn_stand_in_no_page_s_way(
    make_tool, make_person, outage, client
):
    """The copy knows its number alone."""
    gone = make_tool(slug="gone")
    with recorded_change(gone):
        gone.summary = "It helped many."
        gone.save()
    gone.archive(by=make_person(), reason="It has ended.", tell_readers=True)
    client.get("/about/")
    renew_copy()
    outage()
    for path in ("/subscribe/?of=tool", "/subscribe/?of=tool&q=helped", "/whats-new/", "/tools/"):
        assert (client.get(path).status_code, path) == (200, path)


def test_a_kept_page_is_answered_with_the_note_and_no_etag(outage, client):
    kept = client.get("/tools/", headers={"Accept-Encoding": "gzip"})
    outage()
    sent = {"Accept-Encoding": "gzip", "If-None-Match": kept.headers["ETag"]}
    answer = client.get("/tools/", headers=sent)
    body = gzip.decompress(answer.content)
    assert (answer.status_code, body.count(NOTE), "ETag" in answer.headers) == (200, 1, False)
    assert len(answer.content) == int(answer.headers["Content-Length"])


def test_a_form_is_given_back_at_once_while_the_database_is_known_to_be_away(outage, client):
    outage()
    answer = client.post("/subscribe/", {"of": "tool", "address": "ada@example.org"})
    assert (answer.status_code, b"ada@example.org" in answer.content) == (503, True)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_statement_of_somebody_signed_in_that_is_too_slow_is_no_outage_for_others(
    signed_in, monkeypatch
):
    """Of a reader's page it is: the copy can answer while a table is locked."""

    def too_slow(*arguments, **options):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1")
            cursor.execute("SELECT pg_sleep(1)")

    browser = signed_in("administrator")
    monkeypatch.setattr(about, "public_page", too_slow)
    assert (browser.get("/about/").status_code, database_breaker.is_closed) == (503, True)
    Client().get("/about/")
    assert not database_breaker.is_closed
    database_breaker.reset()


def test_a_page_with_a_token_is_not_kept_by_the_browser(outage, client):
    outage()
    answer = client.get("/accounts/login/")
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)


def test_what_is_made_from_the_copy_is_not_kept(outage, client):
    outage()
    client.get("/tools/?q=hotline")
    database_breaker.reset()
    answer = client.get("/tools/?q=hotline")
    assert (NOTE in answer.content, "ETag" in answer.headers) == (False, True)


def test_the_note_says_day_and_hour(outage, client, monkeypatch):
    moment = 1_796_000_000.0  # 30 November 2026, 00:53 UTC
    monkeypatch.setattr(time, "time", lambda: moment)
    database_outage.note_state(known_state().numbers)
    renew_copy()
    outage()
    assert "30 November 2026, 00:53 (UTC)" in client.get("/tools/").content.decode()


def test_a_withdrawn_record_is_not_shown(outage, client, tool):
    tool.archive(by=None, reason="It endangers people.")
    renew_copy()
    outage()
    assert b"Hotline" not in client.get("/tools/").content
    assert client.get("/tools/hotline/").status_code == 503


def test_where_the_copy_is_behind_only_kept_pages_are_shown(outage, client, tool):
    with recorded_change(tool):
        tool.summary = "New words."
        tool.save()
    client.get("/tools/")
    outage()
    assert b"New words." in client.get("/tools/").content
    answer = client.get("/tools/?q=hotline")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


def test_too_old_a_state_is_not_shown(outage, client, settings):
    client.get("/tools/")
    settings.STALE_SECONDS = -1
    outage()
    answer = client.get("/tools/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert b'class="exit"' in answer.content


def test_a_process_that_never_saw_the_database_uses_the_copy(outage, client):
    outage()
    database_outage.forget_state()
    assert client.get("/tools/?q=hotline").status_code == 200


def test_whoever_is_signed_in_reads_as_everybody_does(outage, client, signed_in):
    signed_in("curator")
    outage()
    answer = client.get("/tools/hotline/")
    assert (answer.status_code, NOTE in answer.content) == (200, True)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/admin/", "/admin/catalogue/tool/"])
def test_curators_pages_wait(outage, client, signed_in, path):
    outage()
    assert client.get(path).status_code == 503
    database_breaker.reset()
    signed_in("curator")
    outage()
    assert client.get(path).status_code == 503


def test_a_draft_stays_hidden(outage, client, tool, signed_in):
    with recorded_change(tool):
        tool.state = Record.State.DRAFT
        tool.save()
    renew_copy()
    signed_in("curator")
    outage()
    assert client.get("/tools/hotline/?preview=1").status_code == 503


def test_health_is_asked_of_the_database(outage, client):
    outage()
    assert client.get("/healthz").json()["status"] == "ok"


def test_a_feed_goes_on_as_it_is(outage, client):
    outage()
    answer = client.get("/tools/feed/")
    assert (answer.status_code, NOTE in answer.content) == (200, False)


def test_an_address_of_no_page_is_not_found_as_ever(outage, client):
    outage()
    assert client.get("/nothing-here/").status_code == 404


@pytest.fixture
def other_schema():
    """As a release meets it that went before or came after: without a column that it reads."""

    def rename(old, new):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE catalogue_tool RENAME COLUMN {old} TO {new}")

    rename("summary", "summary_of_another_release")
    yield
    rename("summary_of_another_release", "summary")
    database_breaker.reset()


@pytest.mark.django_db(transaction=True)
def test_a_database_of_another_release_is_as_none(tool, client, request, caplog):
    client.get("/about/")
    renew_copy()
    request.getfixturevalue("other_schema")
    for path in ("/tools/", "/tools/hotline/", "/search/?q=hotline", "/tools/feed/", "/situation/"):
        answer = client.get(path)
        assert (answer.status_code, path) == (200, path)
    assert NOTE in client.get("/tools/?q=hotline").content
    assert "column catalogue_tool.summary does not exist" in caplog.text


def test_the_newer_of_two_states_counts():
    first = KnownState(Numbers("a", 5, 0), 100.0, 100.0)
    assert newest(first, KnownState(Numbers("a", 4, 0), 200.0, 200.0)) is first
    later = KnownState(Numbers("b", 1, 0), 200.0, 200.0)
    assert newest(first, later) is later
    assert newest(None, first) is first


def test_a_clock_that_is_put_back_makes_nothing_older_or_newer(outage, client, monkeypatch):
    outage()
    now = time.time()
    for hours in (-2, 2):
        monkeypatch.setattr(time, "time", lambda moment=now + hours * 3600: moment)
        assert client.get("/tools/?q=hotline").status_code == 200


def test_the_settings_name_an_hour():
    assert site.STALE_SECONDS == 3600

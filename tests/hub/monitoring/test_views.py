"""``/healthz/deep``: what a service that watches the site is told."""

import pytest
from django.db import OperationalError

from hub.accounts.models import PasswordRequest
from hub.monitoring import checks, views
from hub.monitoring.models import Heartbeat
from hub.records.seq_cache import clear_caches

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _fresh():
    clear_caches()


@pytest.fixture
def ask(client):
    def ask():
        views.recent.clear()
        return client.get("/healthz/deep")

    return ask


def test_it_answers_200_while_all_is_well(ask, heard):
    heard()
    response = ask()
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["checks"]["mails"] == {"status": "ok", "age": 0, "limit": 900}


def test_it_answers_503_and_names_what_is_late(ask, heard):
    heard()
    heard("mail-worker", seconds_ago=7260)
    response = ask()
    told = response.json()
    assert (response.status_code, told["status"]) == (503, "late")
    assert told["checks"]["mail-worker"] == {"status": "late", "age": 7260, "limit": 300}
    assert [name for name, check in told["checks"].items() if check["status"] != "ok"] == [
        "mail-worker"
    ]


def test_no_answer_is_kept_by_anybody(ask, heard):
    heard()
    response = ask()
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert not response.cookies


def test_it_does_not_tell_the_moment_at_which_somebody_sent_a_form(ask, heard, ago):
    heard()
    nobody = ask().json()
    PasswordRequest.objects.create(sealed="x")
    for seconds in (50, 65, 130, 890):
        PasswordRequest.objects.update(at=ago(seconds=seconds))
        assert ask().json() == nobody
    told = []
    for seconds in (910, 1700, 1850):
        PasswordRequest.objects.update(at=ago(seconds=seconds))
        told.append(ask().json()["checks"]["forms"]["age"])
    assert told == [900, 900, 1800]


def test_it_is_computed_once_in_a_while_however_often_it_is_asked_for(
    client, heard, django_assert_max_num_queries
):
    heard()
    client.get("/healthz/deep")
    Heartbeat.objects.all().delete()
    with django_assert_max_num_queries(1):  # the page cache's, which answers nothing here
        assert client.get("/healthz/deep").status_code == 200


def test_without_a_database_it_says_so(ask, monkeypatch):
    def refuse():
        raise OperationalError("the database is away")

    monkeypatch.setattr(checks, "run_checks", refuse)
    response = ask()
    assert response.status_code == 503
    assert response.json()["status"] == "no database"


def test_it_takes_no_form(client):
    assert client.post("/healthz/deep").status_code == 405

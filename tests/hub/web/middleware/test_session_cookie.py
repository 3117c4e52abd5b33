"""A session is read once for each request, and goes on living as Django's does."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def test_a_signed_in_request_reads_its_session_once(signed_in):
    client = signed_in("curator")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/admin/").status_code == 200
    assert len([q for q in queries.captured_queries if "django_session" in q["sql"]]) == 1


def test_what_a_view_writes_into_the_session_is_there_the_next_time(signed_in):
    client = signed_in("curator")
    before = client.session.session_key
    client.post("/accounts/logout/")
    assert not Session.objects.filter(session_key=before).exists()
    assert client.get("/admin/").status_code == 302


def test_a_public_page_does_not_depend_on_a_session_that_no_view_reads(signed_in, make_tool):
    """Its ETag and cookies are those of a page for whoever is signed in, and nothing is saved."""
    make_tool()
    client = signed_in("curator")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/about/")
    assert not [q for q in queries.captured_queries if "UPDATE" in q["sql"]]
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_made_up_cookie_is_none(make_tool):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("token", ["abc", "a" * 33, "a" * 31 + "-", ""])
def test_a_made_up_token_of_a_form_changes_no_page(make_tool, token):
    make_tool()
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = token
    answer, plain = client.get("/search/?q=one"), Client().get("/search/?q=two")
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == plain.headers["Cache-Control"]

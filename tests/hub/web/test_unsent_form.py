"""What was typed comes back, whatever the site stands on is away, and can be sent again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.urls import get_resolver

from catalogue.models import Tool
from hub.digests.models import PendingSignup
from hub.pages.views.errors import server_error
from tests.hub.anonymous_forms.test_every_form import paths
from tests.plugins.page_reader import Visited

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

TEXT = "What somebody has written for an hour.\nWith <b>two</b> lines & more."
SECRET = "swordfish-swordfish"
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser(client, signed_in):
    """Signed in, with the check of forms."""
    signed_in("curator")
    client.handler.enforce_csrf_checks = True
    client.raise_request_exception = False
    return client


def test_every_form_comes_back_with_what_was_typed(browser, database_away):
    """Of every address of the site, public or not, which does more than say something."""
    browser.handler.enforce_csrf_checks = False
    form = {
        "of": "tool",
        "notes": TEXT,
        "password": SECRET,
        "receipt": "abcd-efgh-ijkm-npqr-stuv-wxyz",
        "file": SimpleUploadedFile("list.csv", b"a,b"),
    }
    lost, shown = {}, 0
    with database_away():
        for path in sorted(set(paths(get_resolver()))):
            form["file"].seek(0)
            response = browser.post(path, form)
            page = response.content.decode()
            if response.status_code in (404, 405) or path == "/subscribe/asked/":
                continue
            whole = "With &lt;b&gt;two&lt;/b&gt; lines &amp; more." in page and "list.csv" in page
            kept = (response.status_code, response.headers.get("Retry-After"), whole)
            if kept != (503, "30", True) or SECRET in page:
                lost[path] = kept
            shown += 1
    assert (lost, shown > 80) == ({}, True)


def test_what_takes_longer_than_a_page_may_is_told_so(rf):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite limits no statement")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1")
            cursor.execute("SELECT pg_sleep(1)")
    except OperationalError:
        answer = server_error(rf.post("/subscribe/", {"notes": TEXT}, headers=HERE))
    page = answer.content.decode()
    assert (answer.status_code, "in smaller parts" in page, "&lt;b&gt;two" in page) == (
        503,
        True,
        True,
    )


def test_a_record_is_saved_by_pressing_the_button_again(
    browser, database_away, make_tool, fields_of
):
    address = f"/admin/catalogue/tool/{make_tool().pk}/change/"
    fields = fields_of(browser.get(address)) | {"name": ["Renamed"], "summary": [TEXT]}
    fields |= {"_continue": ["Save"]}
    with database_away():
        away = browser.post(address, fields, headers=HERE)
    assert away.status_code == 503
    again = browser.post(address, fields_of(away), headers=HERE)
    assert (again.status_code, Tool.objects.get().name) == (302, "Renamed")
    assert Tool.objects.get().summary == TEXT


def test_a_form_of_two_thousand_fields_comes_back_whole(browser, database_away, fields_of):
    browser.get("/admin/catalogue/tool/add/")
    form = {f"field-{number}": f"value {number}" for number in range(1998)} | {"name": TEXT}
    with database_away():
        away = browser.post("/admin/catalogue/tool/add/", form, headers=HERE)
    fields = fields_of(away)
    assert fields.pop("csrfmiddlewaretoken")
    assert {name: values[0].replace("\r\n", "\n") for name, values in fields.items()} == form


def test_what_may_come_from_another_site_cannot_be_sent_again(browser, database_away):
    with database_away():
        away = browser.post("/admin/catalogue/tool/add/", {"name": TEXT})
    assert not Visited(away).all("form", method="post")


def test_a_subscription_can_be_sent_again_without_a_cookie(
    client, database_away, fields_of, make_tool
):
    make_tool()
    client.raise_request_exception = False
    form = fields_of(client.get("/subscribe/?of=tool"))
    form |= {"address": ["ada@example.org"]}
    with database_away():
        away = client.post("/subscribe/", form)
    assert (away.status_code, dict(away.cookies)) == (503, {})
    again = client.post("/subscribe/", fields_of(away))
    assert (again.status_code, PendingSignup.objects.count()) == (303, 1)


def test_a_password_is_typed_again_and_a_file_chosen_again(database_away, browser, fields_of):
    browser.logout()
    form = fields_of(browser.get("/accounts/login/"))
    form |= {"login": "ada@example.org", "password": SECRET, "list": SimpleUploadedFile("l", b"")}
    with database_away():
        page = Visited(browser.post("/accounts/login/", form, headers=HERE))
    (password,) = page.all("input", type="password")
    (file,) = page.all("input", type="file")
    assert ("value" in password.attributes, file.attributes["name"]) == (False, "list")
    assert page.one("textarea").text == "ada@example.org"


def test_what_fails_for_another_reason_comes_back_too(browser, monkeypatch):
    """An error of ours, as of a view that divides by zero."""
    monkeypatch.setattr("hub.digests.views.signup.SubscribeForm", lambda _form: 1 / 0)
    answer = browser.post("/subscribe/", {"address": "ada@example.org"})
    assert (answer.status_code, "ada@example.org" in answer.content.decode()) == (500, True)

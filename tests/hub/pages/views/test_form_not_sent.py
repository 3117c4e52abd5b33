"""A form without a valid token is refused by a page of ours that holds what was typed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.plugins.page_reader import Visited

pytestmark = pytest.mark.django_db

TEXT = "A long text that somebody has written for an hour.\nWith <b>two</b> lines & more."
FORM = {"name": "Hotline", "description": TEXT, "terms": ["1", "2"], "csrfmiddlewaretoken": "old"}
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def refused(browser, form=FORM, path="/admin/login/?next=/admin/", **headers):
    response = browser.post(path, form, headers=headers)
    assert response.status_code == 403
    return Visited(response), response


def test_what_was_typed_is_there(browser):
    page, _response = refused(browser)
    texts = {area.attributes["name"]: area for area in page.all("textarea")}
    assert texts["description"].text == " ".join(TEXT.split())
    assert texts["name"].text == "Hotline"


def test_it_has_the_exit_and_the_headers_and_is_not_kept(browser):
    page, response = refused(browser)
    assert page.all("a", **{"class": "exit"})
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_what_came_from_a_page_of_ours_can_be_sent_again(browser):
    """By the very fields, with a token that is valid."""
    page, _response = refused(browser, **HERE)
    fields = [
        (field.attributes["name"], field.attributes.get("value", field.text))
        for field in [*page.all("input", type="hidden"), *page.all("textarea")]
    ]
    names = [name for name, _value in fields]
    assert (names.count("terms"), names.count("csrfmiddlewaretoken")) == (2, 1)
    form = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    again = browser.post("/admin/login/?next=/admin/", form, headers=HERE)
    assert again.status_code != 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_what_may_come_from_another_site_cannot(browser, site):
    """Else that site could have a curator press the button for what it wrote."""
    page, _response = refused(browser, **({"Sec-Fetch-Site": site} if site else {}))
    assert not page.all("form", method="post")
    assert page.one("a", **{"class": "all"}).attributes["href"] == "/admin/login/?next=/admin/"


def test_a_password_is_never_shown_nor_sent_again(browser):
    form = {"login": "a@b.example", "password": "swordfish-swordfish"}
    page, response = refused(browser, form, "/accounts/login/", **HERE)
    assert b"swordfish" not in response.content
    assert not page.all("form", method="post")


def test_files_have_to_be_chosen_again_and_are_named(browser):
    form = {"name": "x", "file": SimpleUploadedFile("list.csv", b"a,b")}
    _page, response = refused(browser, form, "/curate/imports/", **HERE)
    assert b"list.csv" in response.content


def test_a_long_form_shows_its_texts_only(browser):
    form = {f"field{number}": "7" for number in range(50)} | {"description": TEXT}
    page, _response = refused(browser, form, **HERE)
    assert [area.attributes["name"] for area in page.all("textarea")] == ["description"]
    assert len(page.all("input", type="hidden", value="7")) == 50


def test_an_error_page_needs_no_form(browser):
    page, _response = refused(browser, {}, "/accounts/login/")
    assert page.heading == "This form was not sent"

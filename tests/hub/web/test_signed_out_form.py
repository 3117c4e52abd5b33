"""What a curator typed while the session ended comes back after signing in, of every form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from catalogue.models import Tool
from hub.web.signed_out_form import read_form, sign_form
from hub.web.unsent_form import SentForm
from tests.hub.anonymous_forms.test_every_form import paths
from tests.plugins.page_reader import Visited

pytestmark = pytest.mark.django_db

TEXT = "What somebody has written for an hour.\nWith <b>two</b> lines & more."
PASSWORD = "correct horse battery staple"
STEPS = ("/admin/login/", "/accounts/second-factors/code/")  # of signing in itself
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def curator(make_person, settings):
    from django.contrib.auth.models import Group

    person = make_person(email="ada@example.org", password=PASSWORD, is_staff=True)
    person.groups.add(Group.objects.get(name="curator"))
    return person


def sealed(response):
    return Visited(response).one("input", name="unsent").attributes["value"]


def test_every_form_of_curators_keeps_what_was_typed(client):
    """Of every address of the site that leads to the sign-in."""
    lost, kept = {}, 0
    for path in sorted(set(paths(get_resolver()))):
        form = {"notes": TEXT, "password": PASSWORD, "file": SimpleUploadedFile("l.csv", b"a")}
        response = client.post(path, form)
        leads = response.headers.get("Location", "")
        if leads.startswith(("/accounts/login/", "/admin/login/")) and path not in STEPS:
            lost[path] = leads
        elif response.status_code == 403 and b'name="unsent"' in response.content:
            page = response.content.decode()
            kept += 1
            read = read_form(sealed(response))
            if read is None or PASSWORD in page or read[1] != response.wsgi_request.get_full_path():
                lost[path] = "another form"
            elif (list(read[0].fields), [list(file) for file in read[0].files]) != (
                [("notes", TEXT)],
                [["file", ["l.csv"]]],
            ):
                lost[path] = read
    assert (lost, kept > 80) == ({}, True)


def test_a_record_is_saved_after_signing_in(client, signed_in, make_tool, fields_of, curator):
    address = f"/admin/catalogue/tool/{make_tool().pk}/change/"
    signed_in("curator")
    fields = fields_of(client.get(address)) | {"summary": [TEXT], "_continue": ["Save"]}
    client.logout()
    client.handler.enforce_csrf_checks = True
    away = client.post(address, fields, headers=HERE)
    # Signed out: the token is still the browser's own, or a new one is handed out.
    if away.status_code == 403 and b'name="unsent"' not in away.content:
        away = client.post(address, fields_of(away), headers=HERE)
    sign_in = fields_of(away) | {"login": ["ada@example.org"], "password": [PASSWORD]}
    back = client.post("/accounts/login/", sign_in, headers=HERE)
    again = client.post(address, fields_of(back), headers=HERE)
    assert (away.status_code, back.status_code, again.status_code) == (403, 200, 302)
    assert Tool.objects.get().summary == TEXT


def test_a_wrong_password_loses_nothing(client, curator):
    away = client.post("/admin/catalogue/tool/add/", {"summary": TEXT})
    wrong = {"login": "ada@example.org", "password": "wrong", "unsent": sealed(away)}
    refused = client.post("/accounts/login/", wrong)
    right = {"login": "ada@example.org", "password": PASSWORD, "unsent": sealed(refused)}
    back = client.post("/accounts/login/", right)
    assert "With &lt;b&gt;two&lt;/b&gt; lines &amp; more." in back.content.decode()


def test_an_attempt_too_many_loses_nothing(client, curator):
    away = client.post("/admin/catalogue/tool/add/", {"summary": TEXT})
    form = {"login": "ada@example.org", "password": "wrong", "unsent": sealed(away)}
    answers = [client.post("/accounts/login/", form) for _attempt in range(6)]
    assert (answers[-1].status_code, read_form(sealed(answers[-1])) is None) == (429, False)


@pytest.mark.parametrize("unsent", ["", "x", "x:y:z", sign_form(SentForm([], [], True), "/")[:-1]])
def test_what_is_no_form_of_ours_signs_in_as_ever(client, curator, unsent):
    form = {"login": "ada@example.org", "password": PASSWORD, "unsent": unsent}
    assert client.post("/accounts/login/", form).status_code == 302


def test_a_form_of_nothing_leads_to_the_sign_in(client):
    answer = client.post("/admin/catalogue/tool/add/", {})
    assert answer.headers["Location"] == "/admin/login/?next=/admin/catalogue/tool/add/"


def test_what_is_too_long_to_be_carried_is_shown(client, settings, monkeypatch):
    monkeypatch.setattr("hub.web.signed_out_form.MAX_LENGTH", 10)
    page = client.post("/admin/catalogue/tool/add/", {"summary": TEXT}).content.decode()
    assert ("&lt;b&gt;two" in page, 'name="unsent"' in page) == (True, False)

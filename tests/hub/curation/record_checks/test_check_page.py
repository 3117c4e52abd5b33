"""Who may open the pages of a check, and what they answer when something is not as it was."""

import pytest
from django.test import Client

from catalogue.models import Tool
from hub.curation.record_checks.models import RecordCheck
from tests.hub.curation.record_checks.conftest import ADDRESS, Pages

pytestmark = pytest.mark.django_db
ALL = [ADDRESS, f"{ADDRESS}end/", f"{ADDRESS}done/", f"{ADDRESS}safety/", f"{ADDRESS}safety/end/"]


@pytest.mark.parametrize("address", ALL)
def test_whoever_is_not_signed_in_is_led_there(client, tool, address):
    response = client.get(address)
    assert response["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("roles", [(), ("nobody",)])
def test_staff_without_a_role_may_not(signed_in, tool, roles):
    assert signed_in(*roles).get(ADDRESS).status_code == 403


def test_a_form_of_somebody_whose_session_ended_is_shown_again(client, pages):
    form = pages.form("licence") | {"answer": "changed", "to-value": "GPL-3.0", "note": "Page two"}
    client.logout()
    response = client.post(ADDRESS, form)
    assert response.status_code == 403
    assert "GPL-3.0" in response.text
    assert "Page two" in response.text


@pytest.mark.parametrize(
    "address",
    [
        "/desk/check/tool/nothing/",
        "/desk/check/nothing/beacon/",
        "/desk/check/organisation/beacon/",
        "/desk/check/organisation/body/safety/",
        f"{ADDRESS}nothing/",
    ],
)
def test_what_is_not_there_is_404(pages, make_organisation, address):
    make_organisation(slug="body")
    assert pages.client.get(address).status_code == 404


def test_a_record_that_was_renamed_is_found(pages, tool):
    tool.rename("lighthouse", by=None)
    assert pages.client.get(ADDRESS)["Location"] == "/desk/check/tool/lighthouse/"


def test_an_archived_record_is_not_checked(pages, tool):
    form = pages.form("licence")
    tool.archive(by=None, reason="Twice")
    for response in (
        pages.client.get(ADDRESS),
        pages.client.post(ADDRESS, form | {"answer": "right"}),
        pages.client.post(f"{ADDRESS}end/"),
    ):
        assert response.status_code == 409
        assert "archived" in response.text


def test_a_record_that_was_deleted_meanwhile_is_404(pages, tool):
    form = pages.form("licence")
    tool.citations.all().delete()
    Tool.objects.filter(pk=tool.pk).delete()
    assert pages.client.post(ADDRESS, form | {"answer": "right"}).status_code == 404


def test_two_curators_answer_each_for_themselves_and_see_each_other(pages, signed_in):
    pages.answer("name")
    other = Pages(Client())
    person = signed_in("curator", name="Boris").session["_auth_user_id"]
    from hub.accounts.models import Person

    other.client.force_login(
        Person.objects.get(pk=person), "allauth.account.auth_backends.AuthenticationBackend"
    )
    page = other.client.get(ADDRESS)
    assert "0 of 6" in page.text
    assert "Ada is checking this record, too" in page.text
    other.answer("summary")
    assert RecordCheck.objects.count() == 2


@pytest.mark.parametrize(
    "sent",
    [
        {"answer": "nothing"},
        {"answer": ""},
        {"answer": "not_found"},
        {"answer": "right", "source": ["0"]},
        {"answer": "right", "source": ["x", "9" * 40]},
        {"answer": "right", "new_url": "javascript:alert(1)"},
        {"answer": "right", "new_title": "x" * 501},
        {"answer": "right", "note": "x" * 501},
        {"answer": "right", "note": "x" * 1_000_000},
        {"answer": "changed", "to-value": "x" * 1_000_000},
        {"answer": "changed", "to-value": "\x00MIT"},
        {"answer": "right", "fact": "nothing"},
        {"answer": "right", "fact": "panel"},
        {"answer": "right", "fact": "\x00"},
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(pages, sent):
    response = pages.client.post(ADDRESS, pages.form("licence") | sent)
    assert response.status_code == 400
    assert not RecordCheck.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "x" * 1000])
def test_a_form_that_does_not_say_what_was_seen_is_not_kept(pages, seen):
    form = pages.form("licence") | {"seen": seen, "answer": "right"}
    assert pages.client.post(ADDRESS, form).status_code == 409


@pytest.mark.parametrize(
    "sent",
    [
        {"next_review_on": "2001-01-01"},
        {"next_review_on": ""},
        {"next_review_on": "x"},
        {"verification": "unreviewed"},
        {"verification": "\x00"},
    ],
)
def test_an_end_that_makes_no_sense_is_refused(pages, tool, sent):
    pages.answer_all()
    assert pages.end(**sent).status_code == 400
    tool.refresh_from_db()
    assert tool.verification == "unreviewed"

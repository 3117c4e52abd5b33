"""Who runs the site, in the foot of every page, on *About* and in security.txt."""

import datetime

import pytest
from django.core.checks import run_checks

from hub.pages import deployment_checks

pytestmark = pytest.mark.django_db

NAMED = {
    "OPERATOR_NAME": "Example Foundation",
    "OPERATOR_ADDRESS": "1 Example Street, Nairobi",
    "OPERATOR_FUNDING": "Nobody: volunteers run it.",
    "CONTACT_EMAIL": "hub@example.org",
    "SECURITY_CONTACT": "hub@example.org",
    "DATA_LICENCE": "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/",
}


@pytest.fixture
def named(settings):
    for name, value in NAMED.items():
        setattr(settings, name, value)
    return settings


def test_about_says_who_runs_it_where_and_for_whose_money(named, visit):
    page = visit("/about/")
    assert page.fact("Run by").text == "Example Foundation"
    assert page.fact("Address").text == "1 Example Street, Nairobi"
    assert page.fact("Paid for by").text == "Nobody: volunteers run it."
    assert page.href("hub@example.org") == "mailto:hub@example.org"
    assert page.href("CC BY 4.0") == "https://creativecommons.org/licenses/by/4.0/"
    assert "demonstration" not in page.text


def test_a_site_that_nobody_runs_says_that_it_is_a_demonstration_and_what_that_means(visit):
    page = visit("/about/")
    assert page.one("p", class_="caution").text.startswith("Nobody. This copy is a demonstration.")
    assert page.fact("E-mail").text == "No address set"
    assert not [a for a in page.all("a") if a.attributes["href"].startswith("mailto:")]
    assert "No licence for the records has been set." in page.text


def test_about_says_what_unreviewed_means(visit):
    assert "no person has compared the record with its sources yet" in visit("/about/").text


@pytest.mark.parametrize("path", ["/", "/tools/", "/about/", "/help-now/", "/subscribe/?of=tool"])
def test_the_foot_of_every_page_says_who_runs_the_site(named, visit, path):
    page = visit(path)
    assert "Example Foundation runs this site." in page.text
    assert page.href("Who runs this site") == "/about/#who"


def test_the_foot_says_that_nobody_does(visit):
    assert "This is a demonstration: nobody runs it for readers." in visit("/nothing/", 404).text


# security.txt (RFC 9116)


def test_security_txt_names_who_is_told(named, client):
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.datetime.fromisoformat(fields.pop("Expires"))
    assert fields == {
        "Contact": "mailto:hub@example.org",
        "Preferred-Languages": "en, ar",
        "Canonical": "http://localhost:8000/.well-known/security.txt",
    }
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    left = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=170) < left < datetime.timedelta(days=365)


def test_security_txt_names_a_page_and_a_policy(named, client):
    named.SECURITY_CONTACT = "https://example.org/report"
    named.SECURITY_POLICY = "https://example.org/policy"
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert lines[0] == "Contact: https://example.org/report"
    assert lines[-1] == "Policy: https://example.org/policy"


@pytest.mark.parametrize("contact", ["", "nobody", "http://example.org/report", "a@b\nPolicy: x"])
def test_without_a_contact_that_can_be_used_there_is_none_and_a_sentence(settings, visit, contact):
    settings.SECURITY_CONTACT = contact
    page = visit("/.well-known/security.txt", 404)
    assert page.heading == "Nobody is named here to report a vulnerability to"
    assert page.href("Who runs this site") == "/about/#who"


def test_about_leads_to_security_txt_where_there_is_one(named, visit):
    assert visit("/about/").href("security.txt") == "/.well-known/security.txt"


# check --deploy


def messages() -> dict[str, str]:
    found = run_checks(include_deployment_checks=True)
    assert all(message.hint for message in found if message.id.startswith("pages."))
    return {message.id: message.hint for message in found if message.id.startswith("pages.")}


def test_a_site_that_says_who_runs_it_is_told_nothing(named):
    assert messages() == {}


def test_each_setting_that_is_missing_is_told_with_what_to_do(settings):
    for expected in deployment_checks.EXPECTED:
        setattr(settings, expected.setting, "")
    hints = messages()
    assert len(hints) == len(NAMED) - 1  # SECURITY_CONTACT falls back
    for expected, hint in zip(deployment_checks.EXPECTED, hints.values(), strict=True):
        assert hint.startswith(f"Set {expected.setting} to ")


@pytest.mark.parametrize(
    ("setting", "value", "number"),
    [
        ("CONTACT_EMAIL", "write to us", 6),
        ("CONTACT_EMAIL", "a@example.org, b@example.org", 6),
        ("SECURITY_CONTACT", "ftp://example.org", 7),
        ("SECURITY_POLICY", "policy.html", 8),
    ],
)
def test_an_address_that_cannot_be_used_is_told(named, setting, value, number):
    setattr(named, setting, value)
    assert list(messages()) == [f"pages.W{number:03}"]


def test_a_contact_that_cannot_be_used_is_shown_nowhere(named, visit):
    named.CONTACT_EMAIL = "hub(at)example"
    page = visit("/about/")
    assert page.fact("E-mail").text == "No address set"
    assert "hub(at)example" not in page.html

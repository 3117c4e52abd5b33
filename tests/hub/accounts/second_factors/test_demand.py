"""Of whom a second factor is demanded, and when."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts.models import Person
from hub.accounts.second_factors.demand import is_demanded
from tests.hub.accounts.second_factors.conftest import code_of, give_password

pytestmark = pytest.mark.django_db
PAGE = "/accounts/second-factors/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTORS = "demanded"


def made_before(client, days):
    Person.objects.update(second_factor_counted_from=timezone.now() - days * DAY)
    return client


@pytest.mark.parametrize("path", ["/admin/", "/desk/", "/admin/catalogue/tool/"])
def test_an_administrator_is_led_to_the_set_up_at_once(demanded, signed_in, path):
    assert signed_in("administrator").get(path).url == PAGE


@pytest.mark.parametrize("path", ["/admin/", "/desk/"])
def test_where_factors_are_offered_nobody_is(signed_in, path):
    assert made_before(signed_in("administrator"), 400).get(path).status_code == 200


def test_a_superuser_is_an_administrator(demanded, client, make_person):
    person = make_person(email="root@example.org", is_staff=True, is_superuser=True)
    assert is_demanded(Person.objects.get(pk=person.pk))


@pytest.mark.parametrize(("days", "status"), [(0, 200), (13, 200), (14, 302), (400, 302)])
def test_a_curator_has_fourteen_days(demanded, signed_in, days, status):
    assert made_before(signed_in("curator"), days).get("/admin/").status_code == status


def test_the_first_page_tells_a_curator_how_many_days_are_left(demanded, signed_in):
    page = made_before(signed_in("curator"), 4).get("/admin/").content.decode()
    assert "In 10 days you need a second factor" in page
    assert PAGE in page


def test_the_days_are_settings(demanded, settings, signed_in):
    settings.SECOND_FACTOR_CURATORS_AFTER_DAYS = 3
    settings.SECOND_FACTOR_ADMINISTRATORS_AFTER_DAYS = 2
    curator = made_before(signed_in("curator"), 2)
    assert curator.get("/admin/").status_code == 200
    assert made_before(curator, 3).get("/admin/").status_code == 302


def test_administrators_may_be_given_days_too(demanded, settings, signed_in):
    settings.SECOND_FACTOR_ADMINISTRATORS_AFTER_DAYS = 2
    administrator = made_before(signed_in("administrator"), 1)
    assert administrator.get("/admin/").status_code == 200
    assert made_before(administrator, 2).get("/admin/").status_code == 302


def test_the_page_of_the_set_up_says_why(demanded, signed_in):
    page = signed_in("administrator").get(PAGE).content.decode()
    assert "To work here your account now needs a second factor" in page


@pytest.mark.parametrize(
    "path", [PAGE, f"{PAGE}app/", f"{PAGE}passkeys/add/", "/accounts/logout/", "/", "/tools/"]
)
def test_ways_to_set_it_up_and_ways_out_are_open(demanded, signed_in, path):
    assert signed_in("administrator").get(path).status_code == 200


def test_who_has_a_factor_goes_on(demanded, browser, person, with_app):
    Person.objects.update(is_superuser=True)
    give_password(browser)
    browser.post(f"{PAGE}code/", {"code": code_of(with_app)})
    assert browser.get("/admin/").status_code == 200


def test_what_was_typed_meanwhile_is_shown_and_can_be_sent_again(demanded, signed_in):
    administrator = signed_in("administrator")
    page = administrator.post(
        "/admin/catalogue/tool/add/",
        {"name": "A tool that I typed"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    text = page.content.decode()
    assert page.status_code == 403
    assert "A tool that I typed" in text
    assert f'href="{PAGE}" target="_blank"' in text
    assert "Send it again" in text


def test_a_form_of_another_site_can_not_be_sent_again_from_there(demanded, signed_in):
    administrator = signed_in("administrator")
    administrator.handler.enforce_csrf_checks = True
    page = administrator.post("/admin/catalogue/tool/add/", {"name": "x"})
    assert "Send it again" not in page.content.decode()


def test_readers_are_asked_nothing(demanded, signed_in):
    browser = signed_in("administrator")
    with CaptureQueriesContext(connection) as queries:
        browser.get("/about/")
    assert not any("mfa_authenticator" in each["sql"] for each in queries)
    assert not any("accounts_person" in each["sql"] for each in queries)


def test_an_administrator_sees_who_has_a_second_factor(signed_in, person, with_app):
    page = signed_in("administrator", email="root@example.org").get("/admin/accounts/person/")
    row = page.content.decode().partition("ada@example.org")[2].partition("</tr>")[0]
    assert "icon-yes" in row

"""Guessing is slow from wherever it comes, and locks nobody out who signed in here before."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hub.accounts import password_requests
from hub.accounts.known_devices import MAX_PEOPLE, PATH, cookie_name
from hub.anonymous_forms import throttle
from hub.anonymous_forms.models import RateLimit
from hub.outbox.models import Mail, MailHold

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BEGIN = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
PASSWORD = "seven quiet herons"
ADA = "ada@example.org"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def _database_on_that_clock(monkeypatch):
    """Nobody can move the clock of a database server."""
    monkeypatch.setattr(throttle, "now_in_database", timezone.now)


@pytest.fixture(autouse=True)
def person(make_person):
    return make_person(email=ADA, password=PASSWORD, is_staff=True)


def sign_in(password=PASSWORD, email=ADA, client=None, network="127.0.3.1"):
    """From a browser of its own unless one is given."""
    return (client or Client()).post(
        "/accounts/login/", {"login": email, "password": password}, REMOTE_ADDR=network
    )


def guess(times, email=ADA):
    """From a network address of its own each; how many were looked at, and not refused unseen."""
    answers = [sign_in("wrong", email, network=f"127.0.4.{n + 1}") for n in range(times)]
    return sum(answer.status_code == 200 for answer in answers)


def shown(answer):
    """The page without what is drawn by lot for each answer."""
    return re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", answer.content)


@pytest.fixture
def own_device():
    """A browser in which the owner signed in before, and out again."""
    browser = Client()
    assert sign_in(client=browser).status_code == 302
    browser.post("/accounts/logout/")
    return browser


def test_after_five_guesses_there_is_one_each_four_minutes(clock):
    assert guess(9) == 5
    clock.shift(4 * MINUTE)
    assert guess(9) == 1


def test_an_account_can_be_tried_twenty_times_an_hour_over_all_addresses(clock):
    looked_at = 0
    for _minute in range(60):
        looked_at += guess(3)
        clock.shift(MINUTE)
    assert 15 <= looked_at <= 20


def test_the_owner_gets_in_from_a_device_that_signed_in_before(own_device):
    guess(50)
    assert sign_in(client=own_device).url == "/admin/"


def test_and_still_does_after_five_months_of_guessing(clock, own_device):
    clock.shift(datetime.timedelta(days=150))
    guess(50)
    assert sign_in(client=own_device).url == "/admin/"


def test_a_device_is_forgotten_after_half_a_year(clock, own_device):
    clock.shift(datetime.timedelta(days=181))
    guess(50)
    assert sign_in(client=own_device).status_code == 429


def test_it_gets_in_beside_a_guesser_in_the_same_network(own_device):
    for _ in range(50):
        sign_in("wrong", network="127.0.9.1")
    assert sign_in(client=own_device, network="127.0.9.1").url == "/admin/"


def test_wrong_passwords_on_ones_own_device_are_not_counted_for_the_account(own_device):
    for _ in range(5):
        assert sign_in("wrong", client=own_device).status_code == 200
    assert guess(9) == 5


def test_on_ones_own_device_there_is_an_end_too(own_device):
    answers = [sign_in("wrong", client=own_device).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_a_device_is_known_for_its_owner_alone(own_device, make_person):
    make_person(email="bo@example.org", password=PASSWORD)
    guess(50, "bo@example.org")
    assert sign_in(email="bo@example.org", client=own_device).status_code == 429


def test_people_who_share_a_device_are_all_known_on_it(own_device, make_person):
    people = [f"curator-{number}@example.org" for number in range(MAX_PEOPLE - 1)]
    for email in people:
        make_person(email=email, password=PASSWORD, is_staff=True)
        sign_in(email=email, client=own_device)
        own_device.post("/accounts/logout/")
    for email in (ADA, *people):
        guess(10, email)
        assert sign_in(email=email, client=own_device).url == "/admin/"
        own_device.post("/accounts/logout/")


def test_who_shares_a_device_with_others_can_have_it_forgotten():
    browser = Client()
    sign_in(client=browser)
    browser.post("/accounts/logout/", {"forget_device": "1"})
    guess(50)
    assert sign_in(client=browser).status_code == 429


def test_a_cookie_that_we_did_not_sign_opens_nothing():
    guess(50)
    browser = Client()
    browser.cookies[cookie_name()] = "WyJ4IiwieSJd:1vAbCd:forged"
    assert sign_in(client=browser).status_code == 429


def test_on_a_new_device_the_owner_is_told_when_and_how_and_the_address_stays():
    guess(50)
    answer = sign_in()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "240")
    page = answer.content.decode()
    assert "try again in 4 minutes" in page
    assert "on a device where you have done so before" in page
    assert f'value="{ADA}"' in page
    assert PASSWORD not in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_on_a_new_device_the_owner_gets_in_by_a_link(client, sent_mails):
    guess(50)
    client.post("/accounts/password/reset/", {"email": ADA})
    password_requests.process_pending()
    Mail.objects.update(next_try_at=BEGIN - 20 * 365 * 24 * 60 * MINUTE)  # by the database's clock
    path = re.search(r"/accounts/password/reset/key/\S+", sent_mails()[-1].text)[0]
    form = client.get(path, follow=True).redirect_chain[-1][0]
    answer = client.post(form, {"password1": PASSWORD * 2, "password2": PASSWORD * 2})
    assert answer.url == "/admin/"
    assert cookie_name() in answer.cookies


def test_whether_there_is_an_account_is_not_told_by_a_wrong_password_nor_by_the_limit():
    answers = {
        email: [sign_in("wrong", email, network=f"127.0.5.{n + 1}") for n in range(8)]
        for email in (ADA, "eve@example.org")
    }
    for known, unknown in zip(*answers.values(), strict=True):
        assert known.status_code == unknown.status_code
        assert shown(known).replace(ADA.encode(), b"eve@example.org") == shown(unknown)


@pytest.mark.parametrize("spelling", ["ADA@EXAMPLE.ORG", " ada@example.org ", "ａｄａ@example.org"])
def test_other_spellings_are_no_way_round(spelling):
    guess(5)
    assert sign_in("wrong", spelling).status_code == 429


def test_a_right_password_uses_nothing_up():
    for number in range(1, 20):
        assert sign_in(network=f"127.0.7.{number}").status_code == 302


def test_a_closed_account_is_answered_as_a_wrong_password(person):
    wrong = sign_in("wrong")
    person.is_active = False
    person.save()
    right = sign_in()
    assert (right.status_code, shown(right)) == (wrong.status_code, shown(wrong))
    assert cookie_name() not in right.cookies


def test_a_closed_account_is_counted_as_any_other(person):
    person.is_active = False
    person.save()
    assert [sign_in().status_code for _ in range(7)] == [200] * 5 + [429] * 2


def test_over_all_addresses_together_there_is_a_limit_that_no_known_device_meets(
    settings, own_device
):
    settings.SIGN_INS_PER_MINUTE = 3
    RateLimit.objects.all().delete()
    answers = [sign_in("wrong", f"{n}@example.org", network=f"127.0.6.{n}") for n in range(1, 6)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert answers[-1].headers["Retry-After"] == "20"
    assert sign_in(client=own_device).url == "/admin/"


def test_who_is_refused_by_the_limit_of_all_has_used_up_nothing_of_their_own(clock, settings):
    settings.SIGN_INS_PER_MINUTE = 1
    sign_in("wrong", "eve@example.org")
    for _ in range(20):
        assert sign_in().status_code == 429
    clock.shift(MINUTE)
    assert sign_in().url == "/admin/"


def test_too_many_from_one_network_keep_their_form_too():
    for number in range(31):
        answer = sign_in("wrong", f"{number}@example.org", network="127.0.8.1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert 'value="30@example.org"' in answer.content.decode()


def test_a_form_without_a_password_counts_as_no_attempt():
    for number in range(1, 20):
        assert sign_in("", network=f"127.0.7.{number}").status_code == 200
    assert not RateLimit.objects.exists()


def test_the_cookie_goes_to_the_pages_for_signing_in_alone():
    cookie = sign_in().cookies[cookie_name()]
    assert cookie["path"] == PATH == "/accounts/"
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert ADA not in cookie.OutputString()


def test_the_cookie_is_for_tls_alone_where_there_is_tls(settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = sign_in().cookies["__Secure-known_device"]
    assert cookie["secure"] is True


@pytest.mark.parametrize("path", ["/", "/tools/", "/accounts/login/", "/accounts/password/reset/"])
def test_a_reader_is_never_given_one(client, path):
    assert cookie_name() not in client.get(path).cookies


def test_a_wrong_password_gives_none():
    assert cookie_name() not in sign_in("wrong").cookies


def test_no_row_says_who_tried_what():
    sign_in("wrong")
    kept = str(list(RateLimit.objects.values()))
    assert "ada" not in kept
    assert "127.0.3.1" not in kept


def test_a_flood_of_invented_addresses_leaves_no_row_for_each(settings):
    settings.SIGN_INS_PER_MINUTE = 3
    for number in range(20):
        sign_in("wrong", f"invented-{number}@example.org", network=f"127.0.5.{number + 1}")
    assert RateLimit.objects.count() == 4  # three accounts, and all together


def test_guesses_that_are_refused_for_one_account_keep_nobody_else_out(settings):
    settings.SIGN_INS_PER_MINUTE = 6
    assert guess(20) == 5
    assert guess(1, "bob@example.org") == 1


@pytest.mark.parametrize("is_held", [True, False])
def test_a_refusal_promises_no_link_while_mail_is_held(is_held):
    if is_held:
        MailHold.objects.create()
    guess(5)
    text = sign_in().content.decode()
    assert ("you are signed in at once" in text) == (not is_held)
    assert ("would come later" in text) == is_held

"""Authenticator apps and recovery codes: setting up, signing in, guessing."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from hub.accounts.mails import password_link
from hub.accounts.second_factors import factors
from hub.outbox import sealing
from tests.hub.accounts.second_factors.conftest import (
    code_of,
    give_password,
    is_signed_in,
    stored_secret,
)

pytestmark = pytest.mark.django_db
STEP = "/accounts/second-factors/code/"
APP = "/accounts/second-factors/app/"


def set_up(browser):
    page = browser.get(APP).content.decode()
    secret = re.search(r'class="secret">(\w+)<', page)[1]
    return browser.post(APP, {"code": code_of(secret)}), secret


def test_an_app_is_set_up_by_the_code_it_shows_and_recovery_codes_follow(signed_in_browser, person):
    answer, secret = set_up(signed_in_browser)
    assert answer.url == "/accounts/second-factors/recovery-codes/"
    assert stored_secret(person) == secret
    page = signed_in_browser.get(answer.url).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10


def test_the_picture_for_the_app_is_ours_and_needs_no_other_site(signed_in_browser):
    page = signed_in_browser.get(APP).content.decode()
    assert "<svg" in page
    assert "otpauth://totp/" in page
    assert "<script" not in page.partition("<main")[2]


def test_a_wrong_code_sets_nothing_up_and_the_secret_stays_the_same(signed_in_browser, person):
    secret = re.search(r'class="secret">(\w+)<', signed_in_browser.get(APP).content.decode())[1]
    page = signed_in_browser.post(APP, {"code": "000000"})
    assert secret in page.content.decode()
    assert not factors.has_second_factor(person)


def test_the_person_is_told_by_mail_that_a_factor_was_added(
    signed_in_browser, person, sent_mails, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        set_up(signed_in_browser)
    (mail,) = sent_mails()
    assert mail.recipient == "ada@example.org"
    assert mail.subject.endswith("a second factor was added")
    assert "/accounts/password/reset/" in mail.text


def test_the_secret_and_the_seed_are_sealed(signed_in_browser, person):
    _answer, secret = set_up(signed_in_browser)
    stored = [str(each.data) for each in Authenticator.objects.all()]
    assert len(stored) == 2
    assert not any(secret in text for text in stored)
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert len(sealing.unseal(seed)) == 80


def test_another_secret_key_voids_no_app(settings, browser, person, with_app):
    settings.SECRET_KEY = "another " * 8
    give_password(browser)
    assert browser.post(STEP, {"code": code_of(with_app)}).url == "/admin/"


def test_a_change_of_the_sealing_keys_reaches_secrets(settings, person, with_app):
    RecoveryCodes.activate(person)
    first = settings.DIGEST_KEYS
    settings.DIGEST_KEYS = ["a newer key " * 6, *first]
    assert factors.seal_again() == (2, 0)
    settings.DIGEST_KEYS = settings.DIGEST_KEYS[:1]
    assert stored_secret(person) == with_app


def test_secrets_that_no_key_opens_are_counted_and_left(settings, person, with_app):
    settings.DIGEST_KEYS = ["a foreign key " * 6]
    assert factors.seal_again() == (0, 1)


def test_a_secret_that_no_key_opens_is_a_sentence(settings, browser, person, with_app):
    settings.DIGEST_KEYS = ["a foreign key " * 6]
    give_password(browser)
    page = browser.post(STEP, {"code": code_of(with_app)})
    assert page.status_code == 200
    assert "a key of the site is missing" in page.content.decode()


def test_codes_that_no_key_opens_are_told_and_can_be_made_anew(settings, signed_in_browser, person):
    set_up(signed_in_browser)
    settings.DIGEST_KEYS = ["a foreign key " * 6]
    page = signed_in_browser.get("/accounts/second-factors/")
    assert "They cannot be read any more" in page.content.decode()
    new = "/accounts/second-factors/recovery-codes/new/"
    assert signed_in_browser.get(new).status_code == 200
    assert signed_in_browser.get(signed_in_browser.post(new).url).status_code == 200


def test_looking_at_the_codes_writes_nothing(signed_in_browser, person, with_app):
    RecoveryCodes.activate(person)
    before = list(Authenticator.objects.order_by("pk").values())
    signed_in_browser.get("/accounts/second-factors/recovery-codes/")
    assert list(Authenticator.objects.order_by("pk").values()) == before


def test_the_password_alone_opens_nothing(browser, person, with_app):
    assert give_password(browser).url == STEP
    assert not is_signed_in(browser)


def test_the_password_and_the_code_do(browser, person, with_app):
    give_password(browser)
    assert browser.post(STEP, {"code": code_of(with_app)}).url == "/admin/"
    assert is_signed_in(browser)


def test_a_device_is_known_once_the_second_step_is_done(browser, person, with_app):
    give_password(browser)
    assert "known_device" not in browser.cookies
    browser.post(STEP, {"code": code_of(with_app)})
    assert "known_device" in browser.cookies


def test_the_second_step_alone_is_sent_to_the_first(browser, person, with_app):
    assert browser.post(STEP, {"code": code_of(with_app)}).url == "/accounts/login/"
    assert not is_signed_in(browser)


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "１２３４５６", "0" * 5000, "\x00"])
def test_a_code_that_is_none_is_a_sentence(browser, person, with_app, code):
    give_password(browser)
    page = browser.post(STEP, {"code": code})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not is_signed_in(browser)


@pytest.mark.parametrize(("seconds", "is_right"), [(-30, True), (30, True), (-90, False)])
def test_a_code_of_the_step_before_or_behind_is_right(browser, person, with_app, seconds, is_right):
    now = time.time()
    with time_machine.travel(now, tick=False):
        give_password(browser)
        browser.post(STEP, {"code": code_of(with_app, now + seconds)})
        assert is_signed_in(browser) == is_right


def test_a_code_does_not_open_the_account_twice(browser, person, with_app):
    now = time.time()
    with time_machine.travel(now, tick=False):
        give_password(browser)
        browser.post(STEP, {"code": code_of(with_app)})
        browser.post("/accounts/logout/")
        give_password(browser)
        page = browser.post(STEP, {"code": code_of(with_app)})
        assert "used already" in page.content.decode()
        assert not is_signed_in(browser)


def test_nor_does_the_code_with_which_the_app_was_set_up(signed_in_browser, person):
    with time_machine.travel(time.time(), tick=False):
        _answer, secret = set_up(signed_in_browser)
        signed_in_browser.post("/accounts/logout/")
        give_password(signed_in_browser)
        signed_in_browser.post(STEP, {"code": code_of(secret)})
        assert not is_signed_in(signed_in_browser)


def test_the_sixth_guess_is_refused_and_says_when_to_come_back(browser, person, with_app):
    give_password(browser)
    for number in range(5):
        assert browser.post(STEP, {"code": f"00000{number}"}).status_code == 200
    page = browser.post(STEP, {"code": code_of(with_app)})
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 60
    assert "Please try again in" in page.content.decode()


def test_a_right_code_gives_the_guess_back(browser, person, with_app):
    codes = RecoveryCodes.activate(person).generate_codes()
    for code in codes[:7]:
        give_password(browser)
        assert browser.post(STEP, {"code": code}).status_code == 302
        browser.post("/accounts/logout/")


def test_a_right_password_is_no_used_up_attempt(browser, person, with_app):
    for _number in range(8):
        assert give_password(browser).url == STEP


def test_a_recovery_code_works_once_and_the_person_is_told(browser, person, with_app, sent_mails):
    code = RecoveryCodes.activate(person).generate_codes()[0]
    give_password(browser)
    assert browser.post(STEP, {"code": code}).url == "/admin/"
    assert [mail.subject.partition(": ")[2] for mail in sent_mails()] == [
        "a recovery code was used"
    ]
    browser.post("/accounts/logout/")
    give_password(browser)
    assert browser.post(STEP, {"code": code}).status_code == 200
    assert not is_signed_in(browser)


def test_new_recovery_codes_void_the_former_ones(signed_in_browser, person, with_app):
    before = RecoveryCodes.activate(person).generate_codes()
    answer = signed_in_browser.post("/accounts/second-factors/recovery-codes/new/")
    assert answer.url == "/accounts/second-factors/recovery-codes/"
    now = RecoveryCodes.activate(person).generate_codes()
    assert not set(before) & set(now)


def test_the_codes_are_a_file_to_be_kept(signed_in_browser, person, with_app):
    codes = RecoveryCodes.activate(person).generate_codes()
    answer = signed_in_browser.get("/accounts/second-factors/recovery-codes/file/")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.decode().split() == codes


def test_with_the_last_factor_the_recovery_codes_go(signed_in_browser, person, with_app):
    RecoveryCodes.activate(person)
    answer = signed_in_browser.post("/accounts/second-factors/app/remove/")
    assert answer.url == "/accounts/second-factors/"
    assert not Authenticator.objects.exists()


def test_a_form_that_waits_for_the_sign_in_comes_back_behind_the_second_step(
    browser, person, with_app
):
    sent = browser.post("/admin/catalogue/tool/add/", {"name": "A tool that I typed"})
    unsent = re.search(r'name="unsent" value="([^"]+)"', sent.content.decode())[1]
    page = give_password(browser, unsent=unsent)
    assert page.status_code == 200
    assert f'name="unsent" value="{unsent}"' in page.content.decode()
    page = browser.post(STEP, {"code": code_of(with_app), "unsent": unsent})
    assert "A tool that I typed" in page.content.decode()
    assert is_signed_in(browser)


def test_and_where_the_password_was_too_long_ago_it_is_carried_on(browser, person, with_app):
    sent = browser.post("/admin/catalogue/tool/add/", {"name": "A tool that I typed"})
    unsent = re.search(r'name="unsent" value="([^"]+)"', sent.content.decode())[1]
    page = browser.post(STEP, {"code": code_of(with_app), "unsent": unsent})
    assert page.status_code == 403
    assert "A tool that I typed" in page.content.decode()
    assert f'name="unsent" value="{unsent}"' in page.content.decode()


def test_a_new_password_by_a_link_still_asks_for_the_second_factor(browser, person, with_app):
    path = "/accounts/" + password_link(person).partition("/accounts/")[2]
    form = browser.get(path, follow=True)
    new = "nine loud herons at noon"
    answer = browser.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert answer.url == STEP
    assert not is_signed_in(browser)


def test_two_factors_of_one_kind_are_not_made(signed_in_browser, person, with_app):
    assert signed_in_browser.get(APP).url == "/accounts/second-factors/app/remove/"
    assert TOTP(Authenticator.objects.get(user=person)).instance.user == person

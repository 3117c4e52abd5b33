"""Passwords that people choose, and sessions that end."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet herons"
NEW = "nine loud herons at noon"
CHANGE = "/accounts/password/change/"


@pytest.fixture
def person(make_person):
    return make_person(email="ada@example.org", password=PASSWORD, is_staff=True)


@pytest.fixture
def sign_in(person):
    def sign_in(password=PASSWORD):
        browser = Client()
        browser.post("/accounts/login/", {"login": person.email, "password": password})
        return browser

    return sign_in


def is_in(browser):
    return browser.get("/admin/").status_code == 200


def change(browser, new, old=PASSWORD):
    return browser.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def test_a_password_is_changed_by_whoever_knows_the_one_before(sign_in, person):
    browser = sign_in()
    assert change(browser, NEW, old="a wrong one").status_code == 200
    assert is_in(sign_in(PASSWORD))
    assert change(browser, NEW).status_code == 302
    assert (is_in(sign_in(PASSWORD)), is_in(sign_in(NEW))) == (False, True)


def test_a_new_password_ends_the_other_sessions(sign_in):
    browser, other = sign_in(), sign_in()
    change(browser, NEW)
    assert (is_in(browser), is_in(other)) == (True, False)


def test_a_common_password_is_refused(sign_in):
    browser = sign_in()
    assert "too common" in change(browser, "q1w2e3r4t5y6").content.decode()
    assert not is_in(sign_in("q1w2e3r4t5y6"))


@pytest.mark.parametrize(
    "new",
    ["tall grey egrets b", "  ünïcode 学校 🙂  ", ("slow wet egrets " * 8)[:128], "3f9a1c77e02bq"],
)
def test_a_password_may_be_of_any_letters(sign_in, new):
    """And is compared letter by letter, with its case and its blanks."""
    change(sign_in(), new)
    assert is_in(sign_in(new))
    assert not is_in(sign_in(new.swapcase() if new.swapcase() != new else new.strip()))


@pytest.mark.parametrize("address", [CHANGE, "/accounts/login/"])
def test_the_field_hides_the_password_and_lets_programs_fill_it_in(sign_in, address):
    browser = sign_in() if address == CHANGE else Client()
    page = browser.get(address).content.decode()
    fields = [part.partition(">")[0] for part in page.split("<input")[1:] if "password" in part]
    passwords = [field for field in fields if 'name="' in field and "word" in field]
    assert passwords
    assert [field for field in passwords if 'type="password"' not in field] == []
    assert 'autocomplete="off"' not in page
    assert "onpaste" not in page


def test_a_session_that_was_signed_out_of_opens_nothing(sign_in):
    browser = sign_in()
    copied = Client()
    copied.cookies = browser.cookies.__class__(browser.cookies.output(header="", sep=";"))
    assert is_in(copied)
    browser.post("/accounts/logout/")
    assert not is_in(copied)

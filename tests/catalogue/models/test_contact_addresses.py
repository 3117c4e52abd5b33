"""What a telephone dials when a number is tapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.models.contact_addresses import channel_address, channel_problem, dialled


@pytest.mark.parametrize(
    ("value", "e164", "address"),
    [
        ("116", None, "tel:116"),
        ("11-11", None, "tel:1111"),
        ("80.104.748", None, "tel:80104748"),
        ("(02) 1343", None, "tel:021343"),
        ("030/4405", None, "tel:0304405"),
        ("800SAVE", None, "tel:8007283"),
        ("1-800-FLOWERS", None, "tel:18003569377"),
        ("0800 800 800", "+233800800800", "tel:+233800800800"),
        ("+373 (22) 23 33 09", None, "tel:+37322233309"),
        ("+44 (0)7909 470732", None, "tel:+447909470732"),
        ("١١٦", None, "tel:116"),
    ],
)
def test_a_number_is_dialled_as_people_write_it(value, e164, address):
    assert channel_address("phone", value, e164) == address
    assert channel_problem("phone", value, e164) == ""


@pytest.mark.parametrize(
    ("kind", "value", "address"),
    [
        ("sms", "1234", "sms:1234"),
        ("whatsapp", "+44 7909 470732", "https://wa.me/447909470732"),
        ("whatsapp", "0909 470732", ""),  # of no country, so that no address leads there
        ("email", "help@example.org", "mailto:help@example.org"),
        ("email", "a?bcc=b@example.org", "mailto:a%3Fbcc%3Db@example.org"),
        ("web", "https://example.org/report", "https://example.org/report"),
        ("web", "The form of the ministry", ""),
        ("chat", "javascript:alert(1)", ""),
    ],
)
def test_other_ways_lead_where_they_say(kind, value, address):
    assert channel_address(kind, value) == address


@pytest.mark.parametrize(
    ("kind", "value", "e164"),
    [
        ("phone", "ask at the office", None),
        ("phone", "5", None),
        ("phone", "1234567890123456", None),
        ("phone", "116 or 117, ask for Jane", None),
        ("phone", "116;ext=1", None),
        ("phone", "116 006 Croatia", None),
        ("phone", "116 006 / 112", None),
        ("phone", "116006/112", None),
        ("phone", "116 006 or 112", None),
        ("phone", "Call 112", None),
        ("phone", "112 (police)", None),
        ("phone", "0800 0121 700 ext 5", None),
        ("phone", "0800/116/112", None),
        ("short-code", "", None),
        ("phone", "116", "00233800"),
        ("email", "nobody", None),
        ("web", " ", None),
    ],
)
def test_what_reaches_nobody_is_refused_with_a_sentence(kind, value, e164):
    assert channel_problem(kind, value, e164).endswith(".")


@given(st.text(max_size=40))
def test_whatever_is_written_only_digits_are_dialled(value):
    number = dialled(value)
    assert number == "" or number.removeprefix("+").isascii()
    assert number == "" or number.removeprefix("+").isdecimal()

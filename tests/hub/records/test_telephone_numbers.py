"""Numbers to call in prose, as people write them at home, and what only looks like them."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records.text_cleaning import PersonalDataMatch, personal_data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ask for Marie: 06 12 34 56 78", "06 12 34 56 78"),
        ("Contact : Mme Durand, 06.12.34.56.78", "06.12.34.56.78"),
        ("Call Peter Otieno on 0722 123456", "0722 123456"),
        ("In 2019 0722 123456 was new", "0722 123456"),
        ("0612345678", "0612345678"),
        ("07700 900123", "07700 900123"),
        ("98765 43210", "98765 43210"),
        ("(212) 555-0100", "(212) 555-0100"),
        ("212 555 0100", "212 555 0100"),
        ("(see 0176 12345678", "0176 12345678"),
        ("(0176 12345678)", "0176 12345678"),
        ("8 916 123 45 67", "8 916 123 45 67"),
        ("8 (916) 123-45-67", "8 (916) 123-45-67"),
        ("13812345678", "13812345678"),
        ("11 98765 4321", "11 98765 4321"),
        ("٠٧٩ ١٢٣ ٤٥٦٧", "٠٧٩ ١٢٣ ٤٥٦٧"),
        ("०९८७६५४३२१०", "०९८७६५४३२१०"),
        ("Phone no. 0722 123456", "0722 123456"),
        ("llame al 612 345 678", "612 345 678"),
        ("Ask for Ana: 5550-1234", "5550-1234"),
        ("call 555 0100", "555 0100"),
        ("звоните 234-56-78", "234-56-78"),
        ("اتصل 5551234", "5551234"),
        ("电话 82345678", "82345678"),
    ],
)  # fmt: skip
def test_a_number_written_as_at_home_is_found(text, value):
    assert personal_data(text) == [PersonalDataMatch("phone", value)]


def test_each_number_of_a_list_is_found():
    text = "0612345678/0698765432, 0722 123456; 07700 900123"
    assert [match.value for match in personal_data(text)] == [
        "0612345678", "0698765432", "0722 123456", "07700 900123"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "2019-2020, 2019/2020, 2019/20 and 1999-2003 2005",
        "2015 2016 2017",
        "1 000 000 euros, 12,500 people, 150 000 000, 1.000.000,00 and 12'500'000",
        "10 000 000 2019",
        "100 000-200 000 people, 500-600 000",
        "Contact with 12 500 000 people; call 150 000 000",
        "1500000000 USD, € 98765 43210, 7123456789 dollars",
        "978-3-16-148410-0; ISBN 0-306-40615-2; ISBN-10: 0-306-40615-2; ISSN 1234-5678",
        "doi:10.1000/182.2021.4455667",
        "1.2.3.4, 10.0.19041.1234, 0.123456789 and 3.14159265358979",
        "2026-03-14, 14.03.2026, 14-16.03.2026, 20190318; call 20190318",
        "open 9.00-17.00, 10:30-12:00",
        "192.168.100.200",
        "No. 0722 123456, grant 0612345678, contract no. 98765 43210",
        "Grant agreement No 101021797; registration number 0612345678",
        "https://example.org/2019/0612345678?id=0612345678",
        "a call for 2014-2020",
        "555 0100",
    ],
)
def test_years_amounts_and_identifiers_are_no_numbers_to_call(text):
    assert personal_data(text) == []


WORDS = st.sampled_from(["", "in ", "Contact us: ", "call ", "since ", "tool of "])


DATE_STYLES = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d", "%d %B %Y"]


@given(WORDS, st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(DATE_STYLES))
def test_a_date_never_waits(words, day, style):
    assert personal_data(f"{words}{day.strftime(style)}") == []


@given(WORDS, st.integers(1900, 2099), st.integers(1900, 2099), st.sampled_from("-–/"))
def test_a_span_of_years_never_waits(words, first, last, mark):
    assert personal_data(f"{words}{first}{mark}{last} and {first} {mark} {last}.") == []


@given(st.sampled_from(["", "in ", "since ", "reached "]), st.integers(1, 10**12),
       st.sampled_from([" ", "\u00a0", "\u202f", ",", ".", "'", "’"]),
       st.sampled_from(["", " euros", " USD", " people"]))  # fmt: skip
def test_an_amount_never_waits(words, count, mark, unit):
    amount = f"{count:,}".replace(",", mark)
    assert personal_data(f"{words}{amount}{unit}") == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("see https://wa.me/33612345678", "messenger", "https://wa.me/33612345678"),
        ("write to t.me/marie_durand", "messenger", "t.me/marie_durand"),
        ("jane AT doe DOT org", "email", "jane AT doe DOT org"),
        ("jane arobase doe point org", "email", "jane arobase doe point org"),
        ("passport 12AB34567", "document", "12AB34567"),
        ("passeport n° 12AB34567", "document", "12AB34567"),
        ("护照号码 E12345678", "document", "E12345678"),
    ],
)
def test_what_leads_to_one_person_is_found(text, kind, value):
    assert personal_data(text) == [PersonalDataMatch(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "look at this point in time",
        "looking at the dot product",
        "passports of 2019-2020; passport 150000; passport control",
        "https://about.me.example.org/x, https://example.me/marie",
        "https://www.whatsapp.com",
    ],
)
def test_ordinary_words_lead_to_nobody(text):
    assert personal_data(text) == []


PIECES = [
    "0 ",
    "0",
    "1-",
    "(1",
    "06 12 34 56 78 ",
    "call ",
    " at a dot",
    "t.me/",
    "passport 1",
    "1,",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_thousand_letters_are_read_in_one_pass(piece):
    text = piece * (100_000 // len(piece)) + " 1234567"
    started = time.process_time()
    personal_data(text)
    assert time.process_time() - started < 5

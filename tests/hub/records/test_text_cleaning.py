"""Plain text out of markup, personal data in free text, and cells that do nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records.text_cleaning import (
    PersonalDataMatch,
    clean_text,
    inert,
    markup_in,
    personal_data,
)


@pytest.mark.parametrize(
    "text",
    [
        "A plain text, with 3 < 4 & 5 > 4, AT&amp;T and I <3 it.",
        "Two\n\nparagraphs\tand a tab",
        "منصة لمساعدة الضحايا",
        "R&D",
        "",
    ],
)
def test_plain_text_is_unchanged(text):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<p>One</p><p>two &amp; three</p>", "One\ntwo & three"),
        ("a<br>b", "a\nb"),
        ("x<script>alert(1)</script>y", "xy"),
        ("<img src=x onerror=alert(1)>z", "z"),
        (
            '<a href="https://example.org/a?b=1&amp;c=2">here</a>',
            "here (https://example.org/a?b=1&c=2)",
        ),
        ('<a href="https://example.org">https://example.org</a>', "https://example.org"),
        ('<a href="mailto:a@example.org">write</a>', "write (a@example.org)"),
        ('<a href="javascript:alert(1)">go</a>', "go"),
        ('<a href=" jav&#x09;ascript:alert(1)">go</a>', "go"),
        ('<a href="data:text/html,x">go</a>', "go"),
        ('<a href="/inside">go</a>', "go"),
        ("<b>x</b> &lt;script&gt;alert(1)&lt;/script&gt;", "x"),
        ("<!-- hidden -->seen", "seen"),
        ("<svg><style><!--</style><img src=x onerror=y>-->", ""),
    ],
)
def test_markup_becomes_plain_text(text, clean):
    assert clean_text(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "<b>&lt;b&gt;&amp;lt;b&amp;gt;&amp;amp;lt;b&amp;amp;gt;deep</b>",
        "<<b>script>x",
        "<p>1 &lt; 2</p>",
        "<a href='https://x.org/\"><script>'>y</a>",
    ],
)
def test_cleaning_twice_changes_nothing(text):
    once = clean_text(text)
    assert clean_text(once) == once


@pytest.mark.parametrize(
    "text",
    [
        "Angle One <beta>",
        "send cases to <intake desk>, for girls <18; rule a<b and c>d holds",
        "write to <jane@example.org> or see <https://example.org>",
        "a <= b, b => c, x<y>z, <Name> and <your organisation here>",
        "List<String> and <T>",
        "if x <i and y>z",
        "an <unclosed tag",
    ],
)
def test_words_in_angle_brackets_are_no_markup(text):
    assert clean_text(text) == text
    assert markup_in(text) == []


def test_words_in_angle_brackets_stay_beside_markup():
    text = "<p>Send it to <intake desk></p><p class='x' hidden>For girls <18 &amp; boys</p>"
    assert clean_text(text) == "Send it to <intake desk>\nFor girls <18 & boys"


def test_what_is_taken_out_is_named_once():
    text = "<P>a<br/>b</P><!-- note --><script>alert(1)</script><o:p></o:p> <beta>"
    assert markup_in(text) == ["<p>", "<br>", "<!-- -->", "<script>", "<o:p>"]


@given(st.text(st.sampled_from("<>/ab! =\"'-pscript&lt;&gt;"), max_size=60))
def test_cleaning_any_text_twice_changes_nothing(text):
    once = clean_text(text)
    assert clean_text(once) == once


def test_letters_that_turn_the_direction_and_zero_bytes_are_removed():
    assert clean_text("a\u202egnp.exe\u2066b\u200f\u061c\x00\x1b\ud800c") == "agnp.exebc"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Write to maria.k@example.org, please", "email", "maria.k@example.org"),
        ("maria [at] example [dot] org", "email", "maria [at] example [dot] org"),
        ("пишите на мария@пример.рф", "email", "мария@пример.рф"),
        ("Call +44 20 7946 0018 today", "phone", "+44 20 7946 0018"),
        ("ou 0033 1 42 68 53 00.", "phone", "0033 1 42 68 53 00"),
        ("(+380) 44 279-45-50", "phone", "+380) 44 279-45-50"),
        ("Tel. 01 42 68 53 00", "phone", "01 42 68 53 00"),
        ("тел.: 044 279 45 50", "phone", "044 279 45 50"),
        ("هاتف: 0791234567", "phone", "0791234567"),
        ("seen at 48.85837, 2.294481 in May", "coordinates", "48.85837, 2.294481"),
        ("https://maps.example/@-33.8568,151.2153,17z", "coordinates", "-33.8568,151.2153"),
        ("48°51'29.6\"N 2°17'40.2\"E", "coordinates", "48°51'29.6\"N 2°17'40.2\"E"),
    ],
)
def test_personal_data_is_found(text, kind, value):
    assert personal_data(text) == [PersonalDataMatch(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Between 2015 and 2021 it helped 12,400,000 people in 34 countries.",
        "ISBN 978-3-16-148410-0, DOI 10.1000/182.2021.4455667",
        "Resolution 2388 (2017), A/RES/64/293, CEDAW/C/GC/38",
        "Grant 101021797 of Horizon 2020, 1,000,000.00 + 250,000.00 EUR",
        "From 2019-10-18 to 2021-03-04 at 10:30-12:00",
        "Version 1.2.3, 99.999 % of 3.14159",
        "a@b",
        "follow @handle",
        "the 1.5 °C and 2.0 °C paths",
        "IP 192.168.100.200 and +1 for it",
        "Mobile 2014-2020 was the programme",
    ],
)
def test_years_identifiers_and_sums_are_no_personal_data(text):
    assert personal_data(text) == []


def test_everything_in_one_text_is_told_once():
    text = "a@example.org a@example.org +44 20 7946 0018 51.50072, -0.12462"
    assert [found.kind for found in personal_data(text)] == ["email", "phone", "coordinates"]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1-800", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1"]
)
def test_a_formula_is_made_inert(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "plain", "-5", "+3.5", "a=b", "e-mail"])
def test_other_cells_stay_as_they_are(cell):
    assert inert(cell) == cell

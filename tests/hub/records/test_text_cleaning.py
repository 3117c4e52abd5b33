"""Plain text out of markup, personal data in free text, and cells that do nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.records.text_cleaning import (
    MESSENGER_HINT,
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


def test_letters_that_nobody_sees_are_removed_and_joiners_stay():
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "jane@example.org")
    assert clean_text(f"a\u200bb\u2060c\u00add\ufeff{hidden} می\u200cخواهم") == "abcd می\u200cخواهم"


@pytest.mark.parametrize(
    "text",
    [
        "<a x=" + "bbbb=" * 5_000 + "<",
        "<a x=" + "b='c'" * 5_000 + "<",
        "<p" + " hidden" * 5_000 + "<",
        "<p " + "/ " * 5_000 + "<",
        "<b" * 20_000 + ">" * 20_000,
        "<b <b <b " * 20_000,
    ],
)
def test_tags_without_an_end_or_within_each_other_are_read_in_one_pass(text):
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert markup_in(clean) == []


def test_an_equals_sign_in_a_value_without_quotes_is_part_of_it():
    assert clean_text("<a href=https://example.org/?a=b&c=d>x</a>") == (
        "x (https://example.org/?a=b&c=d)"
    )


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Write to maria.k@example.org, please", "email", "maria.k@example.org"),
        ("maria [at] example [dot] org", "email", "maria [at] example [dot] org"),
        ("пишите на мария@пример.рф", "email", "мария@пример.рф"),
        ("jane.doe\u200b@shelter.example.org", "email", "jane.doe\u200b@shelter.example.org"),
        (
            "jane\u2060.d\u00adoe@exam\u200dple.org",
            "email",
            "jane\u2060.d\u00adoe@exam\u200dple.org",
        ),
        ("jane＠example.org", "email", "jane＠example.org"),
        ("（ｊａｎｅ﹫ｅｘａｍｐｌｅ．ｏｒｇ）", "email", "ｊａｎｅ﹫ｅｘａｍｐｌｅ．ｏｒｇ"),
        ("jane\u0301@example.org", "email", "jane\u0301@example.org"),
        ("a+b, tel. ＋41446681800", "phone", "＋41446681800"),
        ("½ + ½ ＋４１ ４４ ６６８ １８ ００", "phone", "＋４１ ４４ ６６８ １８ ００"),
        ("+44 20 7946 0018" + " " * 30 + "x", "phone", "+44 20 7946 0018"),
        ("+41 44\u200b 668 18 00", "phone", "+41 44\u200b 668 18 00"),
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


@pytest.mark.parametrize(
    "text",
    [
        "1234567 tel" + " " * 50_000 + "x",
        "1234567 " + "tel no " * 20_000,
        " 001" * 50_000,
        "1234567" + " tel" + "\u200b" * 50_000,
        "1234567+" * 2_000,
    ],
)
def test_no_length_of_blanks_or_prefixes_is_personal_data(text):
    assert personal_data(text) == []


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a <base> b", "a  b"),
        ("a <based> b", "a <based> b"),
        ("a <b-c> d", "a <b-c> d"),
        ("a </b c> d", "a </b c> d"),
        ("a <b", "a <b"),
        ("a <b/>b", "a b"),
    ],
)
def test_the_name_of_a_tag_is_read_to_its_end(text, clean):
    assert clean_text(text) == clean


def test_a_number_beside_coordinates_is_where_it_stands():
    text = "５０.08804, 14.42076 and 50.08804, 14.42076; tel. ＋41446681800"
    assert [match.value for match in personal_data(text)] == [
        "＋41446681800", "５０.08804, 14.42076", "50.08804, 14.42076"
    ]  # fmt: skip


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


def test_a_text_without_a_slash_holds_no_account_of_a_messenger():
    """So that only such texts are searched for one."""
    assert all("/" in hint for hint in MESSENGER_HINT.pattern.split("|"))

"""Who runs the site, read from the settings."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from hub.web.operator import contact_uri, is_https, report_link, split_licence


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("hub@example.org", "mailto:hub@example.org"),
        ("a+b&c@example.org", "mailto:a%2Bb%26c@example.org"),
        ("https://example.org/report", "https://example.org/report"),
        ("http://example.org/report", ""),
        ("https://", ""),
        ("https://[broken", ""),
        ("javascript:alert(1)", ""),
        ("Somebody <hub@example.org>", ""),
        ("", ""),
    ],
)
def test_a_contact_is_a_mail_address_or_a_safe_page(text, uri):
    assert contact_uri(text) == uri


def test_an_address_of_two_lines_is_none():
    assert not is_https("https://example.org/a\nPolicy: x")


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("CC BY 4.0 https://cc.example/by", ("CC BY 4.0", "https://cc.example/by")),
        ("CC BY 4.0", ("CC BY 4.0", "")),
        ("ask us: http://cc.example", ("ask us: http://cc.example", "")),
        ("https://cc.example/by", ("https://cc.example/by", "")),
        ("", ("", "")),
    ],
)
def test_a_licence_may_have_an_address_behind_its_name(text, licence):
    assert split_licence(text) == licence


def test_a_report_names_the_record_and_its_address_and_nothing_else():
    link = urlsplit(report_link("hub@example.org", "Tella & co?", "https://x.org/tools/tella/"))
    assert (link.scheme, unquote(link.path)) == ("mailto", "hub@example.org")
    fields = parse_qs(link.query, strict_parsing=True)
    assert fields == {
        "subject": ["Something wrong: Tella & co?"],
        "body": [
            "https://x.org/tools/tella/\r\n\r\nWhat is wrong:\r\n\r\nWhere it can be checked:\r\n"
        ],
    }


def test_a_long_name_does_not_make_a_message_that_programs_cut_off():
    link = report_link("hub@example.org", "名" * 40 + " " + "word " * 200, "https://x.org/")
    assert len(link) < 2000

import subprocess
import sys

import pytest

from hub.curation.link_checks.page_identity import (
    domain_of,
    is_same_place,
    is_same_title,
    page_title,
)


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.org/x", "example.org"),
        ("https://a.b.example.co.uk/", "example.co.uk"),
        ("https://one.github.io/", "one.github.io"),
        ("https://192.0.2.1/", "192.0.2.1"),
        ("https://localhost/", "localhost"),
        ("https://[::1", ""),
    ],
)
def test_the_domain_that_somebody_registered(url, domain):
    assert domain_of(url) == domain


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        (b"<title>Beacon</title>", "text/html", "Beacon"),
        (b"<TITLE lang=en>Be\n  acon</TITLE><p>x", "text/html", "Be acon"),
        (b"<title>A &amp; B</title>", "text/html", "A & B"),
        ("<title>Лига</title>".encode("cp1251"), "text/html; charset=windows-1251", "Лига"),
        ("<meta charset=cp1251><title>Лига</title>".encode("cp1251"), "text/html", "Лига"),
        (b"<title>It never ends", "text/html", "It never ends"),
        (b"<title></title><title>Second</title>", "text/html", ""),
        (b"x" * 131_072, "text/html", ""),
        (b"<title>x</title>", "text/html; charset=hex", "x"),
    ],
)
def test_the_title_of_a_page(body, content_type, title):
    assert page_title(body, content_type) == title


@pytest.mark.parametrize(
    ("kept", "new", "others", "is_same"),
    [
        ("Beacon: find help", "Beacon 2.0", (), True),
        ("Beacon: find help", "This domain is for sale", (), False),
        ("Beacon: find help", "Polaris", ("Polaris Project",), True),
        ("Home page", "This domain is for sale", (), True),
        ("Beacon", "", (), True),
    ],
)
def test_whether_a_title_is_still_the_same(kept, new, others, is_same):
    assert is_same_title(kept, new, others) is is_same


def test_https_www_and_a_slash_are_no_move():
    assert is_same_place("http://example.org/x", "https://www.example.org/x/")


def test_a_web_process_starts_without_the_list_of_suffixes():
    script = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE']='tests.settings'\n"
        "import sys, hub.wsgi, hub.urls\n"
        "import hub.curation.link_checks.views, hub.curation.link_checks.tasks\n"
        "assert 'tldextract' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_list_of_suffixes_is_read_without_a_network_and_without_a_file_of_its_own(monkeypatch):
    import socket

    def refuse(*_args, **_options):
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    from hub.curation.link_checks import page_identity

    page_identity._public_suffixes.cache_clear()
    assert domain_of("https://x.example.com.au/") == "example.com.au"

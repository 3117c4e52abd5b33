"""What a request may say of itself: nothing by which its words become others."""

from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.web.middleware import page_cache
from hub.web.request_charset import Utf8Requests, without_charset

CODECS = sorted({*aliases.values(), "idna", "punycode", "undefined", "unicode_escape", "nothing"})
HEADERS = (*(f"text/plain; charset={codec}" for codec in CODECS),
           "a/b; charset*0=rot; charset*1=13", "a/b;CHARSET = \"rot13\"",
           "a/b; charset*=utf-8''rot13",
           "a/b; x=\"; charset=rot13\"; charset=rot13", ";charset=rot13")  # fmt: skip
SEARCH = "/tools/?q=%C3%A9tude&purpose=outreach"


@pytest.fixture
def ask(django_handler, answer_of):
    """Asks through what reads every request as UTF-8: status and body."""
    application = Utf8Requests(django_handler)

    def ask(path, method="GET", body=b"", **environ):
        status, _headers, content = answer_of(application, path, method, body, **environ)
        return int(status.split()[0]), content

    return ask


@pytest.mark.django_db
def test_an_encoding_that_a_reader_names_changes_no_page(make_tool, ask):
    """Nor what the next reader is sent from the cache."""
    make_tool(terms=("purpose/outreach",), name="\u00c9tude")
    plain = ask(SEARCH)
    assert plain[0] == 200
    for header in HEADERS:
        page_cache.local.clear()
        page_cache.cache.clear()
        assert (ask(SEARCH, CONTENT_TYPE=header), header) == (plain, header)
        assert ask(SEARCH) == plain


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/subscribe/", "/accounts/login/", "/nothing/", "/healthz"])
def test_a_form_in_another_encoding_is_no_fault_of_ours(ask, path):
    body = b'--x\r\nContent-Disposition: form-data; name="of"\r\n\r\ntool\r\n--x--\r\n'
    for codec in ("rot13", "hex", "zlib", "utf-16", "cp037", "undefined"):
        for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
            status, _body = ask(path, "POST", body, CONTENT_TYPE=f"{kind}; charset={codec}")
            assert status < 500


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_in_any_encoding(ask):
    assert ask("/?q=a", CONTENT_TYPE="a/b; charset=rot13", HTTP_HOST="evil.example")[0] == 400


@given(st.text(st.sampled_from('abcharset=*0;" \\\t-13/x')))
def test_what_says_nothing_of_an_encoding_stays(text):
    if "charset" not in text.lower():
        assert without_charset(text) == text


def test_a_boundary_stays():
    sent = 'multipart/form-data; charset=rot13; boundary="a;b"'
    assert without_charset(sent) == 'multipart/form-data; boundary="a;b"'

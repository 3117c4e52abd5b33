"""What every kind of answer has in common: how long it is kept, and on what it depends."""

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import Client

from catalogue.models import Tool
from hub.web.middleware import page_cache
from hub.web.middleware.security_headers import SecurityHeaders
from hub.web.page_parameters import STAFF_PARAMETERS, known_parameters
from tests.hub.web.middleware.test_compression import PATHS
from tests.plugins.recording_query import RecordingQueryDict

KEPT = "private, no-cache"
# Read by pages for one reader, which are not kept.
OWN_PARAMETERS = {"token", "of", "about", "receipt"}


def is_kept_by_nobody(headers):
    control = {part.strip() for part in headers["Cache-Control"].split(",")}
    return "no-store" in control


def varies_by(headers):
    return {name.strip() for name in headers["Vary"].split(",")}


@pytest.fixture
def tella_withdrawn(starter, make_person):
    Tool.objects.get(slug="tella").archive(by=make_person(), reason="A double.")


def test_every_public_answer_says_how_long_it_is_kept(tella_withdrawn, client):
    """Also redirects, refusals, and what is made anew each time."""
    more = ["/tools", "/plain", "/tools/?utm_x=1", "/tools/?colour=1", "/healthz", "/admin/",
            "/shortlist/briefing.docx?tool=primero", "/curate/imports/"]  # fmt: skip
    wrong = {}
    for path in [path for path, _status in PATHS] + more:
        for ask in (client.get, client.head, client.post, client.delete):
            headers = ask(path).headers
            control = headers.get("Cache-Control")
            kept = control == KEPT or is_kept_by_nobody(headers)
            if not kept or varies_by(headers) < {"Accept-Encoding", "Cookie"}:
                wrong[path, ask.__name__] = (control, headers.get("Vary"))
    assert wrong == {}


def test_what_is_shown_to_somebody_signed_in_is_kept_by_no_browser(tella_withdrawn, signed_in):
    client = signed_in("curator")
    paths = [path for path, _status in PATHS] + ["/admin/", "/curate/imports/", "/admin/none/"]
    answers = {path: client.get(path).headers for path in paths}
    assert [path for path, headers in answers.items() if not is_kept_by_nobody(headers)] == []
    assert [path for path, h in answers.items() if "Cookie" not in varies_by(h)] == []


def test_no_page_that_is_kept_reads_a_parameter_that_is_not_registered(
    starter, client, monkeypatch
):
    """Of others the value is no part of the key: two readers would be shown one page."""
    read = RecordingQueryDict()
    monkeypatch.setattr(WSGIRequest, "GET", read)
    monkeypatch.setattr(page_cache, "_is_cacheable", lambda response: False)
    for path, status in PATHS:
        if status == 200 and "?" not in path:
            client.get(path)
    assert read.names > {"q", "page"}
    assert read.names - known_parameters() - set(STAFF_PARAMETERS) <= OWN_PARAMETERS


@pytest.mark.django_db
def test_the_redirect_to_tls_has_the_headers_too(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/tools/")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (301, KEPT)
    assert "Cookie" in varies_by(answer.headers)


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "a b"])
def test_the_refusal_of_another_host_has_them(client, host):
    answer = client.get("/tools/", headers={"Host": host})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, KEPT)


@pytest.mark.django_db
def test_a_page_with_a_form_of_its_own_token_is_kept_by_no_browser(client):
    answer = client.get("/accounts/login/")
    assert settings.CSRF_COOKIE_NAME in answer.cookies
    assert is_kept_by_nobody(answer.headers)


def test_a_static_file_keeps_its_own(rf):
    """It is named after its content: browsers need not ask again."""
    file = HttpResponse(headers={"Cache-Control": "max-age=315360000, public, immutable"})
    headers = SecurityHeaders(lambda request: file)(rf.get("/static/site.css")).headers
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert "Vary" not in headers

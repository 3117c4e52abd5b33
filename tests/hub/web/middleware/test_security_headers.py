"""Every answer tells the browser what our pages may do, which is little."""

import pytest
from csp.decorators import csp_update
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from hub.web.middleware.security_headers import ContentPolicy, SecurityHeaders

pytestmark = pytest.mark.django_db

ANSWERS = [
    ("/", 200), ("/tools/", 200), ("/tools/feed/", 200), ("/sitemap.xml", 200),
    ("/robots.txt", 200), ("/healthz", 200), ("/loading/", 200), ("/nothing/", 404),
    ("/tools/nothing/", 404),
    ("/tools/?page=0", 400), ("/tools/?q=%00", 400),
]  # fmt: skip


@pytest.fixture(params=ANSWERS, ids=lambda answer: answer[0])
def headers(request, client):
    path, status = request.param
    response = client.get(path)
    assert response.status_code == status
    return response.headers


def test_nothing_is_loaded_that_is_not_ours(headers):
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Referrer-Policy", "no-referrer"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Permissions-Policy",
         "camera=(), geolocation=(), microphone=()"),
    ],
)  # fmt: skip
def test_the_header_is_on_every_answer(headers, name, value):
    assert headers[name] == value


def test_behind_tls_browsers_are_told_to_stay_there(client, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    response = client.get("/about/", secure=True)
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_language_of_the_page_is_said(client):
    assert client.get("/about/").headers["Content-Language"] == "en"


def test_no_header_of_the_browser_chooses_the_language(client):
    response = client.get("/about/", headers={"Accept-Language": "ar, fr;q=0.5"})
    assert response.headers["Content-Language"] == "en"


def test_a_language_that_is_not_offered_has_no_address(client):
    assert client.get("/fr/tools/").status_code == 404


def test_head_hands_the_server_no_body_and_tells_its_length(rf):
    answer = SecurityHeaders(lambda request: HttpResponse("abc"))(rf.head("/"))
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "3")


def test_the_policy_that_is_kept_is_that_of_django_csp(rf):
    made, kept = (
        middleware(lambda request: HttpResponse("abc"))(rf.get("/")).headers
        for middleware in (CSPMiddleware, ContentPolicy)
    )
    assert dict(made) == dict(kept)


def test_an_answer_with_a_policy_of_its_own_has_that_one(rf):
    view = csp_update({"img-src": ["https://example.org"]})(lambda request: HttpResponse("abc"))
    answer = ContentPolicy(view)(rf.get("/"))
    assert "https://example.org" in answer.headers["Content-Security-Policy"]

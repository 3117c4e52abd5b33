"""The score of every page by the documented rules of the HTTP Observatory (MDN, 2024).

It begins at 100; what is missing takes off, and where 90 are left what goes further adds. The rules
of redirects and certificates are the proxy's.
"""

import re

import pytest
from django.test import Client

from tests.hub.web.middleware.test_compression import PATHS
from tests.plugins.page_reader import Visited

PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin"}
SIX_MONTHS = 15_768_000
GOAL = 135
FRAME = re.compile("/embed/[a-z]")


def policy_score(headers):
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in headers.get("Content-Security-Policy", "").split(";")
    )
    if not policy.get("default-src"):
        return -25
    if re.search("unsafe-|https?:|\\*", " ".join(policy.values())):
        return -20
    return 10 if policy["default-src"] == "'none'" else 5


def cookie_score(response):
    if not response.cookies:
        return 0
    for cookie in response.cookies.values():
        if not cookie["secure"] or not cookie["httponly"]:
            return -40
        if cookie["samesite"] not in ("Lax", "Strict"):
            return -20
    return 5


def transport_score(headers):
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    return -20 if age is None else 0 if int(age[1]) >= SIX_MONTHS else -10


def script_score(response):
    """Integrity on every script: of those of our own it is not asked, and adds."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return 0
    scripts = [s for s in Visited(response).all("script") if "src" in s.attributes]
    if any(script.attributes["src"].startswith(("http:", "//")) for script in scripts):
        return -50
    has_integrity = scripts and all("integrity" in script.attributes for script in scripts)
    return 5 if has_integrity else 0


def frame_score(headers):
    policy = headers.get("Content-Security-Policy", "")
    if "frame-ancestors 'none'" in policy or "frame-ancestors 'self'" in policy:
        return 5
    return 0 if headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def score(response):
    headers = response.headers
    parts = [
        policy_score(headers),
        cookie_score(response),
        transport_score(headers),
        script_score(response),
        frame_score(headers),
        5 if headers.get("Referrer-Policy") in PRIVATE_REFERRERS else 0,
        0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        10 if headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0,
        -50 if headers.get("Access-Control-Allow-Origin") == "*" else 0,
    ]
    without_bonus = 100 + sum(part for part in parts if part < 0)
    return without_bonus + sum(part for part in parts if part > 0 and without_bonus >= 90)


@pytest.fixture
def public(settings):
    """As behind TLS."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def test_every_page_reaches_the_highest_score(starter, public, client):
    """Feeds and files have no script to name by its content: 130 is all that they can reach."""
    scores = {}
    more = ["/accounts/login/", "/accounts/login/x/"]
    for path in [path for path, _status in PATHS if not FRAME.match(path)] + more:
        response = client.get(path, secure=True)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        scores[path] = (score(response), GOAL if is_page else GOAL - 5)
    assert {path: got for path, (got, goal) in scores.items() if got < goal} == {}
    assert sum(goal == GOAL for _got, goal in scores.values()) > 50


def test_a_frame_lacks_nothing_but_that_anybody_may_frame_it(starter, public, client):
    frames = [path for path, status in PATHS if FRAME.match(path) and status == 200]
    assert frames
    for path in frames:
        response = client.get(path, secure=True)
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = policy.replace(
            "frame-ancestors *", "frame-ancestors 'none'"
        )
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        assert score(response) >= GOAL - 5, path


def test_pages_of_the_admin_reach_it_by_their_cookies(starter, public, signed_in):
    client = signed_in("administrator")
    for path in ("/admin/", "/admin/catalogue/tool/add/", "/curate/imports/"):
        assert score(client.get(path, secure=True)) >= GOAL - 5, path


@pytest.mark.django_db
def test_the_rules_find_what_is_missing():
    """A page without a policy, without integrity, without a referrer policy."""
    response = Client().get("/about/", secure=True)
    del response.headers["Content-Security-Policy"]
    assert score(response) < 100

"""What a provider that is down, or lies, or is somebody else, gets out of it: a sentence."""

import base64
import threading
import time

import pytest
import time_machine

from hub.accounts.models import Person
from hub.accounts.single_sign_on import provider_client
from tests.hub.accounts.single_sign_on.conftest import (
    BEGIN,
    CALLBACK,
    begin,
    come_back,
    is_signed_in,
    sign_on,
)

pytestmark = pytest.mark.django_db
DISCOVERY = "/.well-known/openid-configuration"


def refused(page, status, words):
    text = page.content.decode()
    assert (page.status_code, words in text) == (status, True), text
    assert 'role="alert"' in text
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("path", "fault", "words"),
    [
        (DISCOVERY, (500, "{}"), "cannot be reached"),
        (DISCOVERY, (503, "<html>"), "cannot be read"),
        (DISCOVERY, (200, "<html>not json"), "cannot be read"),
        (DISCOVERY, (200, "[1, 2]"), "cannot be read"),
        (DISCOVERY, (200, "[" * 100_000), "cannot be read"),
        (DISCOVERY, (200, " " * 600_000), "cannot be read"),
        (DISCOVERY, (404, "{}"), "refused"),
        (DISCOVERY, (302, "{}"), "refused"),
    ],
    ids=str,
)
def test_a_provider_that_is_down_is_a_sentence_before_anybody_leaves(
    client, provider, path, fault, words
):
    provider.faults = {path: fault}
    page = client.post(BEGIN)
    refused(page, 403 if words == "refused" else 503, words)


def test_it_says_when_to_come_back(client, provider):
    provider.faults = {DISCOVERY: (500, "{}")}
    assert client.post(BEGIN).headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("path", "fault", "status"),
    [
        ("/token", (500, "{}"), 503),
        ("/token", (400, '{"error": "invalid_grant"}'), 403),
        ("/token", (200, "garbage"), 503),
        ("/token", (200, "{}"), 503),
        ("/token", (200, '{"id_token": 7, "access_token": "x"}'), 503),
        ("/token", (200, '{"id_token": "a.b.c", "access_token": "x"}'), 403),
        ("/token", (200, '{"id_token": "", "access_token": "x"}'), 403),
        ("/keys", (500, "{}"), 503),
        ("/keys", (200, "{}"), 503),
        ("/keys", (200, '{"keys": [7, {"kid": "key 0"}]}'), 403),
        ("/keys", (200, '{"keys": [{"kid": "key 0", "kty": "oct", "k": "YQ"}]}'), 403),
    ],
    ids=str,
)
def test_one_that_breaks_down_in_the_middle_too(client, provider, path, fault, status):
    asked = begin(client)
    provider.faults = {path: fault}
    page = come_back(client, asked)
    refused(page, status, "Example ID")
    assert not is_signed_in(client)


def test_one_that_does_not_answer_is_given_up(client, provider, monkeypatch):
    monkeypatch.setattr(provider_client, "TIMEOUT_SECONDS", 0.2)
    provider.hangs = threading.Event()
    try:
        refused(client.post(BEGIN), 503, "cannot be reached")
    finally:
        provider.hangs.set()


def test_a_port_where_nobody_listens(client, provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:1025"
    refused(client.post(BEGIN), 503, "cannot be reached")


@pytest.mark.parametrize(
    "document",
    [{"issuer": "https://evil.example.org"}, {"issuer": None}, {"issuer": ["x"]}],
    ids=str,
)
def test_one_that_calls_itself_something_else(client, provider, document):
    provider.document = document
    refused(client.post(BEGIN), 403, "calls itself something else")


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("https://evil.example.org/x", "names an address at a host"),
        ("http://127.0.0.1:1026/x", "names an address at a host"),
        ("javascript:alert(1)", "names an address at a host"),
        ("http://[::1", "cannot be read"),
        (7, "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_addresses_at_hosts_that_are_not_its_own(client, provider, name, value, words):
    provider.document = {name: value}
    refused(client.post(BEGIN), 503, words)


def test_a_configuration_that_changes_between_leaving_and_coming_back(client, provider):
    asked = begin(client)
    provider.document = {"token_endpoint": "https://evil.example.org/token"}
    refused(come_back(client, asked), 503, "names an address at a host")
    assert "/token" not in [path for path, _form, _headers in provider.asked]


def test_a_host_that_the_operator_names_is_one_of_its_own(client, provider, settings):
    settings.OIDC_HOSTS = ["login.example.org"]
    provider.document = {"authorization_endpoint": "https://login.example.org/authorize"}
    assert client.post(BEGIN).url.startswith("https://login.example.org/authorize?")
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "https://login.example.org" in policy


NOW = object()  # replaced by the time of the test


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"iss": "https://evil.example.org"}, "calls itself something else"),
        ({"iss": None}, "cannot be trusted"),
        ({"aud": "another site"}, "cannot be trusted"),
        ({"aud": ["another site", "hub"]}, "cannot be trusted"),
        ({"aud": None}, "cannot be trusted"),
        ({"azp": "another site"}, "cannot be trusted"),
        ({"nonce": "of another sign-in"}, "cannot be trusted"),
        ({"nonce": None}, "cannot be trusted"),
        ({"nonce": 7}, "cannot be trusted"),
        ({"exp": (NOW, -90)}, "not valid at this time"),
        ({"iat": (NOW, 90)}, "not valid at this time"),
        ({"nbf": (NOW, 90)}, "not valid at this time"),
        ({"exp": None}, "cannot be trusted"),
        ({"exp": "soon"}, "cannot be trusted"),
        ({"sub": None}, "cannot be trusted"),
        ({"sub": ""}, "cannot read"),
        ({"sub": "x" * 192}, "cannot read"),
        ({"sub": "a\x00b"}, "cannot read"),
        ({"groups": {"a": 1}}, "cannot read"),
        ({"groups": 7}, "cannot read"),
        ({"groups": ["hub-curators", 7]}, "cannot read"),
        ({"groups": ["hub-curators", ["x"]]}, "cannot read"),
        ({"auth_time": "yesterday"}, "cannot read"),
        ({"auth_time": (NOW, 3600)}, "not valid at this time"),
        ({"auth_time": float("nan")}, "not valid at this time"),
        ({"auth_time": -(10**400)}, "not valid at this time"),
        ({"exp": float("inf")}, "cannot be trusted"),
        ({"aud": {"hub": 1}}, "cannot be trusted"),
    ],
    ids=str,
)
def test_a_token_that_is_not_right(client, provider, claims, words):
    provider.claims = {
        name: int(time.time()) + value[1] if isinstance(value, tuple) else value
        for name, value in claims.items()
    }
    refused(sign_on(client), 403, words)
    assert not is_signed_in(client)


@pytest.mark.parametrize("claims", [{"exp": -30}, {"iat": 30}, {"nbf": 30}], ids=str)
def test_clocks_may_differ_by_less_than_a_minute(client, provider, claims):
    provider.claims = {name: int(time.time()) + value for name, value in claims.items()}
    sign_on(client)
    assert is_signed_in(client)


def test_a_token_that_is_nested_without_end(client, provider):
    part = base64.urlsafe_b64encode(b"[" * 30_000).decode().rstrip("=")
    provider.token_changes = {"id_token": f"{part}.{part[:200]}.x"}
    refused(sign_on(client), 403, "cannot be trusted")


def test_a_token_for_several_that_was_made_for_us(client, provider):
    provider.claims = {"aud": ["another site", "hub"], "azp": "hub"}
    sign_on(client)
    assert is_signed_in(client)


def test_a_token_that_another_key_has_signed(client, provider):
    provider.signs_with = 1
    refused(sign_on(client), 403, "cannot be trusted")


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_nobody_has_signed_or_anybody_could(client, provider, algorithm):
    provider.algorithm = algorithm
    refused(sign_on(client), 403, "cannot be trusted")


def test_a_key_that_the_provider_publishes_no_more(client, provider):
    provider.publishes = (1,)
    refused(sign_on(client), 403, "cannot be trusted")


def test_a_new_key_works_at_once(client, provider):
    sign_on(client)
    client.post("/accounts/logout/")
    provider.publishes = (1, 0)
    sign_on(client)
    assert is_signed_in(client)


def test_user_info_of_somebody_else(client, provider):
    provider.claims, provider.user_info = {"groups": None}, {"sub": "x", "groups": ["hub-admins"]}
    refused(sign_on(client), 403, "cannot be trusted")


def test_user_info_does_not_overrule_the_token(client, provider):
    provider.claims = {"email": None}
    provider.user_info = {"sub": "subject-1", "groups": ["hub-admins"], "email": "ada@example.org"}
    sign_on(client)
    (person,) = Person.objects.all()
    assert [group.name for group in person.groups.all()] == ["curator"]


def test_stopping_at_the_provider(client, provider):
    page = come_back(client, begin(client), code=None, error="access_denied")
    refused(page, 403, "was stopped at Example ID")


@pytest.mark.parametrize("error", ["server_error", "login_required", "<script>", ""])
def test_another_error_of_the_provider_is_not_repeated(client, provider, error):
    page = come_back(client, begin(client), code=None, error=error)
    refused(page, 403, "refused the sign-in")
    assert "<script>" not in page.content.decode()


def test_an_answer_without_code_and_error(client, provider):
    refused(come_back(client, begin(client), code=None), 403, "refused the sign-in")


def test_an_answer_a_second_time(client, provider, new_client):
    asked = begin(client)
    come_back(client, asked)
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    page = come_back(client, asked)
    assert (page.status_code, "Begin again" in page.content.decode()) == (400, True)
    assert not is_signed_in(client)


def test_an_answer_in_another_browser(client, provider, new_client):
    refused(come_back(new_client, begin(client)), 400, "Begin again")
    assert not is_signed_in(new_client)


@pytest.mark.parametrize("state", [None, "", "invented"])
def test_an_answer_that_nobody_waits_for(client, provider, state):
    asked = begin(client)
    before = len(provider.asked)
    refused(come_back(client, asked, state=state), 400, "Begin again")
    assert len(provider.asked) == before


def test_an_answer_after_ten_minutes(client, provider):
    asked = begin(client)
    with time_machine.travel(time.time() + 601):
        refused(come_back(client, asked), 400, "Begin again")


def test_an_answer_of_another_issuer(client, provider):
    page = come_back(client, begin(client), iss="https://evil.example.org")
    refused(page, 403, "calls itself something else")


def test_an_answer_that_does_not_say_of_whom_where_it_always_does(client, provider):
    provider.document = {"authorization_response_iss_parameter_supported": True}
    refused(come_back(client, begin(client)), 403, "calls itself something else")
    come_back(client, begin(client), iss=provider.address)
    assert is_signed_in(client)


def test_the_log_says_why_and_not_who(client, provider, caplog):
    provider.signs_with = 1
    sign_on(client)
    assert "Single sign-on: wrong_token InvalidSignatureError." in caplog.text
    assert "ada@" not in caplog.text
    assert "subject-1" not in caplog.text


def test_beginning_again_and_again_is_limited(client, provider, settings):
    settings.ACCOUNT_RATE_LIMITS = {"single_sign_on": "2/m/ip"}
    answers = [client.post(BEGIN).status_code for _number in range(3)]
    assert answers == [302, 302, 429]


def test_an_office_behind_one_address_may_begin_at_once_and_uses_up_no_attempt_with_a_password(
    client, provider, settings
):
    assert [client.post(BEGIN).status_code for _number in range(20)] == [302] * 20
    assert client.post("/accounts/login/", {"login": "a@b.org", "password": "x"}).status_code == 200


def test_the_answers_of_the_callback_are_kept_by_nobody(client, provider):
    assert "no-store" in client.get(CALLBACK).headers["Cache-Control"]

"""What the environment makes of the settings, read by a process of its own."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

NAMES = (
    "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "CACHE_URL",
    "CELERY_BROKER_URL", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SITE_ADDRESS",
    "SECOND_FACTORS", "OIDC_ISSUER", "OIDC_NAME", "OIDC_ROLES", "LOCAL_SIGN_IN",
)  # fmt: skip
SCRIPT = f"""
import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in {NAMES}}}))
"""
TLS = {"SITE_ADDRESS": "https://hub.example.org"}


def run(environment):
    inherited = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": os.environ["VAR_DIR"],
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=settings.BASE_DIR,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def read(environment):
    done = run(environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("given", "subdomains", "preload"),
    [
        ({}, False, False),
        ({"HSTS_SUBDOMAINS": "1"}, True, False),
        ({"HSTS_PRELOAD": "1"}, False, False),  # browsers' list takes none without subdomains
        ({"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}, True, True),
    ],
)
def test_other_hosts_of_the_domain_are_only_spoken_for_where_it_is_set(given, subdomains, preload):
    values = read(TLS | given)
    assert values["SECURE_HSTS_SECONDS"] == 31_536_000
    assert values["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is subdomains
    assert values["SECURE_HSTS_PRELOAD"] is preload


def test_broker_and_cache_are_one_server_or_one_each():
    one = read({"REDIS_URL": "redis://a/0"})
    assert (one["CACHE_URL"], one["CELERY_BROKER_URL"]) == ("redis://a/0", "redis://a/0")
    each = read({"BROKER_URL": "redis://b/0", "CACHE_URL": "rediss://c/1"})
    assert (each["CACHE_URL"], each["CELERY_BROKER_URL"]) == ("rediss://c/1", "redis://b/0")


def test_behind_tls_no_other_host_can_set_our_cookies():
    values = read(TLS)
    assert values["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert values["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert read({})["SESSION_COOKIE_NAME"] == "sessionid"


def test_on_ones_own_machine_the_site_has_a_name_where_passkeys_work_and_demands_none():
    found = read({"PORT": "8123"})
    assert (found["SITE_ADDRESS"], found["SECOND_FACTORS"]) == ("http://localhost:8123", "offered")


def test_behind_tls_second_factors_are_demanded_unless_it_is_said_otherwise():
    assert read(TLS)["SECOND_FACTORS"] == "demanded"
    assert read(TLS | {"SECOND_FACTORS": "offered"})["SECOND_FACTORS"] == "offered"


def test_a_public_site_does_not_start_with_debug():
    done = run(TLS | {"DEBUG": "1"})
    assert done.returncode != 0
    assert "DEBUG must be 0" in done.stderr


def test_the_switch_is_asked_by_https_alone():
    done = run(TLS | {"HEARTBEAT_PING_URL": "http://watch.example.org/ping/abc"})
    assert "HEARTBEAT_PING_URL must begin with https://." in done.stderr
    assert "abc" not in done.stderr


@pytest.mark.parametrize(
    "given",
    [{"LOG_LEVEL": "loud"}, {"SITE_ADDRESS": "https://a?x=1"}],
)
def test_a_setting_that_cannot_be_meant_is_named(given):
    done = run(given)
    assert f"ImproperlyConfigured: {next(iter(given))} must be" in done.stderr


PROVIDER = {
    "OIDC_ISSUER": "https://id.example.org/realms/staff",
    "OIDC_CLIENT_ID": "hub",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_ROLES": "hub-editors=curator; CN=admins,OU=hub=administrator;",
}


def test_without_a_provider_there_is_no_single_sign_on():
    values = read({})
    assert (values["OIDC_ISSUER"], values["LOCAL_SIGN_IN"]) == ("", True)


def test_a_provider_is_read_with_its_rules():
    values = read(PROVIDER)
    assert values["OIDC_NAME"] == "id.example.org"
    assert values["OIDC_ROLES"] == {
        "hub-editors": "curator",
        "CN=admins,OU=hub": "administrator",
    }


GLASS = {"LOCAL_SIGN_IN": "off", "BREAK_GLASS_ADMINISTRATOR": "emergency@example.org"}


def test_passwords_may_be_off_where_one_administrator_keeps_one():
    assert read(PROVIDER | GLASS)["LOCAL_SIGN_IN"] is False


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"OIDC_CLIENT_ID": ""}, "OIDC_CLIENT_ID is missing"),
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET is missing, or the file"),
        ({"OIDC_CLIENT_SECRET": "", "OIDC_CLIENT_SECRET_FILE": "/nowhere"}, "or the file for it"),
        ({"OIDC_ROLES": ""}, "OIDC_ROLES is missing"),
        ({"OIDC_ROLES": "a=curator; a=administrator"}, "gives 'a' two roles"),
        (
            {"OIDC_ROLES": "a=editor"},
            "each role being curator or focal_point or vocabulary or administrator",
        ),
        ({"OIDC_ROLES": "curator"}, "value=role"),
        ({"OIDC_ROLES": "=curator"}, "value=role"),
        ({"OIDC_ISSUER": "http://id.example.org"}, "OIDC_ISSUER must begin with https://"),
        ({"OIDC_ISSUER": "http://127.0.0.1:9400"} | TLS, "OIDC_ISSUER must begin with https://"),
        ({"OIDC_ISSUER": "https://id.example.org/?tenant=1"}, "OIDC_ISSUER must be an address"),
        ({"OIDC_ISSUER": "https://id.example.org/" + "x" * 200}, "at most 200 characters"),
        ({"OIDC_ISSUER": "https://"}, "OIDC_ISSUER names no host"),
        ({"OIDC_HOSTS": "https://login.example.org"}, "OIDC_HOSTS must be names of hosts"),
        ({"OIDC_SECOND_FACTOR": "both"}, "OIDC_SECOND_FACTOR must be own or provider"),
        ({"LOCAL_SIGN_IN": "off"}, "LOCAL_SIGN_IN can be off only where"),
        ({"OIDC_ISSUER": "", **GLASS}, "LOCAL_SIGN_IN can be off only where"),
        ({"BREAK_GLASS_ADMINISTRATOR": "somebody"}, "must be an e-mail address"),
    ],
)
def test_a_provider_that_cannot_be_meant_stops_the_start(given, sentence):
    done = run(PROVIDER | given)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_plain_http_is_possible_to_this_machine_where_the_site_has_no_tls():
    assert read(PROVIDER | {"OIDC_ISSUER": "http://127.0.0.1:9400"})["OIDC_NAME"] == "127.0.0.1"

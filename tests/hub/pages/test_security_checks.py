"""What ``check --deploy`` says of settings that are not safe."""

import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings as real_settings
from django.core.checks import run_checks

from hub.pages import security_checks

SAFE = "a-password-of-some-length"


@pytest.fixture
def safe(settings, monkeypatch):
    settings.DEBUG = False
    settings.SECRET_KEY = settings.DIGEST_HASH_KEY = secrets.token_urlsafe(64)
    settings.DIGEST_KEYS = [secrets.token_urlsafe(64)]
    settings.ALLOWED_HOSTS = ["hub.example.org"]
    settings.BROKER_URL = settings.CACHE_URL = f"redis://hub:{SAFE}@127.0.0.1:6379/0"
    settings.EMAIL_HOST_PASSWORD = ""
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", SAFE)
    return settings


def told():
    return [message for check in security_checks.CHECKS for message in check()]


def ids():
    return [message.id for message in told()]


def test_a_safe_site_is_told_nothing(safe):
    assert ids() == []


@pytest.mark.parametrize("hosts", [["*"], ["hub.example.org", "*"]])
def test_every_host_is_an_error(safe, hosts):
    safe.ALLOWED_HOSTS = hosts
    assert ids() == ["pages.E001"]


def test_debug_is_an_error(safe):
    safe.DEBUG = True
    assert ids() == ["pages.E003"]


def test_the_password_of_the_example_is_an_error(safe, monkeypatch):
    """As it stands there."""
    example = (real_settings.BASE_DIR / "docs" / "deploy" / "environment.example").read_text()
    assert "DATABASE_URL=postgres://hub:password@" in example
    monkeypatch.setitem(safe.DATABASES["default"], "PASSWORD", "password")
    assert ids() == ["pages.E002"]


def test_a_short_password_is_a_warning_that_does_not_repeat_it(safe):
    safe.EMAIL_HOST_PASSWORD = "Xq7short"
    (message,) = told()
    assert (message.id, "Xq7short" in str(message)) == ("pages.W009", False)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DIGEST_KEYS", "DIGEST_HASH_KEY"])
def test_a_secret_of_few_letters_is_an_error_that_does_not_repeat_it(safe, name):
    setattr(safe, name, ["z" * 70] if name == "DIGEST_KEYS" else "abcdefghijkzz" * 5)
    (message,) = told()
    assert (message.id, name in message.msg, "zz" in str(message)) == ("pages.E004", True, False)


@pytest.mark.parametrize(
    ("host", "said"), [("db.example", ["pages.W012"]), ("127.0.0.1", []), ("/run/postgresql", [])]
)
def test_a_database_elsewhere_without_a_password_is_a_warning(safe, monkeypatch, host, said):
    monkeypatch.setitem(safe.DATABASES["default"], "PASSWORD", "")
    monkeypatch.setitem(safe.DATABASES["default"], "HOST", host)
    assert ids() == said


@pytest.mark.parametrize("is_public", [True, False])
def test_the_start_of_the_web_server_tells_it(safe, caplog, is_public):
    safe.BEHIND_TLS, safe.ALLOWED_HOSTS, safe.CACHE_URL = is_public, ["*"], "redis://127.0.0.1/0"
    security_checks.log_problems()
    assert [(record.levelname, "ALLOWED_HOSTS" in record.message) for record in caplog.records] == [
        ("ERROR", True), *([("WARNING", False)] if is_public else []),
    ]  # fmt: skip
    assert "security_checks.log_problems()" in (real_settings.BASE_DIR / "hub/wsgi.py").read_text()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("redis://127.0.0.1/0", ["pages.W010"]),
        ("redis://:secret@127.0.0.1/0", ["pages.E002"]),
        (f"redis://:{SAFE}@cache.example/0", ["pages.W011"]),
        (f"rediss://:{SAFE}@cache.example/0", []),
        ("unix:///run/redis/socket?db=0", []),
        ("", []),
    ],
)
def test_redis_is_looked_at(safe, address, said):
    safe.CACHE_URL = address
    assert ids() == said


@pytest.mark.django_db
def test_they_are_asked_by_check_deploy(safe):
    safe.ALLOWED_HOSTS = ["*"]
    found = [message.id for message in run_checks(include_deployment_checks=True)]
    assert "pages.E001" in found


def test_the_command_refuses_them():
    environment = {
        "PATH": os.environ["PATH"], "VAR_DIR": os.environ["VAR_DIR"], "ALLOWED_HOSTS": "*",
        "SECRET_KEY": "k" * 60, "DIGEST_KEYS": "k" * 60, "DIGEST_HASH_KEY": "k" * 60,
        "SITE_ADDRESS": "https://hub.example.org",
        "DATABASE_URL": "postgres://hub:password@127.0.0.1:1/hub",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=real_settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "(pages.E001)" in done.stderr
    assert "(pages.E002)" in done.stderr

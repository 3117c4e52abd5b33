"""A bad value in the environment stops the start with a sentence that says what to write."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub import environment as env


def stops(name, read, value, monkeypatch):
    """The sentence with which reading the value stops."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as problem:
        read()
    return str(problem.value)


@pytest.mark.parametrize("given", ["1", "true", "YES", " on "])
def test_a_flag_is_on(monkeypatch, given):
    monkeypatch.setenv("DEBUG", given)
    assert env.flag("DEBUG", default=False) is True


@pytest.mark.parametrize("given", ["0", "False", "no", "off", ""])
def test_a_flag_is_off(monkeypatch, given):
    monkeypatch.setenv("DEBUG", given)
    assert env.flag("DEBUG", default=True) is False


@pytest.mark.parametrize("given", ["maybe", "2", "tru"])
def test_a_flag_that_is_neither_stops(monkeypatch, given):
    said = stops("DEBUG", lambda: env.flag("DEBUG", default=False), given, monkeypatch)
    assert said == f"DEBUG must be 1 or 0, not {given!r}."


@pytest.mark.parametrize("given", ["0", "65536", "-1", "8000.5", "eighty", "²", "٨"])
def test_a_number_out_of_bounds_stops(monkeypatch, given):
    read = lambda: env.number("PORT", default=8000, least=1, most=65535)  # noqa: E731
    said = stops("PORT", read, given, monkeypatch)
    assert said == f"PORT must be a whole number from 1 to 65535, not {given!r}."


def test_an_empty_number_is_the_default(monkeypatch):
    monkeypatch.setenv("PORT", "")
    assert env.number("PORT", default=8000) == 8000


def test_words_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,,")
    assert env.words("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_an_address_with_another_scheme_stops_without_telling_the_address(monkeypatch):
    read = lambda: env.address("REDIS_URL", default="", schemes=("redis", "unix"))  # noqa: E731
    said = stops("REDIS_URL", read, "http://person:secret@host", monkeypatch)
    assert said == "REDIS_URL must begin with redis:// or unix://."


def test_an_address_without_a_host_stops(monkeypatch):
    read = lambda: env.address("SITE_ADDRESS", default="", schemes=("http", "https"))  # noqa: E731
    assert stops("SITE_ADDRESS", read, "https:///", monkeypatch) == "SITE_ADDRESS names no host."


@pytest.mark.parametrize(
    "given", ["mysql://a:secret@host/b", "host/base", "postgres://secret@[bad/b"]
)
def test_an_unreadable_database_stops_without_telling_its_password(monkeypatch, given):
    read = lambda: env.database("DATABASE_URL", default="sqlite:///x")  # noqa: E731
    said = stops("DATABASE_URL", read, given, monkeypatch)
    assert said.startswith("DATABASE_URL ")
    assert "secret" not in said


def test_a_database_on_a_bad_port_stops(monkeypatch):
    read = lambda: env.database("DATABASE_URL", default="sqlite:///x")  # noqa: E731
    said = stops("DATABASE_URL", read, "postgres://a:secret@host:port/b", monkeypatch)
    assert "cannot be read" in said


SITE = ("https://a.example:99999", "https://a.example:x", "https://a.example:0", "https://a b/",
        "https://a.example?x=1", "https://a.example/#x", "https://a.example/hub",
        "https://me:secret@a.example", "https://-/", "https://a..example", "https://*")  # fmt: skip
BAD = [
    *((lambda: env.origin("NAME", default=""), given) for given in SITE),
    *((lambda: env.address("NAME", default="", schemes=("https", "redis")), given)
      for given in ("https://www.bbc.com:x/", "https://a.example:70000/", "redis://:secret@h:x/0")),
    *((lambda: env.mailbox("NAME", ""), given)
      for given in ("nonsense", "a@", "@b.example", "a b@c.example", "a@b.example, c@d.example",
                    "a@@b.example", "Hub hub@b.example", "a@b..example")),
    *((lambda: env.hosts("NAME"), given)
      for given in ("https://a.example", "a.example:80", "a.example/x", "*.a.example", "a b")),
    *((lambda: env.host("NAME"), given) for given in ("smtp://a.example", "a.example:25", "a b")),
]  # fmt: skip


@pytest.mark.parametrize(("read", "given"), BAD)
def test_what_cannot_be_meant_stops_and_no_password_is_told(monkeypatch, read, given):
    said = stops("NAME", read, given, monkeypatch)
    assert said.startswith("NAME ")
    assert "secret" not in said


def test_what_can_be_meant_does_not(monkeypatch):
    origin = lambda: env.origin("NAME", default="")  # noqa: E731
    mailbox = lambda: env.mailbox("NAME", "")  # noqa: E731
    for read, given, value in (
        (origin, "http://[::1]:8000/", "http://[::1]:8000"),
        (origin, "https://münchen.example", "https://münchen.example"),
        (origin, "http://web_1:80", "http://web_1:80"),
        (mailbox, "hub@localhost", "hub@localhost"),
        (mailbox, "Our Hub <hub@example.org>", "Our Hub <hub@example.org>"),
        (lambda: env.hosts("NAME"), "a.example, .b.example,[::1],*",
         ["a.example", ".b.example", "[::1]", "*"]),
        (lambda: env.database("NAME", default=""), "sqlite:////srv/my data/x", None),
    ):  # fmt: skip
        monkeypatch.setenv("NAME", given)
        assert value is None or read() == value
        read()


def test_a_short_secret_stops(monkeypatch):
    said = stops("SECRET_KEY", lambda: env.secret("SECRET_KEY"), "abc", monkeypatch)
    assert said == "SECRET_KEY must have at least 50 characters."


def test_a_missing_secret_is_empty(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    assert env.secret("SECRET_KEY") == ""


def test_several_secrets_stand_with_commas_between_them(monkeypatch):
    monkeypatch.setenv("KEYS", f"{'a' * 50}, {'b' * 50}")
    assert env.secret_words("KEYS") == ["a" * 50, "b" * 50]


def test_none_of_several_secrets_may_be_short(monkeypatch):
    monkeypatch.setenv("KEYS", f"{'a' * 50},short")
    with pytest.raises(ImproperlyConfigured, match="KEYS"):
        env.secret_words("KEYS")

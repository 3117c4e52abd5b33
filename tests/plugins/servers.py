"""Starts real PostgreSQL and Redis before Django reads its settings, and ends them with the run.

Named in pyproject.toml (`-p tests.plugins.servers`), so that any way of calling pytest has them.
DATABASE_URL and REDIS_URL, when given, are used instead; TEST_DATABASE=sqlite runs on SQLite.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from hub import site_environment
from hub.devserver import embedded_postgres, embedded_redis
from hub.devserver.process_group import CannotStart, ProcessGroup

# Anything else in the person's environment could change what the tests see.
OURS = (
    "SITE_ADDRESS", "PORT", "BIND", "DEBUG", "ALLOWED_HOSTS", "SECRET_KEY", "BEHIND_PROXY",
    "OIDC_ISSUER", "LOCAL_SIGN_IN", "BREAK_GLASS_ADMINISTRATOR",
)  # fmt: skip
MAIL = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "DEFAULT_FROM_EMAIL")
PROCESS_GROUP = pytest.StashKey[ProcessGroup]()
OWN_DATABASE = pytest.StashKey[bool]()  # and none that DATABASE_URL named


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    process_group = ProcessGroup()
    early_config.add_cleanup(process_group.close)
    early_config.stash[PROCESS_GROUP] = process_group
    is_sqlite = os.environ.get("TEST_DATABASE") == "sqlite"
    early_config.stash[OWN_DATABASE] = is_sqlite or not os.environ.get("DATABASE_URL")
    try:
        prepare_environment(process_group)
    except CannotStart as problem:
        raise pytest.UsageError(str(problem)) from problem
    return (yield)


def prepare_environment(process_group: ProcessGroup) -> None:
    """Set the variables that `hub.settings` reads, starting what nobody named."""
    for name in (*OURS, *MAIL, "STATIC_ROOT"):
        os.environ.pop(name, None)
    var = process_group.private_folder()
    os.environ["VAR_DIR"] = str(var)
    # Else each of the many processes that tests start compiles all modules for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    for name in site_environment.SECRET_FILES:
        os.environ[name] = hashlib.sha256(f"{name} of tests".encode()).hexdigest()
    os.environ["DATABASE_URL"] = database_address(process_group, var)
    os.environ["REDIS_URL"] = os.environ.get("REDIS_URL") or embedded_redis.start(process_group)[1]


def database_address(process_group: ProcessGroup, var: Path) -> str:
    kind = os.environ.get("TEST_DATABASE", "")
    if kind == "sqlite":
        return f"sqlite:///{var / 'hub.sqlite3'}"
    if kind not in ("", "postgresql"):
        raise pytest.UsageError(f"TEST_DATABASE must be sqlite or postgresql, not {kind!r}.")
    return os.environ.get("DATABASE_URL") or embedded_postgres.start(process_group)[1]


def pytest_report_header() -> str:
    started = os.environ["DATABASE_URL"].partition(":")[0]
    return f"database: {started}, broker: {os.environ['REDIS_URL'].partition(':')[0]}"


@pytest.fixture(scope="session")
def process_group(request: pytest.FixtureRequest) -> ProcessGroup:
    """What starts processes that end with the test run, however it ends."""
    return request.config.stash[PROCESS_GROUP]


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The address of the database of this test, for a process that is started on it."""
    given, name = urlsplit(os.environ["DATABASE_URL"]), connection.settings_dict["NAME"]
    path = str(name) if given.scheme == "sqlite" else f"/{name}"
    return urlunsplit(given._replace(path=path))

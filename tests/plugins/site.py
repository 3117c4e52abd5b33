"""A site of our own for journeys: `manage.py up` itself, with nothing mocked."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2 import sql

from hub import site_environment
from hub.devserver.process_group import ProcessGroup
from tests.plugins import pseudo, upgrade

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 300  # a machine that does much else has taken two minutes
# The site sets up its own; the rest of our environment (PATH, locale) is the person's.
NOT_INHERITED = ("REDIS_URL", "SITE_ADDRESS", *site_environment.SECRET_FILES)
# JOURNEYS_FROM=upgrade: begin with what an earlier release left (tests/data/upgrade).
FROM_UPGRADE = os.environ.get("JOURNEYS_FROM") == "upgrade"
# The product's settings with a second language, which is read from right to left.
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.settings", "WHOLE_SITE": "1"}


@dataclass(frozen=True)
class RunningSite:
    """A started site: ``address`` ends without a slash, ``var`` is its data folder."""

    address: str
    var: Path
    environment: dict[str, str]
    log: Path

    @property
    def output(self) -> str:
        """What `manage.py up` printed so far."""
        return self.log.read_text(encoding="utf-8")

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the site, as a person at its terminal would."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def running_site(process_group: ProcessGroup) -> Iterator[RunningSite]:
    """A site with a database, broker, worker and clock of its own, full of the starter data.

    With JOURNEYS_FROM=upgrade that of an earlier release, which `manage.py up` migrates.
    """
    var = process_group.private_folder()
    address, drop_database = make_database(var)
    if FROM_UPGRADE:
        upgrade.restore("sqlite" if address.startswith("sqlite") else "postgresql", address, var)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment |= SETTINGS | {"VAR_DIR": str(var), "DATABASE_URL": address, "PORT": str(port)}
    pseudo.make_locale(var / "locale")
    site = RunningSite(f"http://localhost:{port}", var, environment, var / "up.log")
    with site.log.open("w", encoding="utf-8") as log:
        process = process_group.start(
            [sys.executable, "manage.py", "up"], environment=environment, folder=ROOT, output=log
        )
    wait_until_ready(site, process)
    # From here on `manage.py` finds the broker by the note that `up` left in the folder.
    yield site
    process_group.stop(process)
    drop_database()


@pytest.fixture(scope="session")
def site(running_site: RunningSite) -> str:
    """The address of a running site full of the starter data, without a slash at its end."""
    return running_site.address


def wait_until_ready(site: RunningSite, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while " is ready. Open " not in site.output:
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"manage.py up did not get ready:\n{site.output[-4000:]}")
        time.sleep(0.1)
    if "was not loaded whole" in site.output:
        pytest.fail(f"manage.py up did not load the starter data:\n{site.output[-4000:]}")


def make_database(var: Path):
    """An empty database beside the tests' own: its address, and what drops it again."""
    given = os.environ["DATABASE_URL"]
    if given.startswith("sqlite"):
        return f"sqlite:///{var / 'site.sqlite3'}", lambda: None
    name = f"site_{os.getpid()}"
    execute(given, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    return urlunsplit(urlsplit(given)._replace(path=f"/{name}")), lambda: execute(given, drop)


def execute(address: str, statement: sql.Composed) -> None:
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)

"""Up from the release before by one command, back to it by its backup, and up again, with data.

The dumps and the code are those of the release that tests/data/upgrade was filled by. The web
server is a real one, which changes from the code of the one to that of the other.
"""

import contextlib
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import sql

from hub.backup import postgres_database, sqlite_database
from hub.backup.site_upgrade import NOTE
from tests.plugins import upgrade
from tests.plugins.drill import sampled
from tests.plugins.upgrade import ROOT, Database

pytestmark = pytest.mark.drill

ON_SQLITE = os.environ["DATABASE_URL"].startswith("sqlite")
KINDS = ["sqlite"] if ON_SQLITE else ["sqlite", "postgresql"]
# The slow tests go up on PostgreSQL in `test_upgrade.py`, and where a migration is blocked here.
ON_EITHER = pytest.mark.parametrize("site", sampled(KINDS), indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("site", KINDS[1:], indirect=True)
NOT_INHERITED = ("REDIS_URL", "SECRET_KEY", "DIGEST_KEYS", "DIGEST_HASH_KEY")
LOOK = """
from django.test import Client
for path in {paths!r}:
    print(path, Client(headers={{"host": "hub.example.org"}}).get(path).status_code)
"""
# Nothing is restarted: what is waited for a minute is waited for a moment.
NOT_ANSWERED = """
from django.core.management import execute_from_command_line
from hub.backup import site_upgrade
site_upgrade.PROBE_SECONDS = 3.0
execute_from_command_line(["manage.py", "upgrade", "--no-backup", "--restart-command=true",
                           "--probe=http://127.0.0.1:{port}"])
"""
RENAME = """
from catalogue.models import Tool
from hub.records.models import recorded_change
tool = Tool.objects.filter(slug={slug!r}).get()
with recorded_change(tool):
    tool.name = "Renamed after the upgrade"
    tool.save()
"""


class Site:
    """One site, of which either release can be run: ``code`` is a checkout."""

    def __init__(self, kind, var):
        self.kind, self.var, self.notes = kind, var, upgrade.manifest(kind)
        server = "sqlite:" if kind == "sqlite" else os.environ["DATABASE_URL"]
        self.server, self.name = server, f"up_{os.getpid()}"
        self.address, self.drop = upgrade.new_database(server, var, self.name)
        self.database = upgrade.restore(kind, self.address, var)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            name: value for name, value in os.environ.items() if name not in NOT_INHERITED
        } | {
            "DATABASE_URL": self.address,
            "VAR_DIR": str(var),
            "PORT": str(self.port),
            "SITE_ADDRESS": "http://hub.example.org",
            "DJANGO_SETTINGS_MODULE": "hub.settings",
        }

    def run(self, code, *arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=code, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def manage(self, code, *arguments):
        done = self.run(code, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def upgrade(self, *options):
        """By the command; the web server of before is stopped and the new one started."""
        arguments = (
            "upgrade", f"--backups={self.var / 'backups'}",
            f"--restart-command={sys.executable} {self._restart_script()}",
            f"--probe=http://127.0.0.1:{self.port}", *options,
        )  # fmt: skip
        return self.run(ROOT, *arguments)

    def _restart_script(self):
        path = self.var / "restart.py"
        path.write_text(
            f"import os, signal, subprocess, time\n"
            f"os.kill(int(open({str(self._pid_file)!r}).read()), signal.SIGTERM)\n"
            f"while os.path.exists({str(self._pid_file)!r}): time.sleep(0.1)\n"
            f"subprocess.run({self._web_command()!r}, cwd={str(ROOT)!r}, check=True)\n"
        )
        return path

    @property
    def _pid_file(self):
        return self.var / "web.pid"

    def _web_command(self):
        return [
            sys.executable, "-m", "gunicorn", "--daemon", f"--pid={self._pid_file}",
            f"--bind=127.0.0.1:{self.port}", "--reuse-port", "--threads=2",
            f"--error-logfile={self.var / 'web.log'}", "hub.wsgi:application",
        ]  # fmt: skip

    def place_static_files(self, collected):
        """As `collectstatic` of the release before does, which takes ten seconds."""
        shutil.copytree(collected, self.var / "static", dirs_exist_ok=True)

    def start_web(self, code):
        subprocess.run(self._web_command(), cwd=code, env=self.environment, check=True)
        deadline = time.monotonic() + 60
        while not self._pid_file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def stop_web(self):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int(self._pid_file.read_text()), signal.SIGTERM)
        deadline = time.monotonic() + 60
        while self._pid_file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)

    def go_back(self, backup):
        """As `docs/production.md` has it for a release that has no `restore`."""
        if self.kind == "sqlite":
            for end in ("-wal", "-shm"):
                Path(f"{self.var / 'hub.sqlite3'}{end}").unlink(missing_ok=True)
            shutil.copy(backup / sqlite_database.FILE, self.var / "hub.sqlite3")
            return
        self.drop()
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(self.name))
        upgrade.execute(self.server, create)
        subprocess.run(
            [postgres_database._find("pg_restore"), "--exit-on-error", "--single-transaction",
             "--no-owner", "--no-privileges", f"--dbname={self.address}",
             str(backup / postgres_database.FILE)],
            check=True,
        )  # fmt: skip

    def close(self):
        self.stop_web()
        self.drop()


@pytest.fixture(scope="module")
def release_before(tmp_path_factory):
    """A checkout of the code that filled the dumps."""
    commit = upgrade.manifest("sqlite")["commit"]
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        pytest.skip("the repository does not have the release before")
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def static_files_before(release_before, tmp_path_factory):
    """What `collectstatic` of that release makes: a folder."""
    var = tmp_path_factory.mktemp("collected")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"],
        cwd=release_before, env=os.environ | {"VAR_DIR": str(var)}, check=True,
    )  # fmt: skip
    return var / "static"


@pytest.fixture
def site(request, tmp_path):
    site = Site(request.param, tmp_path)
    yield site
    site.close()


def backup_of(output):
    return Path(output.partition("Backup: ")[2].splitlines()[0])


@ON_EITHER
def test_up_back_and_up_again(site, release_before, static_files_before):
    restored = site.database.counts()
    site.place_static_files(static_files_before)
    site.start_web(release_before)

    first = site.upgrade()
    assert first.returncode == 0, first.stdout + first.stderr
    assert "The new release answers." in first.stdout
    upgraded = site.database.counts()
    slug = site.database.column("SELECT slug FROM catalogue_tool WHERE state = 'published'")[0]
    renamed = "SELECT count(*) FROM catalogue_tool WHERE name = 'Renamed after the upgrade'"
    site.manage(ROOT, "shell", "--no-imports", "-c", RENAME.format(slug=slug))
    assert site.database.column(renamed) == [1]

    site.stop_web()
    site.go_back(backup_of(first.stdout))
    assert site.database.counts() == restored
    assert "No planned migration operations" in site.manage(release_before, "migrate", "--plan")
    site.place_static_files(static_files_before)
    pages = dict(list(site.notes["public"].items())[::10])  # test_upgrade looks at all of them
    text = site.manage(
        release_before, "shell", "--no-imports", "-c", LOOK.format(paths=list(pages))
    )
    statuses = dict(line.rsplit(" ", 1) for line in text.splitlines())
    assert statuses == {path: str(page["status"]) for path, page in pages.items()}

    site.start_web(release_before)
    again = site.upgrade()
    assert again.returncode == 0, again.stdout + again.stderr
    assert site.database.counts() == upgraded
    assert site.database.column(renamed) == [0]


@ON_POSTGRESQL
def test_a_migration_that_is_blocked_gives_up_and_can_be_run_again(site, release_before):
    """And the way back is told, with the backup. SQLite waits for its one writer, 20 seconds."""
    before = site.database.counts()
    site.start_web(release_before)
    with contextlib.closing(psycopg2.connect(site.address)) as worker:
        worker.cursor().execute("LOCK TABLE catalogue_tool IN ACCESS SHARE MODE")
        blocked = site.upgrade()
    assert blocked.returncode == 1
    assert "another process has locked" in " ".join(blocked.stderr.split())
    assert f"manage.py restore {backup_of(blocked.stdout)}" in blocked.stdout
    assert Database(site.address).counts()["catalogue_tool"] == before["catalogue_tool"]
    assert (site.var / NOTE).exists()
    done = site.upgrade()
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (site.var / NOTE).exists()


@ON_EITHER
def test_what_does_not_answer_is_not_called_done(site, release_before, static_files_before):
    """The restart does nothing: the release of before goes on answering."""
    site.place_static_files(static_files_before)
    site.start_web(release_before)
    done = site.run(ROOT, "shell", "--no-imports", "-c", NOT_ANSWERED.format(port=site.port))
    assert done.returncode == 1
    assert "NO backup is taken" in done.stdout
    assert "no backup was taken: use your last one" in done.stdout
    assert "After 3 seconds:" in done.stderr


@ON_EITHER
def test_a_dry_run_changes_nothing(site):
    before = site.database.counts()
    done = site.upgrade("--dry-run")
    assert done.returncode == 0, done.stderr
    assert "Migrations to apply: " in done.stdout
    assert site.database.counts() == before
    assert not (site.var / "backups").exists()

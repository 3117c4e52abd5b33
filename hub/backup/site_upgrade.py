"""The way up to the release that is checked out: backed up, migrated, restarted, probed.

Each step can be run again. Whatever stops it, the way back is told: by the backup of the first run.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess  # nosec
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, SystemCheckError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest

from hub.backup import stored_rows
from hub.backup.manifest import BackupError
from hub.backup.media_archive import stored_size
from hub.backup.site_backup import make_backup
from hub.monitoring import heartbeats
from hub.operator_command import DATABASE_ERRORS, database_sentence
from hub.web.middleware.page_cache import page_key
from hub.whole_file import write_whole

Say = Callable[[str], object]

PROBED = "/about/"
PROBE_SECONDS = 60.0
ANSWER_SECONDS = 10.0
RELOAD_SECONDS = 120
MARGIN = 200 * 1024 * 1024  # bytes for static files, logs, the index
# With the socket: while it listens, systemd starts a web server that was stopped.
UNITS = "hub-web.socket hub-web hub-worker hub-mail hub-beat"
NOTE = "upgrade-from"


class UpgradeError(Exception):
    """A step that did not succeed; the message says why, and what to do."""


@dataclass(frozen=True)
class Upgrade:
    """``backups``: the folder of backups, or None: none is taken, as somebody has decided.

    ``restart``: the command by which the web server loads the new code, or empty: a person does it,
    and has it probed afterwards. ``probe``: where the web server is asked, as ``http://127.0.0.1:8000``.
    """

    backups: Path | None
    restart: str
    probe: str
    say: Say

    def dry_run(self) -> None:
        """Say what would be done, and check what can be. Raises UpgradeError."""
        self._tell_migrations()
        self._check_room()
        self._check_settings()
        self.say(f"Backup: {self.backups or 'NONE'}. Restart: {self.restart or 'by hand'}.")
        self.say("Nothing was changed: this was a dry run.")

    def run(self) -> None:
        """Raises UpgradeError; the way back was told then, where there is anything to go back."""
        self._tell_migrations()
        self._check_room()
        self._check_settings()
        backup = self._back_up()
        with self._way_back():
            self._migrate()
            if backup is not None:  # its table may be new
                heartbeats.note(heartbeats.Kind.BACKUP)
            self.say("Collecting static files.")
            call_command("collectstatic", interactive=False, verbosity=0)
            if self.restart:
                self._restart()
        if self.restart:
            self.probe_web_server()
        else:
            self.say("Now restart the web server, and run `manage.py upgrade --probe-only`.")

    def probe_web_server(self) -> None:
        """The end of an upgrade. Raises UpgradeError, as ``run``."""
        with self._way_back():
            self._probe()
            note_path().unlink(missing_ok=True)
        self.say("The new release answers. Now start workers, mail and beat.")

    @contextmanager
    def _way_back(self) -> Iterator[None]:
        """Whatever goes wrong within, Ctrl-C too: how to go back is told."""
        try:
            yield
        except BaseException as problem:
            self._tell_way_back()
            if isinstance(problem, UpgradeError) or not isinstance(problem, Exception):
                raise
            text = " ".join(str(problem).split())
            raise UpgradeError(f"{type(problem).__name__}: {text}") from problem

    def _tell_migrations(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        self.say(f"Migrations to apply: {len(plan)}.")
        for migration, _backwards in plan:
            self.say(f"  {migration.app_label}.{migration.name}")

    def _check_room(self) -> None:
        """A backup is smaller than what it is of. PostgreSQL may be on another machine."""
        size = database_size() + stored_size()
        needs = {Path(settings.VAR_DIR): MARGIN + (size if connection.vendor == "sqlite" else 0)}
        if self.backups is not None:
            needs[self.backups] = size + MARGIN
        for folder, needed in needs.items():
            existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
            free = shutil.disk_usage(existing).free
            if free < needed:
                raise UpgradeError(
                    f"There is too little room in {folder}: {megabytes(free)} are free and "
                    f"{megabytes(needed)} are needed. Nothing was changed."
                )

    def _check_settings(self) -> None:
        self.say("Checking the settings.")
        written = StringIO()
        try:
            call_command("check", deploy=True, fail_level="ERROR", stdout=written, stderr=written)
        except SystemCheckError as problem:
            raise UpgradeError(f"{problem} Nothing was changed.") from problem
        if "WARNINGS" in written.getvalue():
            self.say(written.getvalue())

    def _back_up(self) -> Path | None:
        folder = None
        try:
            if self.backups is None:
                self.say("NO backup is taken: --no-backup.")
            else:
                folder, _manifest = make_backup(self.backups)
                self.say(f"Backup: {folder}")
            self._note_backup(folder)
        except (BackupError, OSError) as problem:
            raise UpgradeError(f"{problem} Nothing was changed.") from problem
        except DATABASE_ERRORS as problem:
            raise UpgradeError(f"{database_sentence(problem)} Nothing was changed.") from problem
        return folder

    def _note_backup(self, folder: Path | None) -> None:
        """As the one to go back by, unless a run before has migrated since it took its own."""
        migrations = stored_rows.applied_migrations()
        noted = read_note()
        if noted is None or noted["migrations"] == migrations:
            backup = str(folder.absolute()) if folder else ""
            note = {"backup": backup, "migrations": migrations}
            write_whole(note_path(), json.dumps(note).encode())
            return
        self.say(
            "A run before has migrated and was not finished: the way back is by the backup that it "
            f"took, {noted['backup'] or 'which was none'}. The one of now has the schema of after: "
            "the release of before refuses it."
        )

    def _migrate(self) -> None:
        self.say("Migrating.")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except CommandError as problem:
            raise UpgradeError(str(problem)) from problem

    def _restart(self) -> None:
        self.say(f"Restarting: {self.restart}")
        try:
            done = subprocess.run(  # noqa: S603 # nosec
                shlex.split(self.restart),
                capture_output=True, text=True, check=False, timeout=RELOAD_SECONDS,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise UpgradeError(f"The web server could not be restarted: {problem}") from problem
        if done.returncode:
            raise UpgradeError(f"The web server could not be restarted: {done.stderr[-600:]}")

    def _probe(self) -> None:
        """Until the new code answers: a page's ETag names the release that made it."""
        self.say(f"Probing {self.probe}.")
        deadline, problem = time.monotonic() + PROBE_SECONDS, ""
        while time.monotonic() < deadline:
            problem = self._what_is_wrong()
            if not problem:
                return
            time.sleep(0.5)
        raise UpgradeError(f"After {PROBE_SECONDS:.0f} seconds: {problem}")

    def _what_is_wrong(self) -> str:
        try:
            health, _etag = fetch(self.probe, "/healthz")
            status, etag = fetch(self.probe, PROBED)
        except (OSError, HTTPException) as problem:
            return f"the web server does not answer ({type(problem).__name__})."
        if (health, status) != (200, 200):
            return f"/healthz answers {health}, {PROBED} answers {status}."
        return "" if etag == expected_etag(PROBED) else "the release of before still answers."

    def _tell_way_back(self) -> None:
        backup = (read_note() or {}).get("backup")
        if not backup:
            restore = "# no backup was taken: use your last one"
        elif Path(backup).is_dir():
            restore = f"manage.py restore {backup}"
        else:
            restore = f"# {backup} has GONE: use the last one that the release of before made"
        self.say("This did NOT succeed. To try again: mend what is said below, run it again.")
        self.say("The way back to the release of before, as root (`manage.py` as the site's user):")
        for line in (
            f"systemctl stop {UNITS}",
            f"cd {settings.BASE_DIR}",
            "git checkout <the release of before>",
            "python3 hub/devserver/install.py .venv requirements.txt",
            restore,
            "manage.py collectstatic --no-input",
            f"systemctl start {UNITS}",
        ):
            self.say(f"    {line}")


def note_path() -> Path:
    """Until an upgrade has succeeded it holds what its first run had to go back by."""
    return Path(settings.VAR_DIR) / NOTE


def read_note() -> dict[str, Any] | None:
    """``backup``: its folder, or empty. ``migrations``: those applied then. None: no note.

    One that was cut short was written by a run that has migrated nothing.
    """
    try:
        note = json.loads(note_path().read_text(encoding="utf-8"))
        return {"backup": str(note["backup"]), "migrations": list(note["migrations"])}
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return None


def database_size() -> int:
    """In bytes."""
    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"])).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"


def fetch(base: str, path: str) -> tuple[int, str]:
    """Status and ETag, asked as the proxy asks. Raises OSError and HTTPException."""
    parts = urlsplit(base)
    site = urlsplit(settings.SITE_ADDRESS)
    to = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    server = to(parts.hostname or "127.0.0.1", parts.port, timeout=ANSWER_SECONDS)
    headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme, "Accept-Encoding": "identity"}
    try:
        server.request("GET", path, headers=headers)
        response = server.getresponse()
        response.read()
        return response.status, response.headers.get("ETag", "")
    finally:
        server.close()


def expected_etag(path: str) -> str:
    """The ETag that this code, with these settings, gives an anonymous page now."""
    request = HttpRequest()
    request.path = path
    request.META = {"QUERY_STRING": "", "HTTP_ACCEPT_ENCODING": "identity"}
    return f'"{page_key(request)}"'

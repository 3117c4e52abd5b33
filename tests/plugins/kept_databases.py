"""Databases that every run makes alike, kept below var/ by a hash of all that they are made from.

To migrate an empty database takes twenty seconds, to load the starter data twice that. The first
process that needs one makes it, while the others wait for a lock; later ones restore it within a
second. Only on the servers and files that the run started itself. Whoever deletes the folder loses
only time.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from hub.devserver import embedded_postgres
from tests.plugins.cast import create_database, in_database
from tests.plugins.servers import OWN_DATABASE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "test-databases"
SOURCES = ("hub", "catalogue", "events")
# Which tables there are, and what is written as they are made: permissions, and who has them.
# Whatever is newer than that, `migrate` makes up for at each start, as on any site.
SCHEMA = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/apps.py", "*/roles.py")


def hash_of(files: Iterable[Path], *others: str) -> str:
    """A hash of the files' names and contents, and of the versions of all packages.

    An older PostgreSQL cannot read a newer one's dump: its folder counts, too.
    """
    is_postgresql = connection.vendor == "postgresql"
    server = str(embedded_postgres.find_programs()) if is_postgresql else ""
    digest = hashlib.sha256(repr((server, *others)).encode())
    for path in sorted({*files, ROOT / "requirements.txt", Path(__file__)}):
        digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def source_files(*patterns: str) -> Iterable[Path]:
    for room in SOURCES:
        for path in (ROOT / room).rglob("*"):
            is_wanted = not patterns or any(path.match(pattern) for pattern in patterns)
            if is_wanted and path.is_file() and "__pycache__" not in path.parts:
                yield path


def provide(name: str, kind: str, key: str, make: Callable[[], None]) -> None:
    """Have a database with this name: the kept one, or what ``make`` makes, which is then kept."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / f"{kind}-{key}"
    with (FOLDER / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists():
            restore(kept, name)
            return
        make()
        for older in FOLDER.glob(f"{kind}-*"):
            older.unlink()
        partial = FOLDER / f"partial-{os.getpid()}"
        dump(name, partial)
        partial.rename(kept)


def dump(name: str, target: Path) -> None:
    if connection.vendor == "sqlite":
        with in_database(name), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        return
    run("pg_dump", "--format=custom", "--compress=0", f"--file={target}", database=name)


def restore(kept: Path, name: str) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(kept, name)
        return
    create_database(name)
    run("pg_restore", "--no-owner", "--exit-on-error", str(kept), database=name)


def run(program: str, *arguments: str, database: str) -> None:
    ours = connection.get_connection_params() | {"dbname": database}
    names = ("dbname", "host", "port", "user", "password")
    address = psycopg2.extensions.make_dsn(**{key: ours[key] for key in names if ours.get(key)})
    command = [embedded_postgres.find_programs() / program, f"--dbname={address}", *arguments]
    subprocess.run(command, check=True)


@pytest.fixture(scope="session")
def django_db_keepdb(
    django_db_keepdb: bool, request: pytest.FixtureRequest, django_db_blocker: Any
) -> bool:
    """pytest-django's, which goes on with the test database that is there: so it always is."""
    if not request.config.stash[OWN_DATABASE]:
        return django_db_keepdb
    name = connection.creation._get_test_db_name()

    def make() -> None:
        if connection.vendor == "postgresql":
            create_database(name)
        with in_database(name):
            call_command("migrate", verbosity=0)

    with django_db_blocker.unblock():
        provide(name, f"migrated-{connection.vendor}", hash_of(source_files(*SCHEMA)), make)
    return True


@pytest.fixture(scope="session")
def provide_starter(request: pytest.FixtureRequest) -> Callable[[str, Callable[[], None]], None]:
    """Have a database of that name with the starter data, which the function given would make."""

    def provide_starter(name: str, make: Callable[[], None]) -> None:
        if not request.config.stash[OWN_DATABASE]:
            make()
            return
        # All of the source, as all of it may take part; and the day, as tests ask what is recent.
        key = hash_of(source_files(), str(datetime.now(UTC).date()))
        provide(name, f"starter-{connection.vendor}", key, make)

    return provide_starter

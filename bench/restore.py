"""Restoring a site: its backup has so many megabytes, and it comes back as it was.

`RESTORE_MB=100 python -m bench --part restore` for another size than the 1,000 of the target.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from bench.place import ROOT, Place, place
from bench.rows import Row

MEGABYTE = 1024 * 1024
TOOLS = 20_000
MEDIA_SHARE = 0.1  # of the megabytes
# What the commands write of themselves: the pause of mail, and when a backup was made.
OF_THE_COMMANDS = {"outbox_mailhold", "monitoring_heartbeat"}


def rows() -> Iterator[Row]:
    megabytes = int(os.environ.get("RESTORE_MB", "1000"))
    with place() as here:
        folder = Path(here.environment["VAR_DIR"])
        here.run("-m", "bench.restore", "fill", str(megabytes))
        before = look(here, folder)
        backup, seconds = _timed(here, "backup", str(folder / "backups"))
        path = Path(backup.rpartition("Backup: ")[2].strip())
        size = sum(file.stat().st_size for file in path.iterdir()) / MEGABYTE
        yield Row("a backup", size, "MB", target=None)
        yield Row("rows in it", sum(before["counts"].values()), "", target=None)
        yield Row("taking it", seconds / 60, "min")
        _drop(here.environment["DATABASE_URL"])
        _output, seconds = _timed(here, "restore", str(path))
        yield Row("restoring it on a server without the database", seconds / 60, "min", target=15)
        after = look(here, folder)
        differing = _differing(before, after)
        name = ": ".join(["tables with another number of rows", *differing])
        yield Row(name, len(differing), "", target=0)
        changed = before["sitemap"] != after["sitemap"]
        yield Row("bytes of the sitemap", len(before["sitemap"]), "")
        yield Row("sitemaps that differ", int(changed), "", target=0)


def look(here: Place, folder: Path) -> Any:
    """The rows by table, and the sitemap with its parts as text."""
    here.run("-m", "bench.restore", "look", str(folder / "look.json"))
    return json.loads((folder / "look.json").read_text(encoding="utf-8"))


def _differing(before: Any, after: Any) -> list[str]:
    tables = before["counts"].keys() | after["counts"].keys()
    return [
        table
        for table in sorted(tables - OF_THE_COMMANDS)
        if before["counts"].get(table) != after["counts"].get(table)
    ]


def _timed(here: Place, *arguments: str) -> tuple[str, float]:
    """What the command printed, and its seconds."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=here.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout, time.monotonic() - began


def _drop(address: str) -> None:
    parts = psycopg2.extensions.parse_dsn(address)
    name = parts.pop("dbname")
    with closing(psycopg2.connect(**parts, dbname="template1")) as server:
        server.autocommit = True
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        server.cursor().execute(drop)


# In a process with Django


def _fill(megabytes: int) -> None:
    """Tools with their texts, then revisions and uploads until a dump has about the size.

    A text of a revision is in 32 letters, so that it takes half of its length in a dump.
    """
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage
    from django.core.management import call_command
    from django.db import connection, transaction

    from bench.fill import copy, tool_row
    from bench.generate import Generator
    from catalogue.models import Tool
    from hub.records.models import SearchState

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        seq = SearchState.raise_seq()
        copy(Tool, (tool_row(document, 1, seq) for document in Generator(TOOLS).documents()))
    for number in range(int(megabytes * MEDIA_SHARE)):
        default_storage.save(f"uploads/{number}.bin", ContentFile(os.urandom(MEGABYTE)))
    revisions = int(megabytes * (1 - MEDIA_SHARE)) * 200  # of about 5 KB each
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_revision"
            " (kind, record_id, version, before, changed, at, reason, run)"
            " SELECT 'tool', t.id, 1000 + n, jsonb_build_object('description', (SELECT string_agg("
            "  md5(random()::text || t.id::text || i::text), ' ') FROM generate_series(1, 290) i)),"
            " '[\"description\"]', now(), '', ''"
            " FROM (SELECT id, row_number() OVER () AS k FROM catalogue_tool) t"
            " CROSS JOIN generate_series(1, 1 + %s / (SELECT count(*) FROM catalogue_tool)) n"
            " LIMIT %s",
            [revisions, revisions],
        )


def _look(path: Path) -> None:
    import re

    from django.test import Client

    from hub.backup.stored_rows import count_rows

    client = Client(headers={"host": "127.0.0.1"})

    def fetched(path: str) -> str:
        response = client.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answers {response.status_code}")
        return response.content.decode()

    index = fetched("/sitemap.xml")
    parts = re.findall(r"<loc>[^<]*?(/sitemap[^<]*)</loc>", index)
    texts = [index, *map(fetched, parts)]
    answer = {"counts": count_rows(), "sitemap": "\n".join(texts)}
    path.write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    if sys.argv[1] == "fill":
        _fill(int(sys.argv[2]))
    else:
        _look(Path(sys.argv[2]))

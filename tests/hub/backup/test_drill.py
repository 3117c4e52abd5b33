"""The drill: a whole site is backed up, goes on, is lost, and is restored from its backup.

Every command runs as a person would run it, in a process of its own, on real databases; but for the
whole drill these are forked from one that has Django loaded.
"""

import datetime
import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import psycopg2
import psycopg2.sql
import pytest

from hub.backup import manifest, postgres_database, sqlite_database
from tests.plugins import upgrade
from tests.plugins.drill import WHOLE, sampled
from tests.plugins.management_server import ManagementServer
from tests.plugins.upgrade import ROOT, Database

pytestmark = pytest.mark.drill

ON_SQLITE = os.environ["DATABASE_URL"].startswith("sqlite")
KINDS = ["sqlite"] if ON_SQLITE else ["postgresql", "sqlite"]
FILES = {"postgresql": postgres_database.FILE, "sqlite": sqlite_database.FILE}
READER = f"drill_reader_{os.getpid()}"
NOT_INHERITED = ("SECRET_KEY", "DIGEST_KEYS", "DIGEST_HASH_KEY")  # those of an older site are files

FILL = """
import datetime
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from catalogue.models import Tool
from hub.digests.models import Subscriber
from hub.digests.signup.confirmation import confirm_requests, waiting_requests
from hub.digests.signup.signup import DeliveryPreferences, SignupRequest, sign_up
from hub.outbox.models import Mail
from hub.records.models import Change, recorded_change
preferences = DeliveryPreferences("weekly", "en", "UTC", False)
for name in ("stays", "leaves"):
    sign_up(SignupRequest(f"{name}@example.org", "tool", "", "Tools", ("new",), preferences))
for subscriber in Subscriber.objects.all():
    confirm_requests(subscriber, [row.pk for row in waiting_requests(subscriber)])
Mail.objects.all().delete()
for slug in ("hotline", "danger"):
    tool = Tool(slug=slug, name=slug, summary="It helps.", state="draft", panel="not_assessed")
    with recorded_change(tool):
        tool.save()
    tool.publish(by=None)
month = datetime.timedelta(days=30)
Change.objects.update(at=timezone.now() + datetime.timedelta(seconds=1))
Subscriber.objects.update(period_from=timezone.now() - month)
default_storage.save("uploads/list.csv", ContentFile(b"name\\nHotline"))
"""
SEND = """
from hub.digests.digest.schedule import schedule_due
from hub.outbox.tasks import dispatcher
schedule_due()
dispatcher.send_due()
"""
KILLED = """
import os, signal
from pathlib import Path
from hub.backup import postgres_database, site_backup, sqlite_database
def kill(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
postgres_database._rename = sqlite_database.SqliteTarget._keep_live = kill
site_backup.restore_backup(Path("{backup}"), print, dry_run=False)
"""
LOSE = """
from django.core.files.storage import default_storage
from catalogue.models import Tool
from hub.digests import keyed_hashes
from hub.digests.models import Subscriber
from hub.digests.preferences import unsubscribe
key = keyed_hashes.address_key("leaves@example.org")
unsubscribe(Subscriber.objects.get(address_key=key))
Tool.objects.get(slug="danger").archive(by=None, reason="It endangers people.")
default_storage.delete("uploads/list.csv")
"""


class Site:
    """A site of a kind of database; ``backups`` is the folder of its backups."""

    def __init__(self, kind, var, *, inherits_keys=True):
        self.kind, self.var, self.backups = kind, var, var / "backups"
        server = "sqlite:" if kind == "sqlite" else os.environ["DATABASE_URL"]
        name = f"drill_{os.getpid()}_{var.name}"[:28].lower().replace("-", "_")
        self.name, self.server = name, server
        self.address, self.drop = upgrade.new_database(server, var, name)
        self.database = Database(self.address)
        unwanted = () if inherits_keys else NOT_INHERITED
        self.environment = {
            name: value for name, value in os.environ.items() if name not in unwanted
        } | {
            "DATABASE_URL": self.address,
            "VAR_DIR": str(var),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "SITE_ADDRESS": "http://hub.example.org",
        }
        self.commands = ManagementServer(self.environment, var)

    def run(self, *arguments):
        if not WHOLE:
            return self.commands.run(*arguments)
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def manage(self, *arguments):
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, text):
        return self.manage("shell", "--no-imports", "-c", text)

    def back_up(self):
        return Path(self.manage("backup", str(self.backups)).rpartition("Backup: ")[2].strip())

    def sent(self):
        return sorted(path.name for path in (self.var / "mail").glob("*.log"))

    def lose(self):
        """The whole server goes."""
        if self.kind == "sqlite":
            for path in self.var.glob("hub.sqlite3*"):
                path.unlink()
        else:
            self.drop()

    def databases(self):
        """The names of all databases of this site."""
        if self.kind == "sqlite":
            return sorted(path.name for path in self.var.glob("hub.sqlite3*"))
        with closing(psycopg2.connect(self.server)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            return sorted(row[0] for row in cursor.fetchall() if row[0].startswith(self.name))

    def give_properties(self):
        """What no dump holds; read back as it is compared."""
        if self.kind == "postgresql":
            for statement in (
                "ALTER DATABASE {0} SET search_path TO public, pg_catalog",
                "ALTER DATABASE {0} SET statement_timeout TO '11min'",
                "ALTER ROLE {1} IN DATABASE {0} SET hub.note TO 'it''s'",
                "ALTER DATABASE {0} CONNECTION LIMIT 77",
                "REVOKE CONNECT ON DATABASE {0} FROM PUBLIC",
                "GRANT CONNECT ON DATABASE {0} TO {1}",
            ):
                names = map(psycopg2.sql.Identifier, (self.name, READER))
                upgrade.execute(self.server, psycopg2.sql.SQL(statement).format(*names))
        return self.properties()

    def properties(self):
        if self.kind != "postgresql":
            return None
        with closing(psycopg2.connect(self.server)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT datdba, datconnlimit, datcollate, array(SELECT acl::text FROM"
                " unnest(datacl) acl ORDER BY 1), array(SELECT"
                " (setrole, setconfig)::text FROM pg_db_role_setting WHERE setdatabase = d.oid"
                " ORDER BY setrole) FROM pg_database d WHERE datname = %s",
                (self.name,),
            )
            return cursor.fetchone()

    def close(self):
        self.commands.close()
        for name in self.databases() if self.kind == "postgresql" else ():
            upgrade.execute(
                self.server,
                psycopg2.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(
                    psycopg2.sql.Identifier(name)
                ),
            )


@pytest.fixture(scope="module", params=KINDS)
def filled(request, tmp_path_factory):
    """A site with its backup, taken while two digests were due."""
    site = Site(request.param, tmp_path_factory.mktemp("drill"))
    site.manage("migrate", "--no-input", "--verbosity=0")
    site.python(FILL)
    if site.kind == "postgresql":
        role = psycopg2.sql.Identifier(READER)
        upgrade.execute(site.server, psycopg2.sql.SQL("CREATE ROLE {}").format(role))
        grant = psycopg2.sql.SQL("GRANT SELECT ON catalogue_tool TO {}").format(role)
        upgrade.execute(site.address, grant)
    site.backup = site.back_up()
    yield site
    site.close()
    if site.kind == "postgresql":
        upgrade.execute(site.server, psycopg2.sql.SQL("DROP ROLE {}").format(role))


def copied(site, tmp_path):
    return Path(shutil.copytree(site.backup, tmp_path / "backup"))


# What is refused leaves the site as it was. These come first: the site is lost afterwards.


def refused(site, backup, words):
    before, names = site.database.counts(), site.databases()
    done = site.run("restore", str(backup))
    assert done.returncode == 1
    assert words in done.stderr
    assert "The site is as it was." in done.stderr
    assert "Traceback" not in done.stderr
    assert (site.database.counts(), site.databases()) == (before, names)


def test_a_damaged_backup_is_refused(filled, tmp_path):
    backup = copied(filled, tmp_path)
    path = backup / FILES[filled.kind]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    refused(filled, backup, "is damaged")


@pytest.mark.parametrize("harm", ["header", "contents", "data", "cut"])
def test_a_database_that_cannot_be_read_is_never_swapped_in(filled, tmp_path, harm):
    """Signed as it is: as if it had been damaged while it was written."""
    backup = copied(filled, tmp_path)
    path = backup / FILES[filled.kind]
    content = bytearray(path.read_bytes())
    if harm == "cut":
        del content[len(content) // 2 :]
    else:
        first = {"header": 0, "contents": 200, "data": len(content) // 2}[harm]
        for place in range(first, min(first + 4096, len(content)), 3):
            content[place] ^= 0x55
    path.write_bytes(content)
    described = manifest.read(filled.backup)
    names = tuple(described.files)
    files = {"files": manifest.describe_files(backup, names)}
    manifest.write(backup, manifest.Manifest(**asdict(described) | files))
    refused(filled, backup, "")


def test_a_backup_with_fewer_rows_than_were_counted_is_refused(filled, tmp_path):
    backup = copied(filled, tmp_path)
    described = asdict(manifest.read(backup))
    described["rows"]["catalogue_tool"] += 1
    manifest.write(backup, manifest.Manifest(**described))
    refused(filled, backup, "catalogue_tool: 3 -> 2")


def test_a_backup_of_a_newer_release_is_refused(filled, tmp_path):
    backup = copied(filled, tmp_path)
    described = asdict(manifest.read(backup))
    described["migrations"].append(["catalogue", "9999_of_tomorrow"])
    manifest.write(backup, manifest.Manifest(**described))
    refused(filled, backup, "made by a newer release")


def test_a_dry_run_lists_what_would_change_and_changes_nothing(filled):
    before, names = filled.database.counts(), filled.databases()
    said = filled.manage("restore", str(filled.backup), "--dry-run")
    assert "E-mails of which nobody knows whether they were sent: 2." in said
    assert "digests_mail: 0 -> 2" in said
    assert (filled.database.counts(), filled.databases()) == (before, names)


def test_another_journal_of_removals_is_refused(filled):
    """Nobody who has left since would be known, and nothing would say so."""
    journal = filled.var / "removals"
    journal.rename(filled.var / "elsewhere")
    try:
        refused(filled, filled.backup, "does not know this backup")
        said = filled.manage("restore", "--without-removals", "--dry-run", str(filled.backup))
        assert "is EMPTY" in said
        assert filled.run("after_restore").returncode == 1
    finally:
        (filled.var / "elsewhere").rename(journal)


def test_a_kill_at_the_swap_leaves_the_site_as_it_was(filled):
    before = filled.database.counts()
    done = filled.run("shell", "--no-imports", "-c", KILLED.format(backup=filled.backup))
    assert done.returncode == -9
    assert filled.database.counts() == before
    assert filled.python("from catalogue.models import Tool; print(Tool.objects.count())") == "2\n"
    assert not (filled.var / "media" / "uploads" / "new.csv").exists()


def test_the_database_of_a_backup_needs_no_file_beside_it(filled):
    """One with a write-ahead log (2 in the header) is read from no folder that is read-only."""
    if filled.kind != "sqlite":
        pytest.skip("a dump is one file")
    assert (filled.backup / sqlite_database.FILE).read_bytes()[18:20] == b"\1\1"


# The site goes on, is lost, and is restored.


@pytest.fixture(scope="module")
def restored(filled):
    filled.python(SEND)
    filled.sent_before = filled.sent()
    filled.python(LOSE)
    filled.epoch = filled.database.column("SELECT epoch FROM core_searchstate")
    filled.lose()
    filled.said = filled.manage("restore", str(filled.backup))
    return filled


def test_what_was_done_is_said(restored):
    assert "Subscribers who had left since, and have left again: 1." in restored.said
    assert "danger (danger)" in restored.said
    assert "E-mails of which nobody knows whether they were sent: 1." in restored.said
    assert "Uploaded files: 1 missing, 0 of other content." in restored.said
    assert "manage.py resume_mail" in restored.said


def test_the_records_are_there_again_and_what_was_withdrawn_is_hidden(restored):
    rows = restored.database.rows("SELECT slug, state FROM catalogue_tool ORDER BY slug")
    assert rows == [("danger", "in_review"), ("hotline", "published")]


def test_who_left_has_left(restored):
    states = restored.database.column("SELECT state FROM digests_subscriber ORDER BY state")
    assert states in (["active", "left"], ["active"])
    assert restored.database.column("SELECT why FROM digests_suppression") == ["left"]


def test_what_other_roles_may_read_they_may_read_again(restored):
    if restored.kind != "postgresql":
        pytest.skip("SQLite has no roles")
    (may,) = restored.database.column(
        "SELECT has_table_privilege(%s, 'catalogue_tool', 'SELECT')", READER
    )
    assert may


def test_uploads_are_there_again(restored):
    assert (restored.var / "media" / "uploads" / "list.csv").read_bytes() == b"name\nHotline"


def test_the_epoch_is_a_new_one(restored):
    assert restored.database.column("SELECT epoch FROM core_searchstate") != restored.epoch


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def test_the_backup_that_was_restored_is_the_last_one_that_is_known(restored):
    made_at = json.loads((restored.backup / manifest.FILE).read_text())["manifest"]["made_at"]
    noted = restored.database.column("SELECT at FROM monitoring_heartbeat WHERE kind = 'backup'")
    (at,) = (at if isinstance(at, datetime.datetime) else utc(at) for at in noted)
    assert at == utc(made_at)


def test_nobody_is_mailed_again(restored):
    assert len(restored.sent_before) == 2
    restored.python(SEND)
    assert restored.sent() == restored.sent_before
    assert restored.run("resume_mail").returncode == 1
    restored.manage("resume_mail", "--delivered")
    restored.python(SEND)
    assert restored.sent() == restored.sent_before


def test_a_site_that_runs_is_swapped_and_kept(restored):
    """A process that has the database open goes on with the restored one."""
    restored.python('from catalogue.models import Tool; Tool.objects.update(name="Since")')
    names = restored.databases()
    properties = restored.give_properties()
    with closing(restored.database._connection()) as connection:
        connection.cursor().execute("SELECT count(*) FROM catalogue_tool")
        restored.manage("restore", str(restored.backup))
        if restored.kind == "sqlite":
            cursor = connection.cursor()
            cursor.execute("SELECT name FROM catalogue_tool ORDER BY name")
            assert [row[0] for row in cursor.fetchall()] == ["danger", "hotline"]
    assert restored.database.column("SELECT name FROM catalogue_tool ORDER BY 1") == [
        "danger", "hotline",
    ]  # fmt: skip
    kept = [name for name in restored.databases() if name not in names]
    assert len(kept) == 1
    assert "before" in kept[0]
    assert restored.properties() == properties


def test_a_live_database_that_is_damaged_does_not_stop_it(restored):
    if restored.kind != "sqlite":
        pytest.skip("a server whose files are damaged is made anew: see the empty one")
    path = restored.var / "hub.sqlite3"
    path.write_bytes(b"not a database" * 1000)
    restored.manage("restore", str(restored.backup))
    assert restored.database.column("SELECT count(*) FROM catalogue_tool") == [2]


# An older release


@pytest.mark.parametrize("kind", sampled(KINDS))
def test_a_backup_of_an_older_release_is_brought_up_to_date(kind, tmp_path):
    """Taken with the code of today over the database of before, as in an upgrade."""
    site = Site(kind, tmp_path, inherits_keys=False)
    try:
        upgrade.restore(kind, site.address, tmp_path)
        before = site.database.counts()
        backup = site.back_up()
        site.lose()
        site.manage("restore", str(backup))
        after = site.database.counts()
        for table in ("catalogue_organisation", "events_event", "core_change", "accounts_person"):
            assert after[table] == before[table], table
        assert site.database.column("SELECT count(*) FROM outbox_mailhold") == [1]
        states = set(site.database.column("SELECT state FROM digests_mail"))
        assert not states & {"due", "claimed", "sending"}
        assert site.run("check").returncode == 0
        assert "No migrations to apply" in site.manage("migrate", "--no-input")
    finally:
        site.close()

"""An operator whose database is away, or whose disk is full, reads a sentence."""

import os
import signal
import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connection

from hub.operator_command import OperatorCommand, ended_by_signals

pytestmark = pytest.mark.both_databases
ROOMS = ("hub.", "catalogue", "events")


@pytest.fixture
def database_away(django_db_blocker, tmp_path):
    """Where the database is looked for nothing answers."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = {"HOST": "127.0.0.1", "PORT": closed.getsockname()[1]}
    if connection.vendor == "sqlite":
        away = {"NAME": str(tmp_path / "none" / "hub.sqlite3")}
    before = {name: connection.settings_dict[name] for name in away}
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(away)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(before)


def test_every_command_of_ours_is_one():
    """Whatever it does, an error of the database ends it with a sentence."""
    ours = {name: app for name, app in get_commands().items() if app.startswith(ROOMS)}
    assert "backup" in ours
    for name, app in ours.items():
        assert isinstance(load_command_class(app, name), OperatorCommand), name


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize(
    "words",
    [("backup", "FOLDER"), ("after_restore",), ("resume_mail",), ("upgrade", "--no-backup"),
     ("note_backup",), ("accept_keys",), ("load_starter_data",), ("seal_addresses_again",)],
    ids=lambda words: words[0],
)  # fmt: skip
def test_where_the_database_is_away_a_sentence_says_so(words, tmp_path):
    words = [str(tmp_path / "backups") if word == "FOLDER" else word for word in words]
    with pytest.raises(CommandError, match="The database says"):
        call_command(*words)
    assert not list(tmp_path.glob("backups/.*"))


@pytest.mark.usefixtures("database_away")
def test_a_live_file_that_is_damaged_is_told(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite")
    live = Path(connection.settings_dict["NAME"])
    live.parent.mkdir()
    live.write_bytes(b"not a database" * 1000)
    with pytest.raises(CommandError, match=r"Nothing was kept\. The database says: file is not"):
        call_command("backup", str(tmp_path / "backups"))


def test_a_disk_that_is_full_is_told():
    class Command(OperatorCommand):
        def handle(self, *args, **options):
            with open("/dev/full", "w") as full:
                full.write("a")

    with pytest.raises(CommandError, match="No space left on device"):
        call_command(Command())


def test_sigterm_clears_up_and_is_told():
    before, cleared = signal.getsignal(signal.SIGTERM), []

    class Command(OperatorCommand):
        def handle(self, *args, **options):
            with ended_by_signals():
                try:
                    os.kill(os.getpid(), signal.SIGTERM)
                finally:
                    os.kill(os.getpid(), signal.SIGTERM)  # a second one disturbs nothing
                    cleared.append(True)

    with pytest.raises(CommandError, match="Stopped by a signal"):
        call_command(Command())
    assert cleared
    assert signal.getsignal(signal.SIGTERM) == before

"""What must not come back with an older backup, noted outside of the database."""

import os
import re

import pytest
from django.core.files.storage import storages
from django.db import transaction

from catalogue.models import Tool
from hub.digests.preferences import unsubscribe
from hub.records import removal_journal
from hub.records.models import Record, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    folder = tmp_path / "removals"
    removals = settings.STORAGES["removals"]
    settings.STORAGES = settings.STORAGES | {
        "removals": removals | {"OPTIONS": {"location": folder}}
    }
    return folder


def keys() -> set[str]:
    removals, unreadable = removal_journal.read()
    assert unreadable == []
    return {key for removal in removals for key in removal.keys}


def of(tool: Tool) -> set[str]:
    return set(removal_journal.record_keys("tool", tool.pk, tool.slug))


def hide(tool: Tool) -> None:
    with recorded_change(tool):
        tool.visibility = Record.Visibility.VETTED
        tool.save()


@pytest.mark.parametrize(
    "withdraw",
    [
        lambda tool: tool.archive(by=None, reason="It endangers people."),
        lambda tool: tool.withdraw_to_draft(by=None),
        lambda tool: tool.send_to_review(by=None),
        hide,
    ],
)
def test_whatever_takes_a_record_from_the_public_is_noted(make_tool, withdraw):
    tool, other = make_tool(), make_tool()
    assert keys() == set()
    withdraw(tool)
    assert keys() == of(tool)
    assert not keys() & of(other)


def test_a_record_that_was_never_public_is_not(make_tool):
    make_tool(state=Record.State.DRAFT).archive(by=None, reason="Not ours.")
    assert keys() == set()


def test_a_change_that_leaves_it_public_is_not(make_tool):
    tool = make_tool()
    with recorded_change(tool):
        tool.name = "Another"
        tool.save()
    assert keys() == set()


def test_whoever_leaves_is_noted_by_the_hash_of_the_address(subscribed, journal):
    subscriber = subscribed("ada@example.org")
    unsubscribe(subscriber)
    assert keys() == {subscriber.address_key}
    (path,) = journal.rglob("*.json")
    assert "ada" not in path.read_text()
    assert re.fullmatch(r"[0-9a-f]{32}\.json", path.name)


def test_the_name_of_a_record_cannot_be_read_from_it(make_tool, journal):
    tool = make_tool(slug="shelter-in-lyon", name="Shelter in Lyon")
    tool.archive(by=None, reason="It endangers people.")
    (path,) = journal.rglob("*.json")
    assert not re.search("(?i)shelter|lyon|tool", path.read_text())


def test_a_storage_that_takes_nothing_keeps_nobody_from_leaving(subscribed, journal, caplog):
    subscriber = subscribed()
    journal.write_text("a file where the folder should be")
    unsubscribe(subscriber)
    subscriber.refresh_from_db()
    assert subscriber.state == "left"
    assert "take a backup now" in caplog.text


def test_what_is_rolled_back_is_noted_too(make_tool):
    """The other way round one that is killed at the commit would be noted nowhere."""
    tool = make_tool()
    with transaction.atomic():
        tool.archive(by=None, reason="It endangers people.")
        transaction.set_rollback(True)
    assert keys() == of(tool)


def test_events_are_added_and_none_is_changed(make_tool, journal):
    first, second = make_tool(), make_tool()
    first.archive(by=None, reason="Gone.")
    before = {path: path.read_bytes() for path in journal.rglob("*.json")}
    second.archive(by=None, reason="Gone.")
    after = {path: path.read_bytes() for path in journal.rglob("*.json")}
    assert before.items() < after.items()
    assert len(after) == 2


@pytest.mark.parametrize(
    "harm",
    ["", "{", "[]", '{"what": "tool", "at": "2026", "keys": []}', "[" * 100_000,
     '{"what": "record", "at": "2026-12-01T00:00:00", "keys": []}',
     '{"what": "record", "at": "9999-12-31T23:59:59-14:00", "keys": []}',
     '{"what": "record", "at": "2026-12-01T00:00:00+00:00", "keys": [1]}',
     '{"what": "record", "at": "2026-12-01T00:00:00+00:00", "keys": ["\\u0000"]}'],
    ids=range(9),
)  # fmt: skip
def test_an_object_that_cannot_be_read_is_named_and_stops_no_other(make_tool, harm):
    tool = make_tool()
    tool.archive(by=None, reason="Gone.")
    with storages["removals"].open("2026/harmed.json", "w") as file:
        file.write(harm)
    removals, unreadable = removal_journal.read()
    assert unreadable == ["2026/harmed.json"]
    assert removals[0].keys == of(tool)


def test_what_is_no_folder_of_notes_is_named(journal, monkeypatch):
    """A file in its place; a folder that may not be read; a name of which no letter is known."""
    journal.write_text("no folder")
    assert removal_journal.read() == ([], ["."])
    journal.unlink()
    for name in (b"shut", b"\xff"):
        os.makedirs(os.path.join(os.fsencode(journal), name))
    (journal / "shut" / "note.json").touch()
    scandir = os.scandir

    def refuse(path):  # root may read everything
        if str(path).endswith(("shut", "\udcff")):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert removal_journal.read() == ([], ["shut", "\\udcff"])

"""What must not be public any more is in no kept snapshot, and what was removed openly is."""

import csv
import gzip
import json
import sqlite3
import subprocess
from contextlib import closing

import pytest

from hub.curation.purging.purged_text import PurgedText
from hub.open_data.snapshots import kept_snapshots
from hub.open_data.snapshots.models import Snapshot
from hub.records.models import recorded_change
from hub.web.atom_feed import feed_identity
from tests.hub.open_data.snapshots.conftest import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def lines_of(path):
    with gzip.open(path) as file:
        return [json.loads(line) for line in file]


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def hide(record, **changes):
    """As a curator does with what is dangerous."""
    with recorded_change(record, news=False):
        for name, value in (changes or {"state": "draft"}).items():
            setattr(record, name, value)
        record.save()


def check_all():
    while kept_snapshots.check_if_due():
        pass


def is_whole(snapshots, snapshot):
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    folder = snapshots.folder / snapshot.folder
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.fixture
def three_days(snapshots, make_tool):
    tool = make_tool(slug="sentinel", name="Sentinel", summary="Where they hide.")
    make_tool(slug="other", name="Other")
    made = [snapshots.make(NOW + number * DAY) for number in range(3)]
    snapshots.now = NOW + 2.1 * DAY
    return tool, made


@pytest.mark.parametrize(
    "changes", [{"state": "draft"}, {"visibility": "internal"}, {"visibility": "practitioner"}]
)
def test_what_is_taken_down_vanishes_from_all_of_them(snapshots, three_days, changes):
    tool, before = three_days
    hide(tool, **changes)
    check_all()
    after = list(Snapshot.objects.ready())
    for snapshot in after:
        text = snapshots.text(snapshot)
        assert b"entinel" not in text
        assert b"they hide" not in text
        assert b"Other" in text
        assert is_whole(snapshots, snapshot)
        assert snapshot.notes == ["2026-12-05"]
        assert snapshot.file("tools.csv").rows == 1
    assert {each.folder for each in after}.isdisjoint(each.folder for each in before)
    assert {each.name for each in snapshots.folder.iterdir()} == {each.folder for each in after}


def test_what_was_archived_openly_stays_where_it_was(snapshots, three_days):
    tool, before = three_days
    tool.archive(by=None, reason="It is not made any more.")
    check_all()
    assert [each.folder for each in Snapshot.objects.ready()] == [
        each.folder for each in reversed(before)
    ]


def test_a_second_look_changes_nothing(snapshots, three_days):
    hide(three_days[0])
    check_all()
    folders = [each.folder for each in Snapshot.objects.ready()]
    snapshots.now += DAY
    check_all()
    assert [each.folder for each in Snapshot.objects.ready()] == folders


def test_each_is_looked_at_once_while_nothing_is_hidden(snapshots, three_days, monkeypatch):
    check_all()
    monkeypatch.setattr(kept_snapshots, "_rewrite", lambda *args: pytest.fail("not due"))
    assert not kept_snapshots.check_if_due()


def test_a_mention_of_what_is_taken_down_goes_too(
    snapshots, make_tool, make_organisation
):
    maker = make_organisation(slug="sentinel-maker", name="Sentinel Maker")
    other = make_organisation(slug="other-maker", name="Other Maker")
    tool = make_tool(slug="named", name="Named", organisations=())
    tool.organisations.add(maker) if hasattr(tool, "organisations") else None
    from catalogue.models import ToolOrganisation

    ToolOrganisation.objects.all().delete()
    ToolOrganisation.objects.create(tool=tool, organisation=maker, role="developer")
    ToolOrganisation.objects.create(tool=tool, organisation=other, role="funder")
    snapshots.make()
    assert b"Sentinel Maker" in snapshots.text()
    snapshots.now += DAY / 10
    hide(maker)
    check_all()
    text = snapshots.text()
    assert b"entinel" not in text
    assert b"Other Maker" in text
    with closing(sqlite3.connect(snapshots.path("catalogue.sqlite"))) as database:
        assert database.execute("SELECT name FROM tools").fetchall() == [("Named",)]


def test_a_text_is_taken_out_of_every_file(snapshots, three_days, make_tool):
    make_tool(slug="quoting", name="Quoting", summary="Says Jane Roe, who built it.")
    snapshots.make(NOW + 3 * DAY)
    kept_snapshots.forget(PurgedText.parse("Jane Roe"))
    newest, *older = Snapshot.objects.ready()
    assert b"Jane" not in snapshots.text(newest)
    assert b"who built it" in snapshots.text(newest)
    assert is_whole(snapshots, newest)
    assert newest.notes
    assert [each.notes for each in older] == [[], [], []]


def test_whole_records_can_be_taken_out(snapshots, three_days):
    tool, _made = three_days
    kept_snapshots.forget_records(frozenset({feed_identity("tool", tool.pk)}))
    assert all(b"entinel" not in snapshots.text(each) for each in Snapshot.objects.ready())


def test_a_kill_in_the_middle_of_it_leaves_the_files_of_before(
    snapshots, three_days, monkeypatch
):
    tool, before = three_days
    hide(tool)
    with monkeypatch.context() as patch:
        patch.setattr(kept_snapshots, "write_sums", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kept_snapshots.check_if_due()
    assert [each.folder for each in Snapshot.objects.ready()] == [
        each.folder for each in reversed(before)
    ]
    assert all(is_whole(snapshots, each) for each in Snapshot.objects.ready())
    check_all()
    assert all(b"entinel" not in snapshots.text(each) for each in Snapshot.objects.ready())

"""A snapshot is made in steps, whole or not at all, once a day."""

import csv
import datetime
import gzip
import json
import sqlite3
import subprocess
from contextlib import closing

import pytest

from hub.open_data.snapshots import snapshot_job, stored_files
from hub.open_data.snapshots.models import Snapshot
from hub.open_data.snapshots.signature import is_signed
from hub.records.models import SearchState, recorded_change
from hub.records.registry import record_types
from tests.hub.open_data.snapshots.conftest import DAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def lines_of(path):
    with gzip.open(path) as file:
        return [json.loads(line) for line in file]


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# What is in it


def test_it_has_a_table_for_each_kind_the_lines_and_the_database(snapshots, make_tool):
    make_tool(slug="redsafe", name="RedSafe")
    snapshot = snapshots.make()
    assert snapshot.state == Snapshot.State.READY
    assert {each.kind for each in snapshot.listed_files if each.kind} == set(record_types)
    assert [row["name"] for row in rows_of(snapshots.path("tools.csv"))] == ["RedSafe"]
    assert [line["title"] for line in lines_of(snapshots.path("records.jsonl.gz"))] == ["RedSafe"]
    with closing(sqlite3.connect(snapshots.path("catalogue.sqlite"))) as database:
        assert database.execute("SELECT name FROM tools").fetchall() == [("RedSafe",)]


def test_records_are_found_by_their_terms_in_the_database(snapshots, make_tool, make_term):
    make_term("language/es", label="Spanish")
    make_tool(slug="first", name="First", terms=("language/es",))
    make_tool(slug="second", name="Second")
    snapshots.make()
    with closing(sqlite3.connect(snapshots.path("catalogue.sqlite"))) as database:
        found = database.execute(
            "SELECT tools.name, record_terms.field FROM tools "
            "JOIN record_terms ON record_terms.record = tools.number "
            "JOIN terms ON terms.number = record_terms.term "
            "WHERE terms.scheme = 'language' AND terms.slug = 'es'"
        ).fetchall()
        about = dict(database.execute("SELECT name, value FROM about"))
    assert found == [("First", "languages")]
    assert about["day"] == "2026-12-03"


def test_what_nobody_found_out_is_not_known_in_each_format(snapshots, make_tool):
    make_tool()
    snapshots.make()
    (row,), (line,) = rows_of(snapshots.path("tools.csv")), lines_of(snapshots.path("records.jsonl.gz"))
    with closing(sqlite3.connect(snapshots.path("catalogue.sqlite"))) as database:
        (stored,) = database.execute("SELECT open_source FROM tools").fetchone()
    assert (row["open_source"], stored) == ("not known", "not known")
    assert line["facts"]["open_source"]["state"] == "not_known"


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": "draft"}, {"state": "in_review"}, {"state": "archived"},
        {"visibility": "practitioner"}, {"visibility": "vetted"},
        {"visibility": "law_enforcement"}, {"visibility": "internal"},
    ],
)  # fmt: skip
def test_nothing_of_what_is_not_public_is_in_any_file(snapshots, make_tool, make_organisation, hidden):
    make_tool(slug="shown", name="Shown")
    make_tool(**{"slug": "sentinel-slug", "name": "Sentinel name", "summary": "Sentinel summary",
                 "state": "published", **hidden})  # fmt: skip
    snapshots.make()
    text = snapshots.text().lower()
    assert b"shown" in text
    assert b"sentinel" not in text


def test_each_file_says_under_which_licence_it_is(snapshots, make_tool, settings):
    settings.DATA_LICENCE = "ODC-By 1.0 https://example.org/odc-by/"
    make_tool()
    snapshots.make()
    address = "https://example.org/odc-by/"
    assert rows_of(snapshots.path("tools.csv"))[0]["licence_of_data"] == address
    assert lines_of(snapshots.path("records.jsonl.gz"))[0]["licence_of_data"] == address
    package = json.loads(snapshots.path("datapackage.json").read_text())
    assert package["licenses"] == [{"title": "ODC-By 1.0", "path": address}]
    with closing(sqlite3.connect(snapshots.path("catalogue.sqlite"))) as database:
        (stored,) = database.execute("SELECT value FROM about WHERE name = 'licence_url'").fetchone()
    assert stored == address


# Sums and signature


def test_sums_are_as_sha256sum_reads_them(snapshots, make_tool):
    make_tool()
    snapshot = snapshots.make()
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(
        command, cwd=snapshots.folder / snapshot.folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names = {each.name for each in snapshot.listed_files} - {"SHA256SUMS", "SHA256SUMS.sig"}
    assert {line.split(b": ")[0].decode() for line in done.stdout.splitlines()} == names


def test_the_sums_are_signed_and_a_changed_list_is_not(snapshots, make_tool):
    snapshot = snapshots.make()
    sums = snapshots.path("SHA256SUMS").read_bytes()
    signature = snapshots.path("SHA256SUMS.sig").read_bytes()
    assert is_signed(sums, signature, snapshot.public_key)
    assert not is_signed(sums + b"\n", signature, snapshot.public_key)


def test_without_a_key_it_is_made_and_not_signed(snapshots, settings):
    settings.SNAPSHOT_KEY_FILE.unlink()
    snapshot = snapshots.make()
    assert snapshot.file("SHA256SUMS.sig") is None
    assert (snapshot.state, snapshot.public_key) == (Snapshot.State.READY, "")


# When


def test_it_is_made_once_a_day_and_says_what_changed(snapshots, make_tool):
    tool = make_tool(slug="first", name="First")
    gone = make_tool(slug="gone", name="Gone")
    first = snapshots.make()
    assert first.changes is None
    assert not snapshot_job.make_if_due()
    with recorded_change(tool):
        tool.name = "Other"
        tool.save()
    gone.archive(by=None, reason="A double.")
    make_tool(slug="new", name="New")
    second = snapshots.make(NOW + DAY)
    assert second.changes["tool"] == [1, 1, 1]
    assert set(second.changes) == {"tool"}


def test_pages_move_when_it_appears(snapshots):
    before = SearchState.current()
    snapshots.make()
    assert SearchState.current() > before


def test_days_are_kept_for_thirty_and_the_first_of_a_month_for_good(snapshots):
    begin = datetime.datetime(2026, 11, 1, 2, tzinfo=datetime.UTC)
    for number in (0, 1, 2, 40):
        snapshots.make(begin + number * DAY)
    folders = {str(each): each.folder for each in Snapshot.objects.ready()}
    assert snapshot_job.erase_outlived() == 2
    assert [str(each) for each in Snapshot.objects.ready()] == ["2026-12-11", "2026-11-01"]
    assert {each.name for each in snapshots.folder.iterdir()} == {
        folders["2026-12-11"], folders["2026-11-01"]
    }  # fmt: skip


# Killed in the middle


@pytest.fixture
def many_tools(make_tool):
    return [make_tool(slug=f"tool-{number}", name=f"Tool {number}") for number in range(7)]


def test_it_goes_on_where_it_was_and_no_record_is_there_twice(snapshots, many_tools, monkeypatch):
    monkeypatch.setattr(snapshot_job, "BATCH", 2)
    steps = 1
    while snapshot_job.make_if_due(seconds=0):
        assert not Snapshot.objects.ready().exists()
        steps += 1
        if steps == 4:  # a step that was killed behind its last commit left more in the files
            for path in (snapshots.folder.parent / "snapshots-draft" / "2026-12-03").iterdir():
                path.write_bytes(path.read_bytes() + b"half a li")
        if steps > 40:
            snapshot_job.make_if_due()
    snapshot = snapshots.make()
    names = [row["name"] for row in rows_of(snapshots.path("tools.csv"))]
    assert names == [f"Tool {number}" for number in range(7)]
    assert [line["title"] for line in lines_of(snapshots.path("records.jsonl.gz"))] == names
    assert snapshot.file("tools.csv").rows == 7


def test_where_the_draft_is_gone_it_begins_anew(snapshots, many_tools, monkeypatch):
    monkeypatch.setattr(snapshot_job, "BATCH", 2)
    snapshot_job.make_if_due(seconds=0)
    for path in (snapshots.folder.parent / "snapshots-draft" / "2026-12-03").iterdir():
        path.unlink()
    snapshots.make()
    assert len(rows_of(snapshots.path("tools.csv"))) == 7


def test_a_storage_that_fails_in_the_middle_leaves_nothing_that_is_listed(
    snapshots, many_tools, monkeypatch, client
):
    whole = stored_files.storage().save
    saved = []

    def save(name, content, **options):
        if len(saved) == 3:
            raise OSError(28, "No space left on device")
        saved.append(name)
        return whole(name, content, **options)

    with monkeypatch.context() as patch:
        patch.setattr(type(stored_files.storage()), "save", lambda self, *args, **kw: save(*args, **kw))
        with pytest.raises(OSError, match="No space left"):
            snapshots.make()
    assert not Snapshot.objects.ready().exists()
    assert not [each for each in snapshots.folder.rglob("*") if each.is_file()]
    assert snapshots.make().state == Snapshot.State.READY


def test_a_record_that_is_withdrawn_while_it_is_made_is_not_in_it(
    snapshots, many_tools, monkeypatch
):
    monkeypatch.setattr(snapshot_job, "BATCH", 2)
    while "tool" not in (Snapshot.objects.first() or Snapshot()).progress.get("done", ()):
        assert snapshot_job.make_if_due(seconds=0)
    with recorded_change(many_tools[3], news=False):
        many_tools[3].state = "draft"
        many_tools[3].save()
    snapshots.make()
    assert b"Tool 3" not in snapshots.text()
    assert len(rows_of(snapshots.path("tools.csv"))) == 6


def test_two_workers_do_not_work_on_one(snapshots, many_tools):
    snapshot = Snapshot.objects.create(day=NOW.date())
    assert snapshot.claim(DAY)
    assert not snapshot.claim(DAY)
    assert not snapshot_job.make_if_due()
    snapshot.release()
    assert snapshots.make().state == Snapshot.State.READY


def test_what_a_killed_day_left_is_dropped_on_the_next(snapshots, many_tools):
    snapshot_job.make_if_due(seconds=0)
    snapshots.make(NOW + DAY)
    assert [str(each) for each in Snapshot.objects.all()] == ["2026-12-04"]
    assert not [*(snapshots.folder.parent / "snapshots-draft").iterdir()]

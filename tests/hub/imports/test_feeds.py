"""Feeds are fetched when they are due, once, and held when they change suddenly."""

import datetime
import http.server
import threading

import pytest
from django.db import DataError
from django.utils import timezone

from catalogue.models import Tool
from hub.http_client.public_addresses import is_public
from hub.imports import feeds, tasks
from hub.imports.models import (
    FileBlock,
    Import,
    ImportRow,
    ImportSource,
    Profile,
    SourceRecordState,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class Feed(http.server.BaseHTTPRequestHandler):
    content, etag, known = b"name,url\nA,https://a.example\n", '"one"', []

    def do_GET(self):
        self.known.append(self.headers.get("If-None-Match"))
        same = self.headers.get("If-None-Match") == self.etag
        self.send_response(304 if same else 404 if self.path == "/gone" else 200)
        if self.etag:
            self.send_header("ETag", self.etag)
        self.end_headers()
        if not same:
            self.wfile.write(self.content)

    def log_message(self, *_args):
        pass


@pytest.fixture
def address(monkeypatch):
    monkeypatch.setattr(Feed, "known", [])
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed) as serving:
        threading.Thread(target=serving.serve_forever, args=[0.05], daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}/feed"
        serving.shutdown()


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def source(address):
    return ImportSource.objects.create(
        slug="list",
        title="A list",
        kind="tool",
        key_field="name",
        feed_url=address,
        feed_every=24,
    )


def fetch(now=NOW, may_connect=lambda address: address == "127.0.0.1"):
    made = [feeds.fetch_feed(pk, now, may_connect=may_connect) for pk in feeds.due_sources(now)]
    return [job for job in made if job]


def apply(job):
    Import.objects.filter(pk=job.pk).update(state=Import.State.APPLIED)


def test_a_due_feed_becomes_an_import_with_the_newest_profile(source):
    Profile.objects.create(
        slug="old", title="Old", source=source, updated_at=timezone.now() - DAY, encoding="cp1252"
    )
    newest = Profile.objects.create(
        slug="new", title="New", source=source, columns={"columns": []}, encoding="utf-8"
    )
    (job,) = fetch()
    assert (job.state, job.profile, job.mapping) == ("uploaded", newest, {"columns": []})
    assert (job.encoding, job.name, job.by) == ("utf-8", source.feed_url, None)
    with job.file.open() as file:
        assert file.read() == Feed.content


def test_a_feed_is_not_fetched_before_its_hours_have_passed(source):
    apply(fetch()[0])
    assert fetch(NOW + DAY / 2) == []
    assert len(Feed.known) == 1


def test_what_has_not_changed_is_asked_for_by_its_tag(source):
    apply(fetch()[0])
    assert fetch(NOW + DAY) == []
    assert Feed.known == [None, '"one"']
    source.refresh_from_db()
    assert source.last_fetched_at == NOW + DAY


def test_the_same_bytes_make_no_second_import_where_there_is_no_tag(source, monkeypatch):
    monkeypatch.setattr(Feed, "etag", "")
    apply(fetch()[0])
    assert fetch(NOW + DAY) == []


def test_what_was_never_applied_is_fetched_again(source):
    Import.objects.filter(pk=fetch()[0].pk).update(state=Import.State.CANCELLED)
    assert len(fetch(NOW + DAY)) == 1


def test_a_job_that_cannot_be_saved_leaves_no_file(source, monkeypatch):
    def refuse(*_args, **_options):
        raise DataError

    monkeypatch.setattr(Import, "save", refuse)
    with pytest.raises(DataError):
        fetch()
    assert not FileBlock.objects.exists()


@pytest.mark.parametrize("etag", ['"a\0b"', '"a\x01b"', "a b", '"' + "x" * 400 + '"', '"\xff"'])
def test_a_header_that_no_database_holds_is_not_taken_for_a_tag(source, monkeypatch, etag):
    monkeypatch.setattr(Feed, "etag", etag)
    (job,) = fetch()
    source.refresh_from_db()
    assert (job.state, source.etag, source.fetch_attempts) == ("uploaded", "", 0)


def test_a_feed_that_fails_in_a_way_nobody_thought_of_makes_one_failed_import(source, monkeypatch):
    def fail(*_args, **_options):
        raise RuntimeError("what nobody thought of")

    monkeypatch.setattr(feeds, "fetch", fail)
    (job,) = fetch()
    assert (job.state, "by a fault of the site" in job.sentence) == ("failed", True)
    assert fetch(NOW + DAY / 2) == []
    assert fetch(NOW + DAY) == []


def test_a_feed_whose_workers_die_again_and_again_ends_with_a_sentence(source, settings):
    settings.IMPORT_ATTEMPTS = 3
    now = NOW
    for _time in range(3):
        assert feeds._claim(ImportSource.objects.get(), now)  # and then the worker is killed
        now += feeds.LEASE
    (job,) = fetch(now)
    assert (job.state, job.finished_at) == ("failed", now)
    assert "each of 3 attempts broke off" in job.sentence
    assert fetch(now + DAY / 2) == []
    Import.objects.all().delete()
    assert fetch(now + DAY)[0].state == "uploaded"


def test_a_feed_waits_while_its_last_import_does(source):
    fetch()
    assert fetch(NOW + DAY) == []
    assert len(Feed.known) == 1


def test_of_two_workers_one_fetches(source):
    again = ImportSource.objects.get()
    assert feeds._claim(source, NOW)
    assert not feeds._claim(again, NOW)


def test_a_task_enqueued_twice_fetches_once(source):
    (job,) = fetch()
    Import.objects.filter(pk=job.pk).update(state=Import.State.CANCELLED)
    assert feeds.fetch_feed(source.pk, NOW, may_connect=lambda _address: True) is None
    assert len(Feed.known) == 1


def test_a_task_is_enqueued_for_each_feed_that_is_due(source, monkeypatch):
    enqueued = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, pk: enqueued.append((task.name, pk)))
    tasks.fetch_feeds()
    assert enqueued == [("imports.fetch_feed", source.pk)]


def test_a_worker_that_died_while_it_fetched_delays_by_its_lease(source):
    assert feeds._claim(source, NOW)
    source.refresh_from_db()
    assert not source.feed_is_due(NOW + feeds.LEASE / 2)
    assert source.feed_is_due(NOW + feeds.LEASE)


def test_a_feed_that_cannot_be_fetched_fails_once_with_a_sentence(source):
    ImportSource.objects.update(feed_url=source.feed_url.replace("/feed", "/gone"))
    (job,) = fetch()
    assert (job.state, job.sentence) == ("failed", "The server answered with the code 404.")
    assert fetch(NOW + DAY) == []
    assert Import.objects.count() == 1


def test_a_feed_on_a_private_network_is_refused(source):
    (job,) = fetch(may_connect=is_public)
    assert "not public" in job.sentence
    assert Feed.known == []


@pytest.fixture
def checked(source):
    """An import of ten rows, of which the source had ten before."""
    job = Import.objects.create(source=source, kind="tool", name=source.feed_url)
    for number in range(10):
        SourceRecordState.objects.create(
            source=source, key=f"k{number}", kind="tool", record_id=number
        )
        ImportRow.objects.create(batch=job, number=number, key=f"k{number}", record_id=number)
    return job


@pytest.mark.parametrize(
    ("changed", "gone", "held"),
    [(0, 0, False), (2, 0, False), (1, 1, False), (3, 0, True), (0, 3, True), (2, 1, True)],
)
def test_a_feed_is_held_when_more_than_a_fifth_changes_or_goes(checked, changed, gone, held):
    checked.rows.filter(number__lt=changed).update(
        differences=[{"field": "name", "old": "a", "new": "b", "owner": "source"}]
    )
    checked.rows.filter(number__gte=10 - gone).delete()
    sentence = feeds.hold_reason(checked)
    assert bool(sentence) is held
    assert not held or f"{changed} have changed and {gone} are gone" in sentence


@pytest.mark.parametrize(("new", "changed", "held"), [(2, 0, False), (3, 0, True), (2, 1, True)])
def test_new_rows_count_as_well(checked, new, changed, held):
    for number in range(20, 20 + new):
        ImportRow.objects.create(batch=checked, number=number, key=f"n{number}", verdict="new")
    checked.rows.filter(number__lt=changed).update(
        differences=[{"field": "name", "old": "a", "new": "b", "owner": "source"}]
    )
    sentence = feeds.hold_reason(checked)
    assert bool(sentence) is held
    assert not held or f"{changed} have changed and 0 are gone; {new} rows are new" in sentence


def test_a_first_import_and_rows_that_wait_for_a_decision_are_not_sudden(checked):
    for number in range(20, 60):
        ImportRow.objects.create(batch=checked, number=number, key=f"n{number}", verdict="problem")
    assert feeds.hold_reason(checked) == ""
    checked.rows.update(verdict="new")
    SourceRecordState.objects.all().delete()
    assert feeds.hold_reason(checked) == ""


def test_an_import_of_a_feed_is_told_from_one_of_a_person(checked, source):
    upload = Import.objects.create(source=source, kind="tool", name="file.csv")
    assert (feeds.is_from_feed(checked), feeds.is_from_feed(upload)) == (True, False)


@pytest.fixture
def feed_after(source, apply, work, rows_of_file, monkeypatch):
    """What becomes of a feed after a file of ten rows was applied and its mapping saved."""
    job = apply(rows_of_file(10))
    Profile.objects.create(slug="saved", title="Saved", source=source, columns=job.mapping)

    def next_import(rows, headings=True):
        lines = [HEADINGS, *rows] if headings else rows
        content = "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)
        monkeypatch.setattr(Feed, "content", content.encode())
        return work(fetch()[0])

    return next_import


HEADINGS = ["Name", "Summary", "Website", "Purpose", "Country"]


def changed(rows, count):
    return [
        [name, f"Other words on victims of trafficking, {name}." if n < count else text, *rest]
        for n, (name, text, *rest) in enumerate(rows)
    ]


def test_a_feed_with_a_small_change_is_applied_without_a_person(feed_after, rows_of_file):
    job = feed_after(changed(rows_of_file(10), 1))
    assert (job.state, job.counts) == ("applied", {"unchanged": 9, "changed": 1})
    assert Tool.objects.filter(summary__startswith="Other words").count() == 1


def test_a_feed_with_a_sudden_change_is_held_and_nothing_is_written(feed_after, rows_of_file):
    job = feed_after(changed(rows_of_file(10), 3))
    assert (job.state, "3 have changed and 0 are gone" in job.sentence) == ("held", True)
    assert not Tool.objects.filter(summary__startswith="Other words").exists()


def test_a_feed_that_loses_a_third_of_its_rows_is_held(feed_after, rows_of_file):
    job = feed_after(rows_of_file(7))
    assert (job.state, "0 have changed and 3 are gone" in job.sentence) == ("held", True)


def test_a_feed_that_grows_suddenly_is_held_and_nothing_is_written(feed_after, rows_of_file):
    job = feed_after(rows_of_file(13))
    assert (job.state, "3 rows are new" in job.sentence) == ("held", True)
    assert Tool.objects.count() == 10


def test_a_feed_with_one_row_more_is_applied_without_a_person(feed_after, rows_of_file):
    assert feed_after(rows_of_file(11)).state == "applied"
    assert Tool.objects.count() == 11


def test_a_feed_with_a_renamed_column_is_held_and_nothing_is_written(feed_after, rows_of_file):
    rows = [["Name", "Summary", "Homepage", "Purpose", "Country"], *rows_of_file(10)]
    rows[1][1] = "Other words on victims of trafficking."
    job = feed_after(rows, headings=False)
    assert (job.state, job.rows_checked) == ("held", 0)
    assert "“Website” is missing; “Homepage” may be the same one" in job.sentence
    assert not Tool.objects.filter(summary__startswith="Other words").exists()

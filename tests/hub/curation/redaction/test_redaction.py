"""What was removed is nowhere, each record says that something went, and a restore removes it."""

import re

import pytest
from django.core import serializers
from django.db import IntegrityError

from catalogue.models import Tool
from events.models import Event, Participation
from hub.backup import restored_site
from hub.curation.desk.models import Task
from hub.curation.purging.models import PurgeRequest
from hub.curation.purging.purged_text import PurgeRefused
from hub.curation.redaction import redaction_requests, redaction_run
from hub.curation.redaction.models import RedactedRecord, Redaction
from hub.curation.redaction.redaction_run import run_due, take_step
from hub.imports.models import Import, ImportRow
from hub.outbox.models import Mail
from hub.outbox.sealing import seal
from hub.records import removal_journal, text_keepers
from hub.records.models import Revision, SearchState, Source
from tests.hub.curation.redaction.conftest import NAME, OTHER_SCRIPT, TITLE

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LEFT = re.compile(rf"maria[\W_]+quellenfeld(?!s)|{OTHER_SCRIPT}", re.IGNORECASE)


@pytest.fixture
def left(dump):
    """Lines of the database in which it stands."""
    return lambda: [line for line in dump().splitlines() if LEFT.search(_readable(line))]


def _readable(line):
    """SQLite has JSON with each letter of another script escaped."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), line)


def tombstones(record):
    reasons = Revision.objects.filter(kind=record.kind, record_id=record.pk)
    return reasons.filter(reason__startswith="Something was removed from this record on 20").count()


def test_it_is_in_no_table_any_more(everywhere, others, redact, left):
    assert len(left()) > 10
    row = redact()
    assert left() == []
    assert (row.state, row.sealed) == ("done", "")


def test_each_record_says_so_once_in_its_history_also_where_that_alone_held_it(
    everywhere, others, redact, tool
):
    row = redact()
    assert [tombstones(record) for record in (tool, *others)] == [1, 1, 1, 1]
    assert row.records.count() == 4


def test_what_stands_instead_is_the_role(others, redact):
    redact()
    speaker = Participation.objects.get()
    assert (speaker.name, speaker.affiliation) == (
        "a survivor advocate", "Office of a survivor advocate",
    )  # fmt: skip


def test_a_record_that_holds_nothing_of_it_keeps_its_version(others, redact, make_tool):
    other = make_tool(summary="Nothing of it.")
    version = other.version
    redact()
    other.refresh_from_db()
    assert (other.version, tombstones(other)) == (version, 0)


def test_nothing_of_it_is_news(others, redact):
    from hub.records.models import Change

    before = Change.objects.count()
    redact()
    assert Change.objects.count() == before


def test_pages_and_the_search_show_it_no_more(everywhere, others, redact, client):
    assert LEFT.search(client.get(f"/events/{others[0].slug}/").content.decode())
    redact()
    for path in (f"/events/{others[0].slug}/", "/tools/?q=quellenfeld", "/search/?q=Quellenfeld"):
        assert not LEFT.search(client.get(path).content.decode())


def test_a_title_that_stays_keeps_it_there_and_in_quotations_of_it(others, redact, left):
    redact(titles="keep")
    assert Source.objects.get(url="https://b.example/talk").title == TITLE
    rest = [re.sub(re.escape(TITLE), "", line) for line in left()]
    assert [line for line in rest if LEFT.search(_readable(line))] == []
    assert rest


def test_a_title_that_nobody_decided_on_keeps_it_from_being_done(others, ask, people):
    row = ask()
    with pytest.raises(PurgeRefused, match="in a title on which nobody has decided"):
        redaction_requests.decide(row.pk, "applying", by=people[1])


def test_one_title_left_open_is_named(others, ask, people):
    row = ask()
    with pytest.raises(PurgeRefused, match="A talk with Maria Quellenfeld on shelters"):
        redaction_requests.decide_titles(row.pk, {}, by=people[0])


def test_whoever_decides_does_not_say_what_happens_to_titles(others, ask, people):
    row = ask()
    with pytest.raises(PurgeRefused, match="Whoever asked"):
        redaction_requests.decide_titles(row.pk, {}, by=people[1])


def test_the_same_person_cannot_do_it(tool, ask, people):
    row = ask()
    with pytest.raises(PurgeRefused, match="another curator"):
        redaction_requests.decide(row.pk, "applying", by=people[0])


def test_the_database_refuses_the_same_person_twice(people):
    with pytest.raises(IntegrityError):
        Redaction.objects.create(
            instead="x", reason="x", state="done", asked_by=people[0], decided_by=people[0]
        )


def test_it_is_decided_once(tool, ask, people):
    row = ask()
    redaction_requests.decide(row.pk, "refused", by=people[1])
    with pytest.raises(PurgeRefused, match="Grace decided on this request already: Not removed"):
        redaction_requests.decide(row.pk, "applying", by=people[1])


@pytest.mark.parametrize(
    ("typed", "options", "sentence"),
    [
        ("Nobody Here", {}, "stands nowhere on the site"),
        (NAME, {"instead": f"once {NAME}"}, "must not contain"),
    ],
)
def test_what_is_refused(tool, ask, typed, options, sentence):
    with pytest.raises(PurgeRefused, match=sentence):
        ask(typed, **options)


def test_a_reason_with_the_name_is_refused(tool, people):
    with pytest.raises(PurgeRefused, match="without the text"):
        redaction_requests.ask(NAME, is_passage=False, instead="", reason=f"{NAME} asked.",
                               by=people[0])  # fmt: skip


def test_neither_the_desk_nor_the_request_says_who_it_is(tool, ask):
    row = ask()
    task = Task.objects.get(kind="redaction")
    assert not LEFT.search(f"{task.title} {task.detail} {row.sealed} {row.keys}")


def test_a_passage_goes_over_the_end_of_a_line(make_tool, redact):
    tool = make_tool(summary="He said. She came\nby bus from Aba. It ends.")
    redact("She came by bus from Aba", passage=True, instead="")
    tool.refresh_from_db()
    assert tool.summary == "He said. [removed]. It ends."


# Batches


def test_a_worker_that_was_killed_is_followed_by_another(
    everywhere, others, ask, people, left, monkeypatch
):
    monkeypatch.setattr(redaction_run, "ROWS", 1)
    monkeypatch.setattr(redaction_run, "RECORDS", 1)
    row = ask()
    decisions = {t.key: "remove" for t in redaction_requests.survey(row).titles}
    redaction_requests.decide_titles(row.pk, decisions, by=people[0])
    redaction_requests.decide(row.pk, "applying", by=people[1])
    for _step in range(5):
        assert take_step(row.pk)
    rewrite = redaction_run._rewrite
    monkeypatch.setattr(redaction_run, "_rewrite", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_due(seconds=600)
    monkeypatch.setattr(redaction_run, "_rewrite", rewrite)
    assert run_due(seconds=600) is False
    assert left() == []
    assert Redaction.objects.get().state == "done"


def test_a_task_works_for_its_time_and_says_that_more_is_left(tool, ask, people):
    row = ask()
    redaction_requests.decide(row.pk, "applying", by=people[1])
    assert run_due(seconds=-1) is True
    assert run_due(seconds=600) is False


def test_what_is_written_meanwhile_goes_in_the_next_round(tool, ask, people, make_tool):
    row = ask()
    redaction_requests.decide(row.pk, "applying", by=people[1])
    while not Redaction.objects.get().progress.get("stage", "").startswith("table"):
        take_step(row.pk)
    late = make_tool(summary=f"{NAME} came late.")
    run_due(seconds=600)
    late.refresh_from_db()
    assert late.summary == "a survivor advocate came late."


def test_two_records_that_differ_by_the_name_alone_get_two_addresses(make_tool, redact):
    tools = [make_tool(slug=slug, name=slug) for slug in ("ann-ox", "anna-ox")]
    redact("Ann Ox\nAnna Ox", instead="")
    slugs = {Tool.objects.get(pk=tool.pk).slug for tool in tools}
    assert len(slugs) == 2
    assert not any("ox" in slug for slug in slugs)


def test_files_of_imports_go_as_a_whole(tool, redact, tmp_path):
    from django.core.files.base import ContentFile

    from hub.imports.models import ImportSource

    where = ImportSource.objects.create(slug="a", title="A", kind="tool")
    job = Import.objects.create(kind="tool", source=where, name="A list")
    job.file.save("list.csv", ContentFile(NAME.encode()))
    ImportRow.objects.create(batch=job, number=1, cells={"Contact": NAME})
    redact()
    job.refresh_from_db()
    assert not job.file.storage.exists(str(job.file.name))


def test_a_mail_that_waits_with_it_is_not_sent(tool, redact):
    message = f"Subject: About {NAME}\n\nHello".encode()
    sealed = seal(message.decode("latin-1"))
    Mail.objects.create(purpose="confirm", sealed_message=sealed)
    redact()
    assert not Mail.objects.exists()


def test_reasons_of_purges_are_looked_at_too(tool, redact):
    PurgeRequest.objects.create(record_kind="tool", record_id=tool.pk, reason=f"{NAME} rang.")
    redact()
    assert PurgeRequest.objects.get().reason == "a survivor advocate rang."


def test_whatever_was_made_of_the_database_is_made_anew(tool, redact):
    before = SearchState.objects.get().epoch
    redact()
    assert SearchState.objects.get().epoch != before


def test_rooms_that_keep_texts_elsewhere_are_told(tool, redact):
    told = []
    text_keepers.text_keepers.register("a test", told.append)
    try:
        redact()
    finally:
        text_keepers.text_keepers.unregister("a test")
    assert [names.is_in(f"By {NAME}") for names in told] == [True]


def test_a_room_that_fails_is_asked_again(tool, ask, people):
    row = ask()
    redaction_requests.decide(row.pk, "applying", by=people[1])

    def fail(_names):
        raise OSError("a full disk")

    text_keepers.text_keepers.register("a test", fail)
    try:
        with pytest.raises(OSError, match="a full disk"):
            run_due(seconds=600)
    finally:
        text_keepers.text_keepers.unregister("a test")
    assert Redaction.objects.get().state == "clearing"
    run_due()
    assert Redaction.objects.get().state == "done"


# A backup from before


@pytest.fixture
def backup():
    """What a dump of the tables holds now; called, it stands in the database again."""

    def take():
        tables = (Source, Tool, Event, Participation, Revision)
        texts = [serializers.serialize("json", table.objects.all()) for table in tables]

        def restore():
            RedactedRecord.objects.all().delete()
            Redaction.objects.all().delete()
            Participation.objects.all().delete()
            Revision.objects.all().delete()
            for text in texts:
                for row in serializers.deserialize("json", text):
                    row.save()

        return restore

    return take


def test_a_restored_backup_has_it_removed_again(everywhere, others, backup, redact, left):
    restore = backup()
    redact()
    restore()
    assert left()
    assert restored_site.apply_removals().redacted == 1
    assert left() == []
    assert Participation.objects.get().name == "a survivor advocate"
    assert tombstones(others[0]) == 1


def test_a_restore_leaves_titles_that_were_left(others, backup, redact):
    restore = backup()
    redact(titles="keep")
    restore()
    restored_site.apply_removals()
    assert Source.objects.get(url="https://b.example/talk").title == TITLE
    assert Participation.objects.get().name == "a survivor advocate"


def test_doing_so_again_changes_nothing(others, redact):
    redact(titles="keep")
    before = Redaction.objects.count()
    assert restored_site.apply_removals().redacted == 0
    assert Redaction.objects.count() == before


def test_a_request_of_the_backup_for_the_same_waits_no_longer(others, ask, redact):
    asked = ask()
    redact()
    restored_site.apply_removals()
    asked.refresh_from_db()
    assert (asked.state, asked.sealed) == ("withdrawn", "")


def test_without_the_keys_it_goes_from_titles_too(others, backup, redact, left, settings):
    restore = backup()
    redact(titles="keep")
    restore()
    settings.DIGEST_KEYS = ["another-key-of-this-site-which-opens-nothing-of-before"]
    restored_site.apply_removals()
    assert left() == []


def test_the_journal_has_no_word_of_it(others, redact, settings):
    redact()
    (removal,) = [each for each in removal_journal.read()[0] if each.what == "redaction"]
    assert len(removal.keys) == 2
    assert removal.sealed
    objects = (settings.STORAGES["removals"]["OPTIONS"]["location"]).rglob("*.json")
    assert not any(LEFT.search(path.read_text()) for path in objects)

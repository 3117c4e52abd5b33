"""A restored database is made safe before it is run: nobody is written to or shown by mistake."""

import datetime
import json

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.models import Tool
from hub.accounts import password_requests
from hub.backup import restored_site
from hub.backup.manifest import BackupError
from hub.digests import keyed_hashes
from hub.digests.digest import schedule
from hub.digests.models import Subscriber, Suppression
from hub.digests.preferences import unsubscribe
from hub.digests.signup import signup
from hub.monitoring import journal_mark, tasks
from hub.monitoring.models import Heartbeat
from hub.outbox import hold, key_marker
from hub.outbox.models import Mail, MailHold
from hub.records.models import Change, Record, Revision, SearchState, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    removals = settings.STORAGES["removals"]
    settings.STORAGES = settings.STORAGES | {
        "removals": removals | {"OPTIONS": {"location": tmp_path / "removals"}}
    }
    return tmp_path / "removals"


def as_in_the_backup(subscriber):
    """The row as it was before somebody left: the journal alone knows of it."""
    Suppression.objects.all().delete()
    Subscriber.objects.filter(pk=subscriber.pk).update(state="active", left_at=None)


def take_off(tool):
    """Withdraw a tool, and put its row back as the backup has it, revisions and all."""
    before = list(Revision.objects.values_list("pk", flat=True))
    tool.archive(by=None, reason="It endangers people.")
    Revision.objects.exclude(pk__in=before).delete()
    Change.objects.all().delete()
    Tool.objects.filter(pk=tool.pk).update(state="published", version=tool.version - 1)


def earlier(hours=2):
    """All that stands in the database is older than the journal."""
    by = hours * HOUR
    for tool in Tool.objects.all():
        Tool.objects.filter(pk=tool.pk).update(created_at=tool.created_at - by)
    for revision in Revision.objects.all():
        Revision.objects.filter(pk=revision.pk).update(at=revision.at - by)


# Who left


def test_who_left_after_the_backup_has_left(subscribed):
    subscriber, stays = subscribed("ada@example.org"), subscribed("bob@example.org")
    unsubscribe(subscriber)
    as_in_the_backup(subscriber)
    assert restored_site.make_safe().left == 1
    subscriber.refresh_from_db()
    stays.refresh_from_db()
    assert (subscriber.state, stays.state) == ("left", "active")
    assert Suppression.objects.get().address_key == subscriber.address_key


def test_who_left_and_is_not_in_the_backup_is_not_written_to_either(subscribed):
    """They asked, confirmed and left after it: a list that is imported must not reach them."""
    subscriber = subscribed("ada@example.org")
    unsubscribe(subscriber)
    subscriber.delete()
    Suppression.objects.all().delete()
    restored_site.make_safe()
    key = keyed_hashes.address_key("ada@example.org")
    assert Suppression.objects.filter(address_key=key).exists()


def test_who_left_and_came_back_before_the_backup_stays(subscribed):
    subscriber = subscribed("ada@example.org")
    unsubscribe(subscriber)
    as_in_the_backup(subscriber)
    Subscriber.objects.update(confirmed_at=timezone.now() + HOUR)
    assert restored_site.make_safe().left == 0
    subscriber.refresh_from_db()
    assert subscriber.state == "active"
    assert not Suppression.objects.exists()


def test_a_machine_whose_clock_is_ahead_keeps_nobody_subscribed(subscribed):
    subscriber = subscribed("ada@example.org")
    unsubscribe(subscriber)
    as_in_the_backup(subscriber)
    Subscriber.objects.update(confirmed_at=timezone.now() + datetime.timedelta(minutes=5))
    assert restored_site.make_safe().left == 1


def test_who_came_back_within_a_minute_stays(subscribed):
    """Another row than the one that left."""
    unsubscribe(subscribed("ada@example.org"))
    back = subscribed("ada@example.org")
    Subscriber.objects.update(confirmed_at=timezone.now() + datetime.timedelta(minutes=1))
    assert restored_site.make_safe().left == 0
    back.refresh_from_db()
    assert back.state == "active"


# What was withdrawn


def test_what_was_withdrawn_after_the_backup_is_hidden_and_listed(make_tool, client):
    tool, other = make_tool(slug="danger", name="Danger"), make_tool()
    earlier()
    take_off(tool)
    changes = restored_site.make_safe()
    assert changes.hidden == [f"tool {tool.pk}: Danger (danger)"]
    assert any("Danger" in line for line in changes.lines())
    tool.refresh_from_db()
    other.refresh_from_db()
    assert (tool.state, other.state) == ("in_review", "published")
    assert client.get("/tools/danger/").status_code == 404
    assert not Change.objects.exists()


def test_one_that_had_another_address_in_the_backup_is_found_by_its_number(make_tool):
    tool = make_tool(slug="danger")
    earlier()
    take_off(tool)
    Tool.objects.update(slug="as-it-was-called-before")
    assert len(restored_site.make_safe().hidden) == 1


def test_one_that_was_published_again_before_the_backup_stays(make_tool):
    tool = make_tool(slug="danger")
    tool.archive(by=None, reason="It endangers people.")
    tool.withdraw_to_draft(by=None)
    tool.publish(by=None)
    Tool.objects.update(created_at=timezone.now() - HOUR)
    Revision.objects.filter(version=tool.version).update(at=timezone.now() + HOUR)
    assert restored_site.make_safe().hidden == []


def publish_again(tool):
    tool.refresh_from_db()
    tool.withdraw_to_draft(by=None)
    tool.publish(by=None)


def test_one_that_was_published_again_at_once_stays(make_tool):
    """The backup has both: the clocks have nothing to say."""
    tool = make_tool(slug="danger")
    earlier()
    tool.archive(by=None, reason="By mistake.")
    publish_again(tool)
    assert restored_site.make_safe().hidden == []


def test_one_that_was_withdrawn_twice_is_hidden_by_the_second_time(make_tool):
    """Of which the backup knows nothing, although it knows of the first."""
    tool = make_tool(slug="danger")
    earlier()
    tool.archive(by=None, reason="By mistake.")
    publish_again(tool)
    take_off(tool)
    assert len(restored_site.make_safe().hidden) == 1


def test_an_edit_that_has_the_number_of_the_withdrawal_does_not_keep_it(make_tool):
    """Two histories of one record, as after a restore: only what took it away counts."""
    tool = make_tool(slug="danger")
    earlier()
    take_off(tool)
    tool.refresh_from_db()
    with recorded_change(tool):
        tool.name = "Another"
        tool.save()
    assert len(restored_site.make_safe().hidden) == 1


def test_one_that_has_the_number_of_another_since_stays(make_tool):
    tool = make_tool(slug="danger")
    take_off(tool)
    Tool.objects.update(created_at=timezone.now() + HOUR, slug="another")
    assert restored_site.make_safe().hidden == []


def test_it_is_hidden_although_a_rule_of_today_refuses_it(make_tool, monkeypatch):
    tool = make_tool(slug="danger")
    earlier()
    take_off(tool)
    monkeypatch.setattr(
        Tool, "inconsistencies", classmethod(lambda cls, changes: [["No."] for _ in changes])
    )
    assert len(restored_site.make_safe().hidden) == 1
    tool.refresh_from_db()
    assert tool.state == Record.State.IN_REVIEW


def test_the_restore_itself_notes_nothing(make_tool, subscribed, journal):
    subscriber, tool = subscribed(), make_tool()
    earlier()
    unsubscribe(subscriber)
    take_off(tool)
    before = sorted(journal.rglob("*.json"))
    as_in_the_backup(subscriber)
    restored_site.make_safe()
    assert sorted(journal.rglob("*.json")) == before


def test_a_note_that_cannot_be_read_is_said_loudly():
    storages["removals"].save("2026/harmed.json", ContentFile(b"{"))
    changes = restored_site.make_safe()
    assert changes.unreadable == ["2026/harmed.json"]
    assert any("LOOK YOURSELF" in line for line in changes.lines())


def test_a_journal_that_is_empty_is_said_loudly(make_tool, journal):
    assert any("EMPTY" in line for line in restored_site.make_safe().lines())
    make_tool().archive(by=None, reason="It endangers people.")
    assert not any("EMPTY" in line for line in restored_site.make_safe().lines())


FOREIGN = {"what": "subscriber", "at": "2026-11-30T02:00:00+00:00", "keys": ["ff"], "rows": []}


def refused():
    with pytest.raises(CommandError, match=r"does not know this database.*Nothing was changed"):
        call_command("after_restore", "--dry-run")
    assert not MailHold.objects.exists()


def test_a_journal_without_the_newest_mark_of_the_database_is_refused(make_tool, journal, capsys):
    """Another site's, or one that has lost all but its newest notes; an empty one, too."""
    tasks.watch()
    marks = list(journal.rglob("*.json"))
    tasks.watch()
    assert list(journal.rglob("*.json")) == marks
    call_command("after_restore", "--dry-run")
    Heartbeat.objects.update(at=timezone.now() - datetime.timedelta(days=2))
    tasks.watch()
    (mark,) = set(journal.rglob("*.json")).difference(marks)
    call_command("after_restore", "--dry-run")
    mark.unlink()
    refused()
    make_tool().archive(by=None, reason="It endangers people.")
    refused()
    for note in journal.rglob("*.json"):
        note.unlink()
    refused()
    storages["removals"].save("2026/11/30/f.json", ContentFile(json.dumps(FOREIGN)))
    refused()
    call_command("after_restore", "--dry-run", "--without-removals")
    assert "2026-11-30 02:00 UTC" in capsys.readouterr().out


def test_a_database_without_a_mark_must_share_a_removal_with_the_journal(make_tool, subscribed):
    """It is of an earlier release."""
    storages["removals"].save("2026/11/30/f.json", ContentFile(json.dumps(FOREIGN)))
    refused()
    subscriber, tool = subscribed(), make_tool()
    unsubscribe(subscriber)
    restored_site.make_safe(verify_journal=True)
    Suppression.objects.all().delete()
    with pytest.raises(BackupError, match="does not know this database"):
        restored_site.make_safe(verify_journal=True)
    tool.archive(by=None, reason="It endangers people.")
    restored_site.make_safe(verify_journal=True)


def test_where_the_journal_takes_no_mark_the_database_gets_none(journal):
    journal.write_text("no folder")
    assert journal_mark.make() == ""
    assert journal_mark.newest_key() == ""


# Mail


@pytest.fixture
def news_for_a_subscriber(subscribed, make_tool):
    """A week is over, and nothing was decided yet when the backup was taken."""
    subscriber = subscribed("ada@example.org", query="", whats=["new", "changed"])
    tool = make_tool(slug="hotline", name="Hotline", state="draft")
    tool.publish(by=None)
    Subscriber.objects.update(period_from=timezone.now() - datetime.timedelta(days=30))
    Change.objects.update(at=timezone.now() + datetime.timedelta(seconds=1))
    return subscriber


def test_a_digest_that_was_not_decided_on_yet_is_uncertain_too(news_for_a_subscriber):
    """It may have gone out after the backup: undecided, it would go out a second time."""
    Mail.objects.all().delete()
    assert restored_site.make_safe().uncertain == 1
    assert Mail.objects.get().state == "uncertain"
    assert schedule.schedule_due() == 0
    assert MailHold.is_open()


def test_a_digest_that_waited_for_the_end_of_a_pause_is_uncertain_too(news_for_a_subscriber):
    """The backup was taken while mail was held; since then it was released, and the digest sent."""
    MailHold.objects.create()
    Mail.objects.all().delete()
    assert restored_site.make_safe().uncertain == 1
    assert Mail.objects.get().state == "uncertain"
    hold.release(delivered=True)
    assert schedule.schedule_due() == 0


def test_with_other_keys_nothing_is_done(settings):
    """Whoever left would not be recognised, and forms would wait to mail people again."""
    key_marker.accept()
    settings.DIGEST_KEYS = ["another key that has never sealed a thing" * 2]
    with pytest.raises(BackupError, match="DIGEST_KEYS"):
        restored_site.make_safe()
    assert not MailHold.objects.exists()


def test_a_form_that_was_not_looked_at_yet_sends_no_second_confirmation(signup_request):
    signup.submit(signup_request("ada@example.org"))
    assert restored_site.make_safe().uncertain == 1
    assert Mail.objects.get().purpose == "confirmation"
    assert not Mail.objects.due().exists()


def test_a_request_for_a_password_that_was_not_answered_yet_sends_no_second_link(make_person):
    make_person(email="ada@example.org")
    password_requests.submit("ada@example.org")
    assert restored_site.make_safe().uncertain == 1
    assert Mail.objects.get().purpose == "password_reset"
    assert not Mail.objects.due().exists()


# The rest


def test_nobody_is_signed_in_any_more(signed_in):
    signed_in("administrator")
    assert restored_site.make_safe().sessions == 1
    assert not Session.objects.exists()


def test_there_is_a_new_epoch(make_tool):
    make_tool()
    before = SearchState.version()
    restored_site.make_safe()
    assert SearchState.version().epoch != before.epoch


def test_run_again_it_changes_nothing_more(make_tool, subscribed):
    subscriber, tool = subscribed(), make_tool()
    earlier()
    unsubscribe(subscriber)
    take_off(tool)
    as_in_the_backup(subscriber)
    restored_site.make_safe()
    again = restored_site.make_safe()
    assert (again.left, again.hidden) == (0, [])
    assert MailHold.objects.count() == 1


def test_what_was_due_to_be_erased_of_suggestions_is_erased_again(make_suggestion):
    day = datetime.timedelta(days=1)
    long_ago = timezone.now() - 100 * day
    row = make_suggestion(state="dropped", decided_at=long_ago, words="Secret", address="sealed")
    changes = restored_site.make_safe()
    row.refresh_from_db()
    assert (row.words, row.address, changes.suggestions) == ("", "", 2)

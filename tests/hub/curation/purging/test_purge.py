"""What was taken out is nowhere, and the site says that and by whom something went."""

import re

import pytest

from catalogue.models import Tool
from hub.backup import restored_site
from hub.curation.desk.models import Task
from hub.curation.purging.models import PurgeRequest
from hub.curation.purging.purge_requests import ask, decide
from hub.curation.purging.purged_text import PurgedText, PurgeRefused
from hub.records.models import FormerSlug, Revision, SearchState
from tests.hub.curation.purging.conftest import NAME
from tests.plugins.cast import make_a_person

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LEFT = re.compile(r"maria[\W_]+quellenfeld(?!s)", re.IGNORECASE)


@pytest.fixture
def people():
    return make_a_person(name="Ada"), make_a_person(name="Grace")


@pytest.fixture
def purge(key, people):
    def run(text=NAME):
        row = ask(key, text, "A person is in danger.", by=people[0])
        return decide(row.pk, "done", by=people[1])

    return run


def test_it_is_in_no_table_any_more(everywhere, purge, dump):
    assert LEFT.search(dump())
    purge()
    assert [line for line in dump().splitlines() if LEFT.search(line)] == []


@pytest.mark.parametrize("outcome", ["", "refused"])
def test_it_is_in_no_reason_of_a_request_any_more(
    outcome, make_tool, everywhere, people, key, dump
):
    """Asked for in other words, of this record and of another one, decided on or not."""
    from hub.curation.purging.stored_texts import RecordKey

    other = make_tool(summary="Ring 0123 456789.")
    for about, text in ((key, "Ask the shelter"), (RecordKey("tool", other.pk), "0123 456789")):
        row = ask(about, text, f"{NAME.upper()} is to be reached there.", by=people[0])
        if outcome:
            decide(row.pk, outcome, by=people[1])
    own = ask(key, NAME, "A person is in danger.", by=people[0])
    PurgeRequest.objects.filter(pk=own.pk).update(reason=f"For {NAME}.")
    done = decide(own.pk, "done", by=people[1])
    assert [line for line in dump().splitlines() if LEFT.search(line)] == []
    assert done.reason == "For [taken out]."
    reasons = PurgeRequest.objects.order_by("pk").values_list("reason", "outcome")
    assert list(reasons) == [
        *[("[taken out] is to be reached there.", outcome)] * 2, ("For [taken out].", "done"),
    ]  # fmt: skip


def test_another_word_that_begins_like_it_stays(everywhere, purge, tool):
    purge()
    tool.refresh_from_db()
    assert tool.caution == "Call [taken out], not maria quellenfelds."


def test_the_history_says_who_asked_and_who_did_it(purge, tool):
    purge()
    last = Revision.objects.filter(record_id=tool.pk).latest("version")
    assert last.reason == "A text was taken out for good, asked for by Ada."
    assert str(last.by) == "Grace"


def test_earlier_versions_stay_without_it(purge, tool):
    purge()
    second = Revision.objects.get(record_id=tool.pk, version=2)
    assert (second.before["summary"], second.reason) == (
        "Ask [taken out] for it.",
        "[taken out] wrote to us.",
    )


def test_an_old_address_with_it_leads_nowhere(purge, tool, client):
    purge()
    assert not FormerSlug.objects.filter(record_id=tool.pk).exists()
    assert client.get("/tools/maria-quellenfeld/").status_code == 404


def test_the_address_of_the_record_itself_is_another_one(make_tool, people):
    from hub.curation.purging.stored_texts import RecordKey

    tool = make_tool(slug="maria-quellenfeld", name=NAME)
    row = ask(RecordKey("tool", tool.pk), NAME, "A person.", by=people[0])
    decide(row.pk, "done", by=people[1])
    tool.refresh_from_db()
    assert (tool.slug, tool.name) == ("taken-out", "[taken out]")


def test_pages_and_the_search_show_it_no_more(everywhere, purge, client, tool):
    assert LEFT.search(client.get("/tools/one/").content.decode())
    purge()
    for path in ("/tools/one/", "/tools/?q=quellenfeld", "/news/", "/tools/feed/"):
        assert not LEFT.search(client.get(path).content.decode())


def test_whatever_was_made_of_the_database_is_made_anew(purge):
    before = SearchState.objects.get().epoch
    purge()
    assert SearchState.objects.get().epoch != before


def test_other_records_keep_it(purge, make_tool, tool):
    other = make_tool(summary=f"{NAME} wrote it.")
    purge()
    other.refresh_from_db()
    assert other.summary == f"{NAME} wrote it."


def test_a_text_of_one_letter_is_refused(key, people):
    with pytest.raises(PurgeRefused, match="three letters"):
        ask(key, "M", "A person.", by=people[0])


def test_a_text_that_stands_nowhere_is_refused(key, people):
    with pytest.raises(PurgeRefused, match="neither in the record"):
        ask(key, "Somebody Else", "A person.", by=people[0])


def test_a_reason_with_the_text_is_refused(key, people):
    with pytest.raises(PurgeRefused, match="without the text"):
        ask(key, NAME, f"{NAME} is in danger.", by=people[0])


def test_the_same_person_cannot_do_it(key, people):
    row = ask(key, NAME, "A person.", by=people[0])
    with pytest.raises(PurgeRefused, match="another curator"):
        decide(row.pk, "done", by=people[0])
    assert PurgeRequest.objects.get().is_waiting


def test_a_site_with_one_curator_says_so_in_the_history(key, people, settings, tool):
    settings.TWO_PEOPLE = False
    row = ask(key, NAME, "A person.", by=people[0])
    assert decide(row.pk, "done", by=people[0]).alone
    last = Revision.objects.filter(record_id=tool.pk).latest("version")
    assert last.reason.endswith("asked for and done by the same person.")


def test_a_request_is_decided_once(key, people):
    row = ask(key, NAME, "A person.", by=people[0])
    decide(row.pk, "refused", by=people[1])
    with pytest.raises(PurgeRefused, match="decided on this request already: Not taken out"):
        decide(row.pk, "done", by=people[1])


def test_a_text_that_went_meanwhile_is_said(key, people, purge):
    row = ask(key, NAME, "A person.", by=people[0])
    purge()
    with pytest.raises(PurgeRefused, match="nowhere any more"):
        decide(row.pk, "done", by=people[1])


def test_the_text_is_encrypted_while_it_waits_and_gone_afterwards(key, people):
    row = ask(key, NAME, "A person.", by=people[0])
    assert NAME not in PurgeRequest.objects.get().text
    assert decide(row.pk, "withdrawn", by=people[0]).text == ""


def test_the_desk_has_a_task_without_the_text(key, people):
    row = ask(key, NAME, "A person.", by=people[0])
    task = Task.objects.get(kind="purge")
    assert NAME not in f"{task.title} {task.detail}"
    decide(row.pk, "refused", by=people[1])
    task.refresh_from_db()
    assert not task.is_open


# A backup from before


def test_a_restored_backup_has_it_taken_out_again(key, people, everywhere, purge, dump):
    from django.core import serializers

    tables = (Tool, Revision)
    backup = [serializers.serialize("json", table.objects.all()) for table in tables]
    purge()
    Revision.objects.all().delete()
    for text in backup:
        for row in serializers.deserialize("json", text):
            row.save()
    assert LEFT.search(dump())
    assert restored_site.apply_removals().purged == 1
    assert [line for line in dump().splitlines() if LEFT.search(line)] == []


def test_doing_so_again_changes_nothing(purge):
    purge()
    assert restored_site.apply_removals().purged == 0


def test_the_journal_has_no_word_of_it(purge, settings):
    from hub.records import removal_journal

    purge()
    (removal,) = [one for one in removal_journal.read()[0] if one.what == "purge"]
    assert removal.keys == {PurgedText.parse(NAME).key}

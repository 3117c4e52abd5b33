"""The copy holds what is public as of one number, and nothing else."""

import sqlite3

import pytest
from django.apps import apps
from django.db import transaction

from catalogue.models import Tool, ToolCitation, ToolOrganisation
from hub.records.models import Change, Record, Removed, SearchState, Source, recorded_change
from hub.records.public_copy.reader import copied_state, copy_as_database
from hub.records.public_copy.tables import copied_models, copy_path
from hub.records.public_copy.writer import renew_copy

pytestmark = pytest.mark.django_db
ROOMS = ("catalogue", "events", "recommendations", "vocabulary")


@pytest.fixture(autouse=True)
def _postgresql(on_postgresql, settings, tmp_path):
    if not on_postgresql:
        pytest.skip("SQLite is a file already")
    settings.VAR_DIR = tmp_path


def names():
    with copy_as_database():
        return set(Tool.objects.published().values_list("name", flat=True))


def rename(tool):
    with recorded_change(tool):
        tool.name = "Another"
        tool.save()


def test_every_table_of_the_records_and_of_the_vocabulary_is_copied():
    tables = {model for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert tables <= set(copied_models())


def test_only_what_is_public_is_copied(make_tool):
    make_tool(name="Public")
    make_tool(name="Draft", state=Record.State.DRAFT)
    make_tool(name="For some", visibility=Record.Visibility.VETTED)
    renew_copy()
    assert names() == {"Public"}
    assert b"Draft" not in copy_path().read_bytes() + _log()


def test_a_public_record_with_a_link_to_a_hidden_one_is_read_as_from_the_database(
    make_tool, make_organisation
):
    tool = make_tool(name="Public")
    draft = make_organisation(name="Not yet told", state=Record.State.DRAFT)
    with recorded_change(tool):
        ToolOrganisation.objects.create(tool=tool, organisation=draft, role="developer")
    renew_copy()
    with copy_as_database():
        link = Tool.objects.published().get().organisation_links.get()
        assert (link.organisation.is_public, link.organisation.name) == (False, "")
    assert b"Not yet told" not in copy_path().read_bytes() + _log()


def test_what_is_withdrawn_leaves_no_name_and_no_source_in_the_file(make_tool):
    tool = make_tool(name="A shelter by its name")
    source = Source.objects.create(title="A report on that shelter")
    with recorded_change(tool):
        tool.summary = "Another summary."
        tool.save()
        ToolCitation.objects.create(tool=tool, source=source, subject="name")
    renew_copy()
    tool.archive(by=None, reason="It endangers people.")
    renew_copy()
    left = copy_path().read_bytes() + _log()
    assert (b"A shelter by its name" in left, b"A report on that shelter" in left) == (False, False)


def test_news_that_is_deleted_goes(make_tool):
    tool = make_tool()
    rename(tool)
    renew_copy()
    Change.objects.filter(record_id=tool.pk).delete()
    with recorded_change(tool):
        tool.summary = "So that something has changed."
        tool.save()
    renew_copy()
    there = set(Change.objects.values_list("pk", flat=True))
    with copy_as_database():
        assert set(Change.objects.values_list("pk", flat=True)) == there


def _log():
    log = copy_path().with_name(f"{copy_path().name}-wal")
    return log.read_bytes() if log.exists() else b""


def test_only_its_owner_can_read_the_file():
    renew_copy()
    assert copy_path().stat().st_mode & 0o077 == 0


def test_it_is_of_the_number_that_the_database_has(make_tool):
    make_tool()
    renew_copy()
    state = copied_state()
    assert state is not None
    assert (state.numbers.epoch, state.numbers.seq) == tuple(SearchState.version())


def test_what_changes_is_read_again_with_its_links(make_tool):
    tool = make_tool(name="Before")
    renew_copy()
    source = Source.objects.create(title="A report")
    with recorded_change(tool):
        tool.name = "After"
        tool.save()
        ToolCitation.objects.create(tool=tool, source=source, subject="name")
    renew_copy()
    with copy_as_database():
        assert Tool.objects.get().citations.get().source.title == "A report"
    assert names() == {"After"}


def test_what_is_withdrawn_or_deleted_goes_and_a_snapshot_hears_of_it(make_tool):
    gone, removed = make_tool(name="Gone"), make_tool(name="Removed")
    renew_copy()
    before = SearchState.current()
    gone.archive(by=None, reason="It endangers people.")
    key = removed.pk
    with transaction.atomic():
        removed.delete()
        Removed.objects.create(kind="tool", record_id=key, seq=SearchState.raise_seq())
    renew_copy()
    assert names() == set()
    with copy_as_database():
        told = Removed.objects.filter(kind="tool", seq__gt=before)
        assert set(told.values_list("record_id", flat=True)) == {gone.pk, key}


def test_what_is_published_comes_in(make_tool):
    draft = make_tool(name="New", state=Record.State.DRAFT)
    renew_copy()
    draft.publish(by=None)
    renew_copy()
    assert names() == {"New"}


def test_a_source_that_is_corrected_is_read_again(make_tool):
    source = Source.objects.create(title="Wrong")
    ToolCitation.objects.create(tool=make_tool(), source=source, subject="name")
    renew_copy()
    source.title = "Right"
    source.save()
    renew_copy()
    with copy_as_database():
        assert [each.title for each in Source.objects.all()] == ["Right"]


def test_news_that_is_hidden_goes(make_tool):
    tool = make_tool()
    rename(tool)
    renew_copy()
    with copy_as_database():
        assert Change.objects.filter(record_id=tool.pk).exists()
    with recorded_change(tool):
        tool.visibility = Record.Visibility.VETTED
        tool.save()
    renew_copy()
    with copy_as_database():
        assert not Change.objects.filter(record_id=tool.pk).exists()


def test_after_a_restore_all_is_read_again(make_tool):
    tool = make_tool(name="Before")
    renew_copy()
    Tool.objects.filter(pk=tool.pk).update(name="After")  # at the same number
    SearchState.begin_epoch()
    renew_copy()
    assert names() == {"After"}


def test_a_process_that_serves_leaves_much_to_a_worker(make_tool):
    make_tool()
    make_tool()
    assert not renew_copy(most=1)
    assert copied_state() is None


def test_a_damaged_file_is_no_state_and_the_next_run_but_one_makes_it_anew(make_tool):
    make_tool(name="Public")
    renew_copy()
    copy_path().write_bytes(b"nothing of ours" * 1000)
    assert copied_state() is None
    with pytest.raises(sqlite3.DatabaseError):
        renew_copy()
    renew_copy()
    assert names() == {"Public"}

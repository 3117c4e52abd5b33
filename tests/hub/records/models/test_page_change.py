"""A change is noted on the pages that show it and on no other."""

import pytest
from django.db import connection, transaction

from catalogue.models import Organisation, Tool
from hub.records.models import PageChange, Record, SearchState, recorded_change
from hub.records.models import page_change as module
from hub.records.models.ledger import stamp_records
from hub.records.models.page_change import committed_with_pages, pages_showing
from hub.records.models.search_state import Version
from hub.records.registry import record_types

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def bodies(make_organisation):
    return {
        name: make_organisation(slug=name.lower(), name=name)
        for name in ("Aruna", "Bello", "Chidi")
    }


@pytest.fixture
def tools(make_tool, bodies):
    """Two of one organisation, and one of another."""
    return {
        name: make_tool(slug=name.lower(), name=name, organisations=(bodies[body],))
        for name, body in {"Map": "Aruna", "Line": "Aruna", "Form": "Bello"}.items()
    }


@pytest.fixture
def changed_pages():
    """Addresses of records whose pages get another version while something is done."""

    def run(do):
        before = versions()
        do()
        after = versions()
        return {slug for slug in before | after if before.get(slug) != after.get(slug)}

    return run


def versions():
    numbers = committed_with_pages()
    return {
        slug: numbers.version_of(frozenset(), (model.kind, slug))
        for model in (Tool, Organisation)
        for slug in model.objects.values_list("slug", flat=True)
    }


def change(record, **values):
    with recorded_change(record):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()


def test_a_change_is_seen_on_its_page_and_on_those_that_show_it(tools, bodies, changed_pages):
    assert changed_pages(lambda: change(tools["Map"], summary="Another.")) == {"map", "aruna"}
    assert changed_pages(lambda: change(bodies["Bello"], name="Another")) == {"bello", "form"}


def test_partners_show_each_other(tools, bodies, changed_pages):
    def join():
        with recorded_change(tools["Map"]):
            tools["Map"].organisation_links.create(organisation=bodies["Chidi"])

    # The organisations have other tools by now, and stand on the pages of all that they made.
    assert changed_pages(join) == {"map", "line", "aruna", "chidi"}
    seen = changed_pages(lambda: change(bodies["Chidi"], name="Another"))
    assert seen == {"map", "aruna", "chidi"}


def test_what_a_record_points_at_no_longer_hears_of_it(tools, bodies, changed_pages):
    def leave():
        with recorded_change(tools["Form"]):
            tools["Form"].organisation_links.all().delete()

    assert "bello" in changed_pages(leave)
    change(bodies["Aruna"], part_of=bodies["Bello"])
    assert "bello" in changed_pages(lambda: change(bodies["Aruna"], part_of=None))


def test_a_withdrawn_record_is_seen_where_it_stood(tools, changed_pages):
    def withdraw():
        tools["Form"].archive(by=None, reason="It is gone.")

    assert changed_pages(withdraw) == {"form", "bello"}


def test_the_address_that_a_record_had_hears_of_it(tools):
    key, before = ("tool", "map"), committed_with_pages()
    change(tools["Map"], slug="chart")
    assert committed_with_pages().version_of((), key) != before.version_of((), key)


def test_what_only_some_may_see_is_noted_on_no_page(make_tool, changed_pages):
    draft = make_tool(slug="secret", state=Record.State.DRAFT)
    assert changed_pages(lambda: change(draft, summary="Another.")) == set()


def test_the_version_of_a_kind_counts_too(tools):
    before = committed_with_pages().version_of({"tool"}, ("tool", "form"))
    change(tools["Map"], summary="Another.")
    assert committed_with_pages().version_of({"tool"}, ("tool", "form")) != before


def test_of_many_all_pages_of_the_kinds_that_show_them_count(tools, changed_pages, monkeypatch):
    monkeypatch.setattr(module, "MANY", 1)

    def stamp():
        with transaction.atomic():
            stamp_records({Tool: [tools["Map"].pk, tools["Form"].pk]})

    assert changed_pages(stamp) == {"map", "line", "form", "aruna", "bello", "chidi"}
    assert set(PageChange.objects.filter(slug="").values_list("kind", flat=True)) == {
        kind for kind in record_types if kind != "helpline"
    }


def test_no_more_is_remembered_than_a_process_can_hold(tools, changed_pages, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(module, "CLEAN_EVERY", 1)
    assert changed_pages(lambda: change(tools["Map"], summary="Another.")) >= {"line", "form"}
    assert list(PageChange.objects.filter(kind="tool").values_list("slug", flat=True)) == [""]


def test_a_release_that_notes_no_pages_changes_all(tools, changed_pages):
    def write_as_before():
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_searchstate SET seq = seq + 1, sorted_seq = seq + 1 WHERE id = 1"
            )

    assert changed_pages(write_as_before) == set(versions())
    # ... and they stay apart from before once this one has written again.
    before = versions()
    change(tools["Map"], summary="Another.")
    assert before["form"] == versions()["form"]


def test_numbers_without_pages_are_of_no_page(tools):
    numbers, page = committed_with_pages(), ("tool", "map")
    apart = SearchState.numbers().version_of((), page)
    assert apart != numbers.version_of((), page)
    assert apart != Version(numbers.epoch, numbers.seq)


@pytest.mark.django_db(transaction=True)
def test_a_process_reads_what_is_new(tools, django_assert_num_queries):
    change(tools["Map"], summary="Another.")
    held = committed_with_pages()
    with django_assert_num_queries(1):
        assert committed_with_pages().pages is held.pages
    change(tools["Form"], summary="Another.")
    newer = committed_with_pages().pages
    assert newer["tool", "form"] == SearchState.current()
    assert newer["tool", "map"] == held.pages["tool", "map"]


@pytest.mark.django_db(transaction=True)
def test_a_restored_database_is_read_anew(tools):
    change(tools["Map"], summary="Another.")
    committed_with_pages()
    PageChange.objects.update(seq=1)
    SearchState.begin_epoch()
    assert set(committed_with_pages().pages.values()) == {1}


def test_what_is_rolled_back_is_not_remembered(tools):
    committed_with_pages()
    with transaction.atomic():
        change(tools["Map"], summary="Another.")
        assert ("tool", "map") in committed_with_pages().pages
        seq = SearchState.current()
        transaction.set_rollback(True)
    assert committed_with_pages().pages.get(("tool", "map")) != seq


def test_every_declared_lookup_can_be_asked():
    for kind in record_types.values():
        assert pages_showing(kind.model, [0]) == set()


@pytest.fixture
def left(tools, bodies):
    """A tool of which an organisation is told that it has to do with it no longer."""
    with recorded_change(tools["Form"]):
        tools["Form"].organisation_links.all().delete()
    return bodies["Bello"]


def test_a_history_follows_the_name_of_what_it_tells_of(left, changed_pages):
    assert "form" not in changed_pages(lambda: change(left, url="https://bello.example/"))
    assert "form" in changed_pages(lambda: change(left, name="Bello and others"))
    assert "form" in changed_pages(lambda: change(left, visibility=Record.Visibility.VETTED))
    assert "form" in changed_pages(lambda: change(left, visibility=Record.Visibility.PUBLIC))
    assert "form" in changed_pages(lambda: change(left, slug="bello-and-others"))


def test_a_history_follows_a_key_too(bodies, changed_pages):
    change(bodies["Aruna"], part_of=bodies["Chidi"])
    change(bodies["Aruna"], part_of=None)
    assert "aruna" in changed_pages(lambda: change(bodies["Chidi"], name="Another"))
    assert "bello" not in changed_pages(lambda: change(bodies["Chidi"], name="Yet another"))


def test_of_many_new_names_all_histories_count(left, bodies, changed_pages, monkeypatch):
    monkeypatch.setattr(module, "MANY", 0)
    assert changed_pages(lambda: change(bodies["Chidi"], name="Another")) >= {"form", "map"}


def test_the_page_with_the_history_is_another_one(left, client):
    page = "/tools/form/"
    assert "Bello" in client.get(page).content.decode()
    change(left, name="Dinka")
    assert "Bello" not in client.get(page).content.decode()
    left.archive(by=None, reason="It is gone.")
    assert "Dinka" not in client.get(page).content.decode()


def test_a_tree_of_notes_follows_each_of_them(make_deployment, make_tool, client):
    first = make_deployment(tool=make_tool())
    second = make_deployment(tool=make_tool(), adapted_from=first)
    third = make_deployment(tool=make_tool(), adapted_from=second, title="Kiosks in Aweil")
    page = first.get_absolute_url()
    assert "Kiosks in Aweil" in client.get(page).content.decode()
    change(third, title="Kiosks in Bor")
    assert "Kiosks in Bor" in client.get(page).content.decode()
    change(third.tool, visibility=Record.Visibility.VETTED)
    assert "Kiosks in Bor" not in client.get(page).content.decode()

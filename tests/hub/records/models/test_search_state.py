"""The number that keys snapshots and cached pages: never skipped, never out of order."""

import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction

from hub.records.models import SearchState

pytestmark = pytest.mark.both_databases


def raised(*, terms=False):
    with transaction.atomic():
        return SearchState.raise_seq(terms=terms)


@pytest.mark.django_db
def test_before_anything_was_published_the_number_is_nought():
    assert (SearchState.current(), SearchState.current_terms()) == (0, 0)


@pytest.mark.django_db
def test_each_raise_gives_the_next_number():
    assert [raised(), raised(), raised()] == [1, 2, 3]


@pytest.mark.django_db
def test_a_changed_record_leaves_the_number_of_the_terms():
    raised(terms=True)
    raised()
    assert SearchState.current_terms() == 1


@pytest.mark.django_db
def test_a_changed_term_raises_both_numbers_to_the_same():
    raised()
    raised(terms=True)
    assert (SearchState.current(), SearchState.current_terms()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses():
    with pytest.raises(transaction.TransactionManagementError):
        SearchState.raise_seq()


@pytest.mark.django_db
def test_there_is_one_row_only():
    raised()
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchState.objects.create(pk=2)


@pytest.mark.django_db
def test_reading_it_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        SearchState.current()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_gap():
    raised()
    with transaction.atomic():
        SearchState.raise_seq()
        transaction.set_rollback(True)
    assert raised() == 2


CHANGES = {
    "of a tool": ({"kinds": {"tool"}}, {"tool"}),
    "of two kinds": ({"kinds": {"tool", "event"}}, {"tool", "event"}),
    "that may concern any kind": ({}, {"tool", "event", "misuse"}),
    "of a term": ({"terms": True}, {"tool", "event", "misuse"}),
    "that only some may see": ({"kinds": {"tool"}, "public": False}, set()),
    "by a release that knows no kinds": (None, {"tool", "event", "misuse"}),
}


def raise_for(arguments):
    with transaction.atomic():
        if arguments is not None:
            SearchState.raise_seq(**arguments)
        else:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE core_searchstate SET seq = seq + 1 WHERE id = 1")


def versions():
    return {kind: SearchState.version_of({kind}) for kind in ("tool", "event", "misuse")}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("next_change", CHANGES)
def test_a_change_moves_the_versions_of_its_kinds_and_no_other(change, next_change):
    raised()
    for arguments, kinds in (CHANGES[change], CHANGES[next_change]):
        before = versions()
        raise_for(arguments)
        after = versions()
        assert {kind for kind in after if after[kind] != before[kind]} == kinds


@pytest.mark.django_db
def test_the_version_of_several_kinds_moves_with_each_of_them():
    seen = [SearchState.version_of({"tool", "event"})]
    for kind in ("tool", "event", "tool", "misuse"):
        raise_for({"kinds": {kind}})
        seen.append(SearchState.version_of({"tool", "event"}))
    assert len(set(seen)) == 4
    assert seen[-1] == seen[-2]


@pytest.mark.django_db
def test_without_kinds_the_version_is_the_one_of_all_that_is_public():
    raise_for({"kinds": {"tool"}})
    assert SearchState.version_of(None) == SearchState.public_version()


@pytest.mark.django_db
def test_other_kinds_that_a_change_shows_on_get_its_number():
    raise_for({"kinds": {"event"}})
    with transaction.atomic():
        SearchState.raise_seq(kinds={"organisation"})
        SearchState.note_kinds({"tool"})
    state = SearchState.objects.get()
    assert state.kinds == {"event": 1, "organisation": 2, "tool": 2}


class Writer(threading.Thread):
    """Raises the number in a transaction of its own and commits when told to."""

    def __init__(self):
        super().__init__()
        self.begun, self.may_commit = threading.Event(), threading.Event()
        self.seq = None

    def run(self):
        try:
            with transaction.atomic():
                self.begun.set()
                self.seq = SearchState.raise_seq()
                assert self.may_commit.wait(10)
        finally:
            connection.close()


def wait_for(so, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_a_second_writer_gets_no_number_before_the_first_has_committed():
    raised()  # the row is there: what follows is about its lock
    first, second = Writer(), Writer()
    first.start()
    wait_for(lambda: first.seq == 2)
    second.may_commit.set()
    second.start()
    time.sleep(0.3)
    waited = second.seq is None
    first.may_commit.set()
    first.join(10)
    second.join(10)
    assert (waited, second.seq) == (True, 3)


@pytest.mark.django_db(transaction=True)
def test_a_reader_does_not_wait_for_a_writer():
    raised()
    writer = Writer()
    writer.start()
    wait_for(lambda: writer.seq == 2)
    seen = SearchState.current()
    writer.may_commit.set()
    writer.join(10)
    assert seen == 1


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_saw_a_number_has_every_change_up_to_it(make_tool):
    """Many writers at once: whatever number is read, all records with a lower one are there."""
    from catalogue.models import Tool

    raised()
    pks = [make_tool(state="draft").pk for _ in range(3)]
    first = SearchState.current()
    missing, done = [], threading.Event()

    def write(pk):
        try:
            for turn in range(5):
                with transaction.atomic():
                    seq = SearchState.raise_seq()
                    Tool.objects.filter(pk=pk).update(notes=str(turn), index_seq=seq)
                    written[seq] = pk
        finally:
            connection.close()

    written: dict[int, int] = {}
    writers = [threading.Thread(target=write, args=(pk,)) for pk in pks]
    for writer in writers:
        writer.start()
    while not done.is_set():
        if not any(writer.is_alive() for writer in writers):
            done.set()
        seen = SearchState.current()
        stamps = dict(Tool.objects.values_list("pk", "index_seq"))
        missing += [n for n, pk in list(written.items()) if n <= seen and stamps[pk] < n]
    assert (missing, SearchState.current()) == ([], first + 15)


@pytest.mark.django_db
def test_a_new_epoch_makes_another_version_of_the_same_number():
    raised()
    before = SearchState.version()
    SearchState.begin_epoch()
    after = SearchState.version()
    assert before.seq == after.seq == 1
    assert str(before) != str(after)
    assert len(after.epoch) == 32


@pytest.mark.django_db
def test_two_sites_have_two_epochs():
    raised()
    first = SearchState.version().epoch
    SearchState.objects.all().delete()
    raised()
    assert SearchState.version().epoch not in (first, "")

"""Texts that PostgreSQL cannot hold are refused, and never become other texts."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from catalogue.models import ToolTerm
from hub.records.bulk_rows import (
    FEW,
    LINES,
    VALUES,
    check_keys,
    delete_rows,
    insert_rows,
    inserts_in_background,
    update_rows,
)
from hub.records.models import Revision, Source

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("title", ["x\ud800y", "\ud800", "x\x00y"])
def test_a_text_that_copy_cannot_hold_is_refused(title):
    rows = [{"url": f"https://example.org/{number}", "title": title} for number in range(FEW)]
    with pytest.raises(DataError):
        insert_rows(Source, rows)


@pytest.mark.parametrize(
    "title", ["a\tb", "a\nb\rc", "back\\slash", "\\N", "\\.", "", "“quoted”", "\U0001f600"]
)
def test_every_other_text_comes_out_as_it_went_in(title):
    rows = [{"url": f"https://example.org/{number}", "title": title} for number in range(FEW)]
    insert_rows(Source, rows)
    assert set(Source.objects.values_list("title", flat=True)) == {title}


def test_copied_rows_are_as_the_orm_writes_them():
    """Named here and not there, null, as the default is, the same for all, one after the other."""
    at = timezone.now()
    rows = [
        {
            "kind": "tool",
            "record_id": number,
            "version": 1,
            "changed": ["name", 'a\t"b"\\'] if number % 2 else [],
            "at": at if number < FEW else at.isoformat(),
        }
        | ({"before": {"name": "a\nb", "url": None}} if number % 3 else {})
        | ({"before": None, "reason_is_public": True} if number % 5 == 0 else {})
        | ({"reason": ["\\N", "", "x\r\n", "\\.", "\U0001f600"][number % 5]} if number % 7 else {})
        for number in range(2 * LINES + 1)
    ]
    insert_rows(Revision, rows)
    columns = [field.attname for field in Revision._meta.concrete_fields if field.attname != "id"]
    copied = list(Revision.objects.order_by("record_id").values(*columns))
    Revision.objects.all().delete()
    Revision.objects.bulk_create(Revision(**row) for row in rows)
    assert copied == list(Revision.objects.order_by("record_id").values(*columns))


def test_updated_rows_are_as_the_orm_writes_them(make_person):
    """Texts, numbers, times, JSON, keys and nothing, each of several rows that name other ones."""
    insert_rows(Revision, [{"kind": "tool", "record_id": pk, "version": 1} for pk in range(9)])
    at = timezone.now()
    values = [
        {"reason": "a\t%s ' \\ \u2028", "version": 7, "at": at, "by_id": make_person().pk},
        {"reason": "", "version": 8, "at": at.isoformat(), "by_id": None},
        {"before": {"name": "x", "url": None}, "changed": ["name"], "reason_is_public": True},
        {"before": None, "changed": [], "reason_is_public": False},
        {"before": {"known_none": []}, "changed": ["%s"], "reason_is_public": True},
        {},
    ]
    keys = list(Revision.objects.order_by("record_id").values_list("pk", flat=True))
    rows = [{"id": pk} | columns for pk, columns in zip(keys, values, strict=False)]
    with transaction.atomic():
        update_rows(Revision, rows)
        written = list(Revision.objects.order_by("record_id").values())
        transaction.set_rollback(True)
    for row in rows:
        revision = Revision.objects.get(pk=row["id"])
        for name, value in row.items():
            setattr(revision, name, value)
        revision.save()
    assert written == list(Revision.objects.order_by("record_id").values())


def test_more_rows_than_one_statement_takes_are_all_updated():
    insert_rows(Source, [{"url": f"https://example.org/{n}"} for n in range(VALUES + 1)])
    keys = Source.objects.values_list("pk", flat=True)
    update_rows(Source, [{"id": pk, "title": f"Title {pk}"} for pk in keys])
    assert all(title == f"Title {pk}" for pk, title in Source.objects.values_list("pk", "title"))


def test_a_text_that_is_too_long_is_refused_and_not_cut():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps texts of any length")
    insert_rows(Source, _sources()[:1])
    size = Source._meta.get_field("title").max_length
    pk = Source.objects.values_list("pk", flat=True).get()
    with pytest.raises(DataError), transaction.atomic():
        update_rows(Source, [{"id": pk, "title": "x" * (size + 1)}])
    assert Source.objects.get().title == ""


def test_rows_are_deleted_in_few_statements(django_assert_max_num_queries):
    insert_rows(Source, [{"url": f"https://example.org/{n}"} for n in range(VALUES + 1)])
    keys = list(Source.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(6):
        delete_rows(Source, keys[1:])
    assert list(Source.objects.values_list("pk", flat=True)) == keys[:1]


def test_a_column_that_no_model_has_is_refused():
    with pytest.raises((KeyError, TypeError)):
        insert_rows(Source, [row | {"titel": "x"} for row in _sources()])


def _sources(first: int = 0) -> list[dict[str, str]]:
    return [{"url": f"https://example.org/{first + number}"} for number in range(FEW)]


def test_what_is_inserted_in_the_background_is_read_by_the_next_query():
    with inserts_in_background():
        for first in (0, FEW, 2 * FEW):
            insert_rows(Source, _sources(first))
            assert Source.objects.count() == first + FEW
    assert Source.objects.count() == 3 * FEW


def test_keys_that_are_reserved_in_the_background_are_those_of_the_rows():
    with inserts_in_background():
        some, others = _sources(), _sources(FEW)
        insert_rows(Source, some, with_keys=True)
        insert_rows(Source, others, with_keys=True)
    urls = dict(Source.objects.values_list("pk", "url"))
    assert urls == {row["id"]: row["url"] for row in (*some, *others)}


def _twice(*, query: bool) -> None:
    with transaction.atomic(), inserts_in_background():
        insert_rows(Source, _sources())
        insert_rows(Source, _sources())  # the same addresses
        if query:
            Source.objects.count()
            pytest.fail("the query was answered")


@pytest.mark.parametrize("query", [False, True], ids=["at the end", "by the next query"])
def test_an_error_in_the_background_is_raised(query):
    with pytest.raises(IntegrityError):
        _twice(query=query)
    assert Source.objects.count() == 0


def test_keys_to_rows_that_are_not_there_are_refused_when_they_are_checked():
    def insert() -> None:
        with transaction.atomic(), inserts_in_background():
            insert_rows(ToolTerm, [{"tool_id": -1, "term_id": -key} for key in range(FEW)])
            check_keys()
            Source.objects.count()
            pytest.fail("the query was answered")

    with pytest.raises(IntegrityError):
        insert()


@pytest.mark.parametrize("title", ["x\ud800y", "\ud800", "x\x00y"])
def test_a_text_that_copy_cannot_hold_is_refused_in_the_background_too(title):
    with pytest.raises(DataError), transaction.atomic(), inserts_in_background():
        insert_rows(Source, [row | {"title": title} for row in _sources()])


def test_the_connection_is_the_callers_again_after_an_error_of_his_own():
    def insert() -> None:
        with transaction.atomic(), inserts_in_background():
            insert_rows(Source, _sources())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        insert()
    assert Source.objects.count() == 0

"""What is done with a row, and what a curator can say of it."""

import pytest
from django.utils import timezone

from hub.imports.models import Import, ImportRow, ImportSource
from hub.imports.review import decisions
from hub.imports.review.decisions import row_outcome
from hub.imports.validate import validate_chunk

PERSONAL = {"code": "personal", "field": "notes", "column": "N", "value": "x", "sentence": ""}
MINE = {"field": "summary", "old": "a", "new": "b", "owner": "curator"}
THEIRS = {"field": "notes", "old": None, "new": "n", "owner": "source"}
FACTS = {"name": "X", "summary": "b", "notes": "n"}


def row(verdict, **values):
    return ImportRow(verdict=verdict, row=FACTS, batch=Import(kind="tool"), **values)


def written(found):
    return found.facts if found.write else None


@pytest.mark.parametrize(
    ("verdict", "values", "facts"),
    [
        ("new", {}, FACTS),
        ("problem", {}, None),
        ("", {}, None),
        ("unchanged", {"record_id": 1}, None),
        ("changed", {"record_id": 1, "differences": [THEIRS]}, {"notes": "n"}),
        ("conflict", {"record_id": 1, "differences": [MINE, THEIRS]}, {"notes": "n"}),
        ("conflict", {"record_id": 1, "differences": [MINE]}, None),
        ("duplicate", {"candidates": [{"record_id": 3}]}, None),
        ("off_topic", {"problems": [{"code": "off_topic"}]}, None),
        ("personal", {"problems": [PERSONAL]}, None),
        ("personal", {"problems": [PERSONAL], "record_id": 1, "differences": [THEIRS]}, None),
    ],
)
def test_what_nobody_decided_overwrites_no_curator_and_lets_nothing_doubtful_in(
    verdict, values, facts
):
    assert written(row_outcome(row(verdict, **values))) == facts


@pytest.mark.parametrize(
    ("verdict", "decision", "values", "facts"),
    [
        ("new", {"row": "skip"}, {}, None),
        ("conflict", {"row": "accept"}, {"record_id": 1, "differences": [MINE]}, {"summary": "b"}),
        ("conflict", {"fields": {"summary": "accept"}}, {"record_id": 1, "differences": [MINE]},
         {"summary": "b"}),
        ("conflict", {"row": "accept", "fields": {"summary": "keep"}},
         {"record_id": 1, "differences": [MINE, THEIRS]}, {"notes": "n"}),
        ("duplicate", {"duplicate": "different"}, {"candidates": [{"record_id": 3}]}, FACTS),
        ("duplicate", {"duplicate": {"same": 3}}, {"record_id": 3, "differences": [MINE, THEIRS]},
         None),
        ("duplicate", {"duplicate": {"merge": 3}}, {"record_id": 3, "differences": [MINE, THEIRS]},
         {"notes": "n"}),
        ("duplicate", {"duplicate": {"row": 3}}, {"candidates": [{"row": 3}]}, None),
        ("off_topic", {"off_topic": "allow"}, {"problems": [{"code": "off_topic"}]}, FACTS),
        ("personal", {"personal": "allow"}, {"problems": [PERSONAL]}, FACTS),
        ("personal", {"personal": "drop"}, {"problems": [PERSONAL]},
         {"name": "X", "summary": "b"}),
        ("personal", {"personal": {"notes": "allow"}}, {"problems": [PERSONAL]}, FACTS),
        ("personal", {"personal": "drop"}, {"problems": [PERSONAL | {"field": "summary"}]}, None),
        ("personal", {"personal": "allow"},
         {"problems": [PERSONAL, {"code": "off_topic"}]}, None),
    ],
)  # fmt: skip
def test_a_decision_is_done(verdict, decision, values, facts):
    assert written(row_outcome(row(verdict, decision=decision, **values))) == facts


def test_what_a_curator_refused_is_remembered_as_refused():
    kept = row(
        "conflict", record_id=1, differences=[MINE], decision={"fields": {"summary": "keep"}}
    )
    assert row_outcome(kept).refused == {"summary": "b"}


def test_personal_data_that_is_held_back_is_not_remembered_either():
    held = row("personal", record_id=1, differences=[THEIRS], problems=[PERSONAL])
    assert "notes" not in row_outcome(held).values


@pytest.fixture
def job(db):
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    job = Import.objects.create(source=source, kind="tool", name="a.csv", rows_read=9)
    ImportRow.objects.bulk_create(
        ImportRow(batch=job, number=number, verdict="conflict", record_id=1, row=FACTS,
                  differences=[MINE, THEIRS])
        for number in range(2, 7)
    )  # fmt: skip
    return job


@pytest.mark.both_databases
def test_a_decision_for_all_of_a_filter_is_recorded_with_who_and_when(job, make_person):
    curator = make_person()
    assert (
        decisions.decide_field(job.rows.filter(number__gt=3), "summary", "accept", by=curator) == 3
    )
    decided = job.rows.exclude(decided_at=None)
    assert {row.decided_by for row in decided} == {curator}
    assert [row.number for row in decided] == [4, 5, 6]


def test_deciding_twice_is_deciding_once(job, make_person):
    first, second = make_person(), make_person()
    decisions.decide_rows(job.rows.all(), "accept", by=first)
    assert decisions.decide_rows(job.rows.all(), "accept", by=second) == 0
    assert {row.decided_by for row in job.rows.all()} == {first}


def test_keeping_a_row_keeps_the_fields_that_a_curator_wrote(job, make_person):
    decisions.decide_rows(job.rows.filter(number=2), "keep", by=make_person())
    found = row_outcome(job.rows.get(number=2))
    assert (found.facts, found.refused) == ({"notes": "n"}, {"summary": "b"})


def test_what_is_decided_can_be_taken_back(job, make_person):
    decisions.decide_rows(job.rows.all(), "skip", by=make_person())
    decisions.clear_decisions(job.rows.all(), by=make_person())
    assert {str(row.decision) for row in job.rows.all()} == {"{}"}


def test_rows_that_wait_for_a_person_are_counted(job, make_person):
    decisions.decide_rows(job.rows.filter(number=2), "accept", by=make_person())
    assert decisions.count_undecided(job) == 4


@pytest.fixture
def twin(db, make_tool):
    """A row that is perhaps a tool there is."""
    tool = make_tool(slug="known", name="Safe Case", summary="Ours.", url=None)
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    cells = {"name": "Safe Case", "summary": "Theirs on trafficking.", "url": "https://a.example"}
    columns = [{"heading": name, "field": name} for name in cells]
    job = Import.objects.create(
        source=source, kind="tool", name="a.csv", rows_read=1, mapping={"columns": columns}
    )
    ImportRow.objects.create(batch=job, number=2, cells=cells)
    validate_chunk(job)
    return job.rows.get(), tool


def test_the_same_leaves_the_record_as_it_is(twin, make_person):
    row, tool = twin
    assert row.verdict == "duplicate"
    decisions.mark_same(row, tool.pk, by=make_person())
    found = row_outcome(ImportRow.objects.get())
    assert (found.write, found.record_id) == (False, tool.pk)


def test_a_merge_adds_what_the_record_does_not_know(twin, make_person):
    row, tool = twin
    decisions.mark_same(row, tool.pk, by=make_person(), merge=True)
    assert row_outcome(ImportRow.objects.get()).facts == {"url": "https://a.example"}


def test_a_row_that_is_something_else_is_new(twin, make_person):
    _row, _tool = twin
    decisions.mark_different(ImportRow.objects.all(), by=make_person())
    assert row_outcome(ImportRow.objects.get()).record_id is None


def test_a_record_that_was_no_candidate_is_refused(twin, make_person, make_tool):
    row, _tool = twin
    with pytest.raises(ValueError, match="not among the candidates"):
        decisions.mark_same(row, make_tool().pk, by=make_person())


DUPLICATE, OFF_TOPIC = [{"record_id": 3, "score": 90}], {"code": "off_topic"}
OPEN = [
    ("duplicate", {"candidates": DUPLICATE}, {}, True),
    ("duplicate", {"candidates": DUPLICATE}, {"row": "accept"}, True),
    ("duplicate", {"candidates": DUPLICATE}, {"row": "skip"}, False),
    ("duplicate", {"candidates": DUPLICATE}, {"duplicate": "different"}, False),
    ("duplicate", {"candidates": DUPLICATE}, {"duplicate": {"row": 4}}, False),
    ("duplicate", {"candidates": DUPLICATE}, {"duplicate": {"same": 3}}, True),
    ("duplicate", {"candidates": DUPLICATE}, {"off_topic": "allow"}, True),
    ("off_topic", {"problems": [OFF_TOPIC], "candidates": DUPLICATE}, {"off_topic": "allow"}, True),
    ("off_topic", {"problems": [OFF_TOPIC]}, {"off_topic": "allow"}, False),
    ("personal", {"problems": [PERSONAL, OFF_TOPIC]}, {"personal": "allow"}, True),
    ("personal", {"problems": [PERSONAL]}, {"personal": "drop"}, False),
    ("personal", {"problems": [PERSONAL]}, {"personal": {"notes": "allow"}}, False),
    ("new", {}, {}, False),
    ("problem", {"problems": [OFF_TOPIC]}, {}, False),
]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_rows_that_wait_are_those_that_would_be_left_out_undecided(make_person):
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    job = Import.objects.create(source=source, kind="tool", name="a.csv")
    by, now = make_person(), timezone.now()
    for number, (verdict, values, decision, _waits) in enumerate(OPEN):
        when = {"decided_by": by, "decided_at": now} if decision else {}
        job.rows.create(
            number=number, verdict=verdict, decision=decision, row=FACTS, **values, **when
        )
    waiting = set(decisions.waiting_rows(job.rows.all()).values_list("number", flat=True))
    assert waiting == {number for number, case in enumerate(OPEN) if case[3]}
    left_out = {
        stored.number
        for stored in job.rows.select_related("batch")
        if row_outcome(stored).reason in ("duplicate", "off_topic", "personal")
    }
    assert waiting == left_out
    assert decisions.count_undecided(job) == len(waiting)


@pytest.mark.django_db
def test_what_was_forgotten_waits_again(make_person):
    source = ImportSource.objects.create(slug="list", title="A list", kind="tool")
    job = Import.objects.create(source=source, kind="tool", name="a.csv", state="ready")
    job.rows.create(number=2, verdict="duplicate", candidates=DUPLICATE)
    person = make_person()
    decisions.mark_different(job.rows.all(), by=person)
    assert decisions.count_undecided(job) == 0
    decisions.clear_decisions(job.rows.all(), by=person)
    assert (decisions.count_undecided(job), job.rows.get().decided_at) == (1, None)

"""What stands of a check once it is over, and what of it is forgotten when a fact changes."""

import datetime

import pytest
from django.utils import timezone

from catalogue.fields.tool import TOOL
from catalogue.models import Helpline, Tool, ToolCitation
from hub.curation.record_checks.models import RecordCheck
from hub.records.models import recorded_change
from hub.records.registry import record_types
from tests.hub.curation.record_checks.conftest import cite

DAY = datetime.date(2026, 3, 1)


def checked(tool, subject, *, says_so=True):
    cite(tool, subject, url=f"https://example.org/{subject}")
    ToolCitation.objects.filter(subject=subject).update(checked_on=DAY, says_so=says_so)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_what_was_found_of_a_fact_is_forgotten_when_it_changes(make_tool):
    tool = make_tool(licence="MIT")
    checked(tool, "licence")
    checked(tool, "name", says_so=False)
    with recorded_change(tool):
        tool.licence = "GPL-3.0"
        tool.save()
    found = dict(ToolCitation.objects.values_list("subject", "checked_on"))
    assert found == {"licence": None, "name": DAY}


@pytest.mark.django_db
def test_a_day_that_is_written_with_the_change_stays(make_tool):
    tool = make_tool(licence="MIT")
    checked(tool, "licence")
    with recorded_change(tool):
        tool.licence = "GPL-3.0"
        tool.save()
        today = datetime.date(2026, 6, 1)
        tool.citations.update(checked_on=today)
    assert tool.citations.get().checked_on == datetime.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("facts", "months"),
    [
        ({}, 12),
        ({"safeguard": ["no-personal-data", "encryption"]}, 12),
        ({"user": ["law-enforcement"]}, 12),
        ({"safeguard": ["personal-data"]}, 6),
        ({"safeguard": ["risk-retaliation"]}, 6),
        ({"caution": "Not in a hurry."}, 6),
        ({"known_harms": "One."}, 6),
        ({"user": ["law-enforcement", "survivor"]}, 6),
    ],
)
def test_a_tool_is_due_by_what_a_mistake_could_do(facts, months):
    assert Tool.review_months(facts) == months


def test_a_helpline_is_due_every_three_months():
    assert Helpline.review_months({}) == 3


def test_no_source_is_asked_about_the_record_itself():
    names = {declared.name for declared in TOOL.sourced}
    assert {"name", "url", "safeguard", "organisations", "data_taken"} <= names
    assert names.isdisjoint({"slug", "state", "notes", "citations", "panel", "verification"})


def test_each_kind_of_record_has_facts_that_a_source_can_say():
    for record_type in record_types.values():
        assert len(record_type.sourced) > 2, record_type.kind


def one_by_one(stored, compared, day):
    """The rows of citations after an end, each made or changed by itself: the slow way."""
    rows = dict(stored)
    position = max((row[0] for row in rows.values()), default=-1)
    for subject, source, says_so in compared:
        if (subject, source) in rows:
            rows[subject, source] = (rows[subject, source][0], day, says_so)
        else:
            position += 1
            rows[subject, source] = (position, day, says_so)
    return rows


def citations_of(tool):
    rows = ToolCitation.objects.filter(tool=tool)
    names = ("subject", "source", "position", "checked_on", "says_so")
    return {(subject, source): rest for subject, source, *rest in rows.values_list(*names)}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_citations_written_at_once_are_those_written_one_by_one(pages, tool):
    another = cite(tool, "licence", url="https://example.org/more", title="More")
    stored = {key: tuple(row) for key, row in citations_of(tool).items()}
    pages.answer_all(licence="gone")
    (check,) = RecordCheck.objects.all()
    order = {"right": 0, "gone": 1}
    compared = sorted(
        (order[answer.answer], number, answer.fact, key, answer.answer == "right")
        for number, answer in enumerate(check.answers.order_by("pk"))
        for key in answer.sources
    )
    assert ("licence", another.pk) in {(fact, key) for _o, _n, fact, key, _says in compared}
    pages.end()
    wanted = one_by_one(stored, [rest for _o, _n, *rest in compared], timezone.localdate())
    assert {key: tuple(row) for key, row in citations_of(tool).items()} == wanted

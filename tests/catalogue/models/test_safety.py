"""No tool is published without its safety panel, or the words that it was not assessed."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalogue.fields.tool import PANEL_FACTS
from catalogue.models import Tool
from hub.records.models import Change, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TODAY = datetime.date(2026, 3, 4)


def test_the_database_refuses_a_published_tool_without_an_answer(make_tool):
    tool = make_tool()
    with pytest.raises(IntegrityError), transaction.atomic():
        Tool.objects.filter(pk=tool.pk).update(panel="")


def test_publishing_a_tool_without_an_answer_is_refused(make_tool, make_person):
    tool = make_tool(state="draft", panel="")
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        tool.publish(by=make_person())
    assert Tool.objects.get(pk=tool.pk).state == "draft"


def test_a_draft_needs_no_answer(make_tool):
    assert make_tool(state="draft", panel="").pk


def test_the_explicit_words_are_enough(make_tool, make_person):
    tool = make_tool(state="draft", panel="not_assessed")
    tool.publish(by=make_person())
    assert tool.is_public


@pytest.mark.parametrize(
    "changes",
    [
        {"panel": "assessed"},
        {"panel": "assessed", "panel_assessed_on": TODAY},
        {"panel": "assessed", "panel_assessed_by": "A body"},
        {"panel": "not_assessed", "panel_assessed_on": TODAY},
        {"panel": "", "panel_assessed_by": "A body", "state": "draft"},
        {"panel": "perhaps"},
    ],
)
def test_a_panel_that_contradicts_itself_is_refused(make_tool, changes):
    tool = make_tool()
    with pytest.raises(IntegrityError), transaction.atomic():
        Tool.objects.filter(pk=tool.pk).update(**changes)
    with pytest.raises(ValidationError) as problem:
        make_tool(**changes)
    assert "panel" in problem.value.message_dict


@pytest.mark.parametrize("name", ["panel", *PANEL_FACTS])
def test_a_change_of_the_panel_is_told_as_safety(make_tool, name):
    tool = make_tool()
    with recorded_change(tool):
        setattr(tool, name, "It keeps names.")
        if name == "panel":
            tool.panel = "assessed"
            tool.panel_assessed_on, tool.panel_assessed_by = TODAY, "A body"
        tool.save()
    assert list(Change.objects.values_list("what", flat=True)) == [Change.What.SAFETY]


def test_a_fact_known_to_be_none_has_no_value_beside_it(make_tool):
    with pytest.raises(ValidationError):
        make_tool(known_none=["known_harms"], known_harms="One.")

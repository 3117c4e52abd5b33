"""Practice notes: what the record itself refuses, and what follows from a change."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField, Value

from catalogue.models import Deployment, Tool
from hub.records.models import Change, PageChange, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    "field",
    ["title", "summary", "site", "adaptation", "needed", "worked", "failed", "incidents"],
)
def test_no_text_of_a_note_holds_an_address(make_deployment, field):
    with pytest.raises(ValidationError) as problem:
        make_deployment(**{field: "At 12 Baker Street"})
    assert set(problem.value.message_dict) == {field}


def test_a_note_is_not_adapted_from_itself(make_deployment):
    note = make_deployment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Deployment.objects.filter(pk=note.pk).update(adapted_from=note)


def test_a_circle_of_adaptations_is_refused(make_deployment):
    first = make_deployment()
    third = make_deployment(adapted_from=make_deployment(adapted_from=first))
    first.adapted_from = third
    with pytest.raises(ValidationError) as problem:
        first.full_clean()
    assert set(problem.value.message_dict) == {"adapted_from"}


def test_a_circle_is_refused_by_the_ledger_too(make_deployment):
    first = make_deployment()
    second = make_deployment(adapted_from=first)
    first.adapted_from = second
    with pytest.raises(ValidationError), recorded_change(first):
        first.save()


def test_it_does_not_end_before_it_begins(make_deployment):
    with pytest.raises(ValidationError):
        make_deployment(started="2022-05", ended="2021")


@pytest.mark.parametrize(("started", "ended"), [("2021-05", "2021"), ("2021", "2021-05-03")])
def test_dates_of_different_precision_may_meet(make_deployment, started, ended):
    assert make_deployment(started=started, ended=ended).pk


@pytest.mark.parametrize("column", ["started", "ended"])
def test_the_database_refuses_a_date_that_is_none(make_deployment, column):
    note = make_deployment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Deployment.objects.filter(pk=note.pk).update(**{column: Value("spring", CharField())})


def test_the_database_refuses_an_unknown_answer(make_deployment):
    note = make_deployment()
    with pytest.raises(IntegrityError), transaction.atomic():
        Deployment.objects.filter(pk=note.pk).update(again="perhaps")


@pytest.mark.parametrize("changes", [{"state": "archived"}, {"visibility": "practitioner"}])
def test_a_note_is_hidden_with_its_tool(make_deployment, changes):
    note = make_deployment()
    Tool.objects.filter(pk=note.tool_id).update(**changes)
    assert not Deployment.objects.published().exists()
    assert not Deployment.objects.get(pk=note.pk).is_public


def page_of_tool(pk):
    tool = Tool.objects.get(pk=pk)
    return PageChange.objects.get(kind="tool", slug=tool.slug).seq


def test_a_change_of_a_note_is_seen_on_the_page_of_its_tool(make_deployment):
    note = make_deployment()
    stamp = Tool.objects.get(pk=note.tool_id).index_seq
    with recorded_change(note):
        note.worked = "The kiosks."
        note.save()
    note.refresh_from_db()
    assert page_of_tool(note.tool_id) == note.index_seq
    assert Tool.objects.get(pk=note.tool_id).index_seq == stamp  # it is found as before


def test_a_note_that_moves_to_another_tool_is_seen_on_both_pages(make_deployment, make_tool):
    note, other = make_deployment(), make_tool()
    before = note.tool_id
    with recorded_change(note):
        note.tool = other
        note.save()
    note.refresh_from_db()
    assert page_of_tool(before) == page_of_tool(other.pk) == note.index_seq


def test_a_change_of_the_tool_restamps_its_notes(make_deployment):
    note = make_deployment()
    with recorded_change(note.tool):
        note.tool.name = "Another name"
        note.tool.save()
    note.refresh_from_db()
    assert note.index_seq == note.tool.index_seq


def test_a_new_incident_is_told_as_safety(make_deployment):
    note = make_deployment()
    with recorded_change(note):
        note.incidents = "A list was lost."
        note.save()
    assert Change.objects.get().what == Change.What.SAFETY


def test_another_change_is_told_as_an_update(make_deployment):
    note = make_deployment()
    with recorded_change(note):
        note.worked = "The kiosks."
        note.save()
    assert Change.objects.get().what == Change.What.UPDATED


def test_notes_of_tools_come_with_the_latest_first(make_deployment, make_tool):
    tool = make_tool()
    made = [make_deployment(tool=tool, started=date) for date in ("2020", None, "2023-08")]
    make_deployment()
    found = list(Deployment.objects.published().of_tools([tool.pk]))
    assert found == [made[2], made[0], made[1]]


def test_what_happens_to_a_note_of_a_hidden_tool_is_no_news(make_deployment, make_tool):
    note = make_deployment(tool=make_tool(visibility="vetted"))
    with recorded_change(note):
        note.worked = "The kiosks."
        note.save()
    assert not Change.objects.exists()


def test_news_of_a_note_goes_where_its_tool_goes(make_deployment):
    note = make_deployment()
    with recorded_change(note):
        note.worked = "The kiosks."
        note.save()
    tool = note.tool
    with recorded_change(tool, news=False):
        tool.visibility = "vetted"
        tool.save()
    assert not Change.objects.visible_to("public").exists()

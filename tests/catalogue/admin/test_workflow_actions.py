"""Publish, review, archive and the rest: done with a reason, to one record or to many."""

import dataclasses
import datetime

import pytest
import time_machine

from catalogue.models import Tool
from hub.record_admin.workflow_actions import WORKFLOW_ACTIONS
from hub.records.models import Change, Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(signed_in):
    return signed_in("curator")


def do(browser, tool, verb, **given):
    given = {"seen_version": tool.version, "reason": "because", **given}
    return browser.post(f"/admin/catalogue/tool/{tool.pk}/do/{verb}/", given)


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        ("draft", "review", "in_review"),
        ("draft", "publish", "published"),
        ("in_review", "publish", "published"),
        ("in_review", "draft", "draft"),
        ("published", "draft", "draft"),
        ("published", "archive", "archived"),
        ("archived", "draft", "draft"),
    ],
)
def test_a_verb_moves_the_record_and_keeps_its_reason(curator, make_tool, before, verb, after):
    tool = make_tool(state=before)
    assert do(curator, tool, verb).status_code == 302
    tool.refresh_from_db()
    assert tool.state == after
    assert Revision.objects.get(version=2).reason == "because"


def test_publishing_is_news(curator, make_tool):
    do(curator, make_tool(state="draft"), "publish")
    assert Change.objects.get().what == "published"


def test_archiving_without_a_reason_is_refused(curator, make_tool):
    tool = make_tool()
    answer = do(curator, tool, "archive", reason=" ")
    assert "reason" in answer.context["form"].errors
    tool.refresh_from_db()
    assert tool.state == "published"


def test_looking_at_a_verb_does_nothing(curator, make_tool):
    tool = make_tool(state="draft")
    assert curator.get(f"/admin/catalogue/tool/{tool.pk}/do/publish/").status_code == 200
    tool.refresh_from_db()
    assert tool.state == "draft"


def test_a_verb_on_a_version_that_was_not_seen_asks_again(curator, make_tool):
    tool = make_tool(state="draft")
    answer = do(curator, tool, "publish", seen_version=0)
    assert "was changed meanwhile" in answer.content.decode()
    tool.refresh_from_db()
    assert tool.state == "draft"


def test_an_unknown_verb_is_not_found(curator, make_tool):
    assert do(curator, make_tool(), "explode").status_code == 404


def test_a_verb_that_does_not_fit_the_state_leads_back(curator, make_tool):
    tool = make_tool(state="archived")
    answer = do(curator, tool, "publish")
    assert answer.url == f"/admin/catalogue/tool/{tool.pk}/change/"
    tool.refresh_from_db()
    assert tool.state == "archived"


def test_whoever_may_not_change_a_record_may_not_move_it(signed_in, make_tool):
    tool = make_tool(state="draft")
    assert do(signed_in(), tool, "publish").status_code in (302, 403)
    tool.refresh_from_db()
    assert tool.state == "draft"


@time_machine.travel("2026-05-04 12:00:00+00:00", tick=False)
def test_verified_today_sets_the_level_the_day_and_the_next_review(curator, make_tool, fields_of):
    tool = make_tool()
    fields = fields_of(curator.get(f"/admin/catalogue/tool/{tool.pk}/do/verify/"))
    do(curator, tool, "verify", **fields)
    tool.refresh_from_db()
    assert tool.verification == "source-checked"
    assert tool.verified_on == datetime.date(2026, 5, 4)
    assert tool.next_review_on == datetime.date(2027, 5, 4)


def test_the_change_page_offers_what_fits_the_state(curator, make_tool):
    tool = make_tool(state="in_review")
    page = curator.get(f"/admin/catalogue/tool/{tool.pk}/change/").content.decode()
    offered = {verb for verb in ("publish", "review", "draft", "archive") if f"/do/{verb}/" in page}
    assert offered == {"publish", "draft", "archive"}


def bulk(browser, verb, records, **given):
    seen = ",".join(f"{record.pk}.{record.version}" for record in records)
    chosen = [record.pk for record in records]
    data = {"action": verb, "_selected_action": chosen, "seen": seen, **given}
    return browser.post("/admin/catalogue/tool/", data)


def test_a_bulk_verb_asks_for_the_reason_first(curator, make_tool):
    tools = [make_tool(state="draft"), make_tool(state="draft"), make_tool()]
    page = bulk(curator, "publish", tools)
    assert "2 records:" in page.content.decode()
    assert "it is left alone" in page.content.decode()
    assert Tool.objects.filter(state="draft").count() == 2


def test_a_bulk_verb_is_done_to_each_with_the_reason(curator, make_tool):
    tools = [make_tool(state="draft"), make_tool(state="draft")]
    bulk(curator, "publish", tools, apply="1", reason="all checked")
    assert Tool.objects.filter(state="published").count() == 2
    assert Revision.objects.filter(version=2, reason="all checked").count() == 2


def test_a_bulk_archive_demands_a_reason(curator, make_tool):
    bulk(curator, "archive", [make_tool()], apply="1", reason="")
    assert Tool.objects.get().state == "published"


def test_a_tool_without_a_word_on_its_safety_is_not_published(curator, make_tool):
    tool = make_tool(state="draft", panel="")
    answer = do(curator, tool, "publish")
    assert "published with its safety panel" in answer.content.decode()
    tool.refresh_from_db()
    assert tool.state == "draft"


def test_one_record_that_cannot_be_published_does_not_hold_up_the_others(curator, make_tool):
    tools = [make_tool(state="draft", panel=""), make_tool(state="draft")]
    bulk(curator, "publish", tools, apply="1")
    assert [tool.state for tool in Tool.objects.order_by("pk")] == ["draft", "published"]


def test_a_verb_on_what_nobody_has_seen_is_refused(curator, make_tool):
    tool = make_tool(state="draft")
    answer = do(curator, tool, "publish", seen_version="")
    tool.refresh_from_db()
    assert (answer.status_code, tool.state) == (400, "draft")


def test_publishing_many_leaves_what_is_archived_meanwhile(curator, make_tool, monkeypatch):
    first, second = make_tool(state="draft"), make_tool(state="draft")
    publish = WORKFLOW_ACTIONS["publish"].perform

    def slowly(record, by, given):
        publish(record, by, given)
        other = second if record.pk == first.pk else first
        if Tool.objects.get(pk=other.pk).state == "draft":
            Tool.objects.get(pk=other.pk).archive(by=None, reason="a mistake")

    monkeypatch.setitem(
        WORKFLOW_ACTIONS,
        "publish",
        dataclasses.replace(WORKFLOW_ACTIONS["publish"], perform=slowly),
    )
    curator.post(
        "/admin/catalogue/tool/",
        {"action": "publish", "apply": "1", "reason": "because", "select_across": "0",
         "_selected_action": [first.pk, second.pk],
         "seen": f"{first.pk}.1,{second.pk}.1"},
    )  # fmt: skip
    states = sorted(Tool.objects.values_list("state", flat=True))
    assert states == ["archived", "published"]


@pytest.mark.parametrize(("told", "is_public"), [({}, False), ({"tell_readers": "on"}, True)])
def test_a_reason_for_archiving_is_told_only_where_somebody_says_so(
    curator, make_tool, told, is_public
):
    tool = make_tool()
    do(curator, tool, "archive", reason="It was here twice.", **told)
    revision = Revision.objects.filter(record_id=tool.pk, kind="tool").latest("version")
    assert (revision.reason, revision.reason_is_public) == ("It was here twice.", is_public)

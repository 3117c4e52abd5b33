"""Checking one record after the other: what comes next, and what one press of the button writes."""

import datetime

import pytest
from django.utils import timezone

from catalogue.models import Helpline, Tool
from hub.records.models import Revision
from hub.records.models.record import add_months

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEXT = "/admin/catalogue/tool/next-to-check/"


def days_ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


def address(tool):
    return f"/admin/catalogue/tool/{tool.pk}/change/"


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", name="Ada")


@pytest.fixture
def tools(make_tool):
    """Made in another order than that in which they want a check."""
    checked = {"verification": "source-checked"}
    make_tool(slug="fresh", verified_on=days_ago(10), **checked)
    make_tool(slug="old", verified_on=days_ago(400), **checked)
    make_tool(slug="older", verified_on=days_ago(800), **checked)
    make_tool(slug="due", verified_on=days_ago(30), next_review_on=days_ago(1), **checked)
    make_tool(slug="never")
    make_tool(slug="disputed", verification="disputed", verified_on=days_ago(2))
    make_tool(slug="draft", state="draft")
    return {tool.slug: tool for tool in Tool.objects.all()}


def test_never_checked_and_disputed_come_first_then_the_oldest_check(tools):
    queue = Tool.objects.awaiting_check().values_list("slug", flat=True)
    assert list(queue) == ["never", "disputed", "older", "old", "due"]


def test_the_queue_goes_on_behind_any_record(tools):
    for slug, rest in (
        ("never", ["disputed", "older", "old", "due"]),
        ("older", ["old", "due"]),
        ("due", []),
    ):
        behind = Tool.objects.awaiting_check(after=tools[slug].check_position())
        assert list(behind.values_list("slug", flat=True)) == rest


def test_a_helpline_that_has_ended_is_not_asked_for(make_helpline):
    make_helpline(ended="2020")
    line = make_helpline()
    assert list(Helpline.objects.awaiting_check()) == [line]


def test_every_helpline_that_the_first_page_counts_is_in_the_queue(make_helpline):
    make_helpline(verification="source-checked", verified_on=days_ago(365))
    make_helpline(verification="source-checked", verified_on=days_ago(366))
    make_helpline(verification="stale", verified_on=days_ago(1))
    assert set(Helpline.objects.unchecked()) == set(Helpline.objects.awaiting_check())


def test_a_list_leads_to_the_record_that_most_wants_a_check(curator, tools):
    assert NEXT in curator.get("/admin/catalogue/tool/").content.decode()
    assert curator.get(NEXT).url == address(tools["never"])


def test_one_press_marks_it_as_checked_today_by_me_and_opens_the_next(curator, change, tools):
    answer = change(curator, address(tools["never"]), _checked_next="x", why="all well")
    assert answer.url == address(tools["disputed"])
    tool = Tool.objects.get(slug="never")
    assert (tool.verification, tool.verified_on) == ("source-checked", timezone.localdate())
    assert tool.next_review_on == timezone.localdate() + datetime.timedelta(days=365)
    revision = Revision.objects.filter(kind="tool", record_id=tool.pk).latest("version")
    assert (str(revision.by), revision.reason) == ("Ada", "all well")


def test_it_saves_what_was_typed_in_the_same_step(curator, change, tools):
    change(curator, address(tools["never"]), _checked_next="x", summary="Better.")
    assert Tool.objects.get(slug="never").summary == "Better."


def test_who_confirmed_it_and_when_to_look_again_can_be_said_on_the_form(curator, change, tools):
    said = {"verification": "owner-confirmed", "next_review_on": "2099-01-01"}
    change(curator, address(tools["never"]), _checked_next="x", **said)
    tool = Tool.objects.get(slug="never")
    assert tool.verification == "owner-confirmed"
    assert tool.next_review_on == datetime.date(2099, 1, 1)


def test_a_form_with_a_mistake_is_neither_saved_nor_marked(curator, change, tools):
    answer = change(curator, address(tools["never"]), _checked_next="x", name="", summary="Kept.")
    assert answer.status_code == 200
    assert "Kept." in answer.content.decode()
    assert Tool.objects.get(slug="never").verification == "unreviewed"


def test_saving_without_the_button_marks_nothing(curator, change, tools):
    change(curator, address(tools["never"]), summary="Better.")
    assert Tool.objects.get(slug="never").verification == "unreviewed"


def test_the_button_stands_behind_save_which_the_enter_key_presses(curator, tools):
    page = curator.get(address(tools["never"])).content.decode()
    assert page.index('name="_save"') < page.index('name="_checked_next"')


def test_what_is_skipped_stays_as_it_is_and_does_not_come_straight_back(curator, change, tools):
    assert curator.get(f"{NEXT}?after={tools['never'].pk}").url == address(tools["disputed"])
    answer = change(curator, address(tools["disputed"]), _checked_next="x")
    assert answer.url == address(tools["older"])
    assert Tool.objects.get(slug="never").verification == "unreviewed"


def test_behind_the_last_it_begins_again_with_what_was_skipped(curator, change, tools):
    answer = change(curator, address(tools["due"]), _checked_next="x")
    assert answer.url == address(tools["never"])


def test_the_last_of_all_leads_back_to_the_list_with_a_sentence(curator, change, make_tool):
    answer = change(curator, address(make_tool()), _checked_next="x")
    assert answer.url == "/admin/catalogue/tool/"
    page = curator.get(answer.url).content.decode()
    assert "Nothing here waits for a check any more." in page
    assert NEXT not in page


@pytest.mark.parametrize("after", ["", "x", "0", "9" * 30, "-1"])
def test_an_address_that_makes_no_sense_leads_to_the_first(curator, tools, after):
    assert curator.get(NEXT, {"after": after}).url == address(tools["never"])


def test_who_may_not_change_a_record_is_led_nowhere(signed_in, tools):
    assert signed_in().get(NEXT).status_code in (302, 403)


def test_opening_the_next_writes_nothing(curator, tools):
    before = Revision.objects.count()
    curator.get(NEXT)
    curator.get(f"{NEXT}?after={tools['never'].pk}")
    assert Revision.objects.count() == before


def test_several_helplines_are_marked_as_checked_in_one_step(curator, make_helpline):
    lines = [make_helpline() for _number in range(3)]
    page = curator.post(
        "/admin/catalogue/helpline/",
        {"action": "verify", "_selected_action": [line.pk for line in lines[:2]]},
    )
    assert "2 records:" in page.content.decode()
    curator.post(
        "/admin/catalogue/helpline/",
        {
            "action": "verify",
            "apply": "1",
            "_selected_action": [line.pk for line in lines[:2]],
            "verification": "owner-confirmed",
            "next_review_on": "",
            "reason": "called both",
            "seen": ",".join(f"{line.pk}.1" for line in lines),
        },
    )
    assert list(Helpline.objects.unchecked()) == [lines[2]]
    assert Revision.objects.filter(kind="helpline", reason="called both").count() == 2


def test_of_several_each_is_due_again_when_its_own_risk_asks_for_it(
    curator, make_tool, make_term, fields_of
):
    plain, touching = make_tool(), make_tool(terms=("safeguard/personal-data",))
    chosen = {"action": "verify", "_selected_action": [plain.pk, touching.pk]}
    opened = fields_of(curator.post("/admin/catalogue/tool/", chosen))
    curator.post("/admin/catalogue/tool/", opened | chosen | {"apply": "1", "reason": "compared"})
    days = dict(Tool.objects.values_list("pk", "next_review_on"))
    today = timezone.localdate()
    assert days == {plain.pk: add_months(today, 12), touching.pk: add_months(today, 6)}


def test_a_page_opened_before_the_record_was_archived_marks_nothing(
    curator, change, make_tool, fields_of
):
    """Nor does sending it once more after the comparison, which knows the version of now."""
    tool = make_tool(verification="source-checked", verified_on=days_ago(400))
    opened = fields_of(curator.get(address(tool))) | {"_checked_next": "x", "summary": "Kept."}
    tool.archive(by=None, reason="Gone.")
    for sent in (opened, opened | {"seen_version": str(tool.version)}):
        answer = curator.post(address(tool), sent)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "This record is archived, so it cannot be marked as checked." in page
        assert "Kept." in page
        assert 'name="_checked_next"' not in page
        tool.refresh_from_db()
        assert (tool.verified_on, tool.version) == (days_ago(400), 2)
    assert change(curator, address(tool), summary="Kept.").status_code == 302
    assert Tool.objects.get(pk=tool.pk).summary == "Kept."

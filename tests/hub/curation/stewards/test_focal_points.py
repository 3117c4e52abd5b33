"""What focal points do at the records of their organisations, and where they are refused."""

import pytest
from django.core.exceptions import PermissionDenied

from catalogue.models import Organisation, Tool
from hub.curation.desk.models import Task
from hub.curation.desk.task_list import reconcile
from hub.curation.drafts.models import RecordDraft
from hub.curation.stewards.models import Stewardship
from hub.curation.suggestions.models import Suggestion
from hub.records.models import recorded_change
from tests.hub.curation.stewards.conftest import text_of

pytestmark = pytest.mark.django_db


def save_by(person, record):
    with recorded_change(record, by=person):
        record.save()


def form_of(record):
    return f"/admin/catalogue/tool/{record.pk}/change/"


def test_the_list_shows_only_their_records(hers, own, other):
    page = text_of(hers.get("/admin/catalogue/tool/"))
    assert (own.name in page, other.name in page) == (True, False)


def test_a_change_of_a_published_record_becomes_a_draft(hers, own, change):
    answer = change(hers, form_of(own), summary=["It helps everybody."])
    assert answer.url == f"/desk/drafts/tool/{own.pk}/compare/"
    assert Tool.objects.get(pk=own.pk).summary == own.summary
    assert RecordDraft.objects.get().facts["summary"] == "It helps everybody."


def test_a_second_focal_point_publishes_it_and_the_first_does_not(
    hers, own, body, change, drafts_of, make_focal_point, browse
):
    change(hers, form_of(own), summary=["It helps everybody."])
    refused = drafts_of(hers, own).publish()
    assert (refused.status_code, RecordDraft.objects.count()) == (403, 1)
    assert "somebody else has to publish it" in text_of(refused)
    second = browse(make_focal_point(body))
    assert drafts_of(second, own).publish().status_code == 302
    assert Tool.objects.get(pk=own.pk).summary == "It helps everybody."


def test_a_draft_that_somebody_else_saved_unchanged_is_still_theirs(
    hers, own, body, change, drafts_of, make_focal_point, browse
):
    change(hers, form_of(own), summary=["It helps everybody."])
    assert drafts_of(browse(make_focal_point(body)), own).save().status_code == 302
    assert drafts_of(hers, own).publish().status_code == 403


def test_where_the_site_asks_for_nobody_else_it_is_public_at_once(hers, own, change, settings):
    settings.TWO_PEOPLE_FOR_FOCAL_POINTS = False
    assert change(hers, form_of(own), summary=["It helps everybody."]).status_code == 302
    assert Tool.objects.get(pk=own.pk).summary == "It helps everybody."


def test_verifying_asks_for_a_second_person(hers, own):
    sent = {"seen_version": own.version, "verification": "source-checked", "reason": "Looked."}
    page = hers.post(f"/admin/catalogue/tool/{own.pk}/do/verify/", sent)
    assert "published by a second person" in text_of(page)
    assert Tool.objects.get(pk=own.pk).verification == "unreviewed"


def test_publishing_what_they_wrote_asks_for_a_second_person(
    hers, body, make_tool, steward, change, browse, make_focal_point
):
    record = make_tool(state="draft")
    steward(record, body)
    assert change(hers, form_of(record), summary=["New words."]).status_code == 302
    record.refresh_from_db()
    path, sent = f"/admin/catalogue/tool/{record.pk}/do/publish/", {"reason": ""}
    page = hers.post(path, sent | {"seen_version": record.version})
    assert "a second person has to publish it" in text_of(page)
    second = browse(make_focal_point(body))
    assert second.post(path, sent | {"seen_version": record.version}).status_code == 302
    assert Tool.objects.get(pk=record.pk).state == "published"


def test_another_bodys_record_refuses_them_whatever_they_send(hers, other, change):
    assert hers.get(form_of(other)).status_code == 403
    assert hers.post(form_of(other), {"name": "Mine"}).status_code == 403
    for page in ("do/publish/", "history/", "history/1/restore/"):
        assert hers.get(f"/admin/catalogue/tool/{other.pk}/{page}").status_code == 403, page
    assert hers.post(f"/desk/drafts/tool/{other.pk}/begin/").status_code == 403
    assert Tool.objects.get(pk=other.pk).name == "Another tool"


def test_the_ledger_refuses_what_any_other_page_would_let_through(ada, own, other):
    other.name = "Mine"
    for record in (other, Organisation(slug="new", name="New")):
        with pytest.raises(PermissionDenied):
            save_by(ada, record)
    assert Tool.objects.get(pk=other.pk).name == "Another tool"
    assert not Organisation.objects.filter(slug="new").exists()


def test_a_bulk_action_leaves_out_what_is_not_theirs(hers, body, own, other, make_tool, steward):
    waiting = make_tool(state="draft")
    steward(waiting, body)
    foreign = make_tool(state="draft")
    sent = {
        "action": "review", "apply": "1", "_selected_action": [waiting.pk, foreign.pk],
        "seen": f"{waiting.pk}.{waiting.version},{foreign.pk}.{foreign.version}", "reason": "",
    }  # fmt: skip
    hers.post("/admin/catalogue/tool/", sent)
    states = Tool.objects.in_bulk([waiting.pk, foreign.pk])
    assert [states[one.pk].state for one in (waiting, foreign)] == ["in_review", "draft"]


@pytest.mark.parametrize("action", ["archive", "draft", "change_many", "name_steward"])
def test_what_is_left_to_curators_is_not_offered_for_many(hers, own, action):
    sent = {"action": action, "apply": "1", "_selected_action": [own.pk], "reason": "x"}
    hers.post("/admin/catalogue/tool/", sent)
    assert Tool.objects.get(pk=own.pk).state == "published"
    assert Stewardship.objects.of_record("tool", own.pk).exists()


def test_type_aheads_suggest_what_is_public_and_what_is_theirs(
    hers, body, make_tool, make_organisation, steward, own
):
    hidden = make_tool(name="Foreign draft", state="draft")
    mine = make_tool(name="My draft", state="draft")
    steward(mine, body)
    public = make_tool(name="Public tool")
    path = "/admin/autocomplete/?app_label=catalogue&model_name=deployment&field_name=tool"
    found = {int(row["id"]) for row in hers.get(path).json()["results"]}
    assert {mine.pk, public.pk, own.pk} <= found
    assert hidden.pk not in found


def test_only_curators_change_a_steward(hers, own, other):
    before = Stewardship.objects.get(record_id=own.pk).organisation_id
    path = f"/desk/stewards/tool/{own.pk}/"
    assert (hers.get(path).status_code, hers.post(path, {}).status_code) == (403, 403)
    assert Stewardship.objects.get(record_id=own.pk).organisation_id == before
    form = text_of(hers.get(form_of(own)))
    assert ("Steward: Our Body." in form, path in form) == (True, False)


def test_a_focal_point_without_organisation_sees_a_sentence(make_focal_point, browse, own):
    client = browse(make_focal_point())
    assert "not a focal point of any organisation" in text_of(client.get("/desk/"))
    assert client.get(form_of(own)).status_code == 403


def test_without_the_role_an_organisation_opens_nothing(ada, own, browse):
    ada.groups.clear()
    assert browse(ada).get(form_of(own)).status_code == 403


def test_the_desk_shows_what_waits_at_their_records(hers, own, other):
    for record in (own, other):
        with recorded_change(record):
            record.verification = "disputed"
            record.save()
    reconcile("disputed")
    page = text_of(hers.get("/desk/"))
    assert (own.name in page, other.name in page) == (True, False)
    theirs = Task.objects.get(kind="disputed", record_id=own.pk)
    foreign = Task.objects.get(kind="disputed", record_id=other.pk)
    assert hers.get(f"/desk/{theirs.pk}/").status_code == 200
    for path in ("", "assign/", "comment/", "close/"):
        assert hers.post(f"/desk/{foreign.pk}/{path}").status_code in (403, 405), path
    assert hers.post(f"/desk/{theirs.pk}/close/").status_code == 403


def test_a_correction_of_their_record_is_theirs_to_answer(hers, own, other, make_suggestion):
    theirs = make_suggestion(record=own, facts={"summary": "Better words."})
    foreign = make_suggestion(record=other)
    page = text_of(hers.get("/desk/suggestions/"))
    assert (own.name in page, other.name in page) == (True, False)
    assert hers.get(f"/desk/suggestions/{foreign.pk}/").status_code == 403
    sent = {"do": "decline", "reason": "It is right as it is.", "seen": own.version}
    assert hers.post(f"/desk/suggestions/{theirs.pk}/", sent).status_code == 302
    assert Suggestion.objects.get(pk=theirs.pk).state == "declined"


def test_accepting_a_correction_makes_a_draft_and_the_suggestion_waits(
    hers, own, make_suggestion, fields_of
):
    row = make_suggestion(record=own, facts={"summary": "Better words."})
    path = f"/desk/suggestions/{row.pk}/"
    page = hers.get(path)
    sent = fields_of(page) | {"do": "accept", "seen": own.version, "seen_record": own.pk}
    sent |= {"accept-summary": "on", "summary-accept": "on"}
    answer = hers.post(path, sent)
    assert answer.url == f"/desk/drafts/tool/{own.pk}/compare/"
    assert RecordDraft.objects.get().facts["summary"] == "Better words."
    assert Suggestion.objects.get(pk=row.pk).is_open


FOUND = [{"what": "person", "fact": "words"}]


@pytest.mark.parametrize("changes", [{"kind": "danger"}, {"kind": "question"}, {"findings": FOUND}])
def test_reports_of_danger_and_what_is_held_stay_with_curators(hers, own, make_suggestion, changes):
    row = make_suggestion(record=own, **changes)
    assert own.name not in text_of(hers.get("/desk/suggestions/"))
    assert hers.get(f"/desk/suggestions/{row.pk}/").status_code == 403
    reconcile("suggestion")
    assert f"/desk/suggestions/{row.pk}/" not in text_of(hers.get("/desk/"))

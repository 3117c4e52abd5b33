"""Every page of the admin that writes refuses what was opened before somebody else's change."""

import pytest
from django.contrib import admin
from django.urls import reverse

from catalogue.models import Organisation, Tool
from hub.record_admin.record import RecordAdmin
from hub.record_admin.workflow_actions import WORKFLOW_ACTIONS
from hub.records.models import Record, Revision, recorded_change
from hub.vocabulary.models import Term

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

GIVEN = {"reason": "because", "verification": "source-checked", "next_review_on": ""}
# Pages beside those that Django makes: whoever adds one that writes adds its test here.
READ_ONLY = {"next_to_check", "suggest"}
TESTED = {"do", "restore", "revive"}


@pytest.fixture
def curator(signed_in):
    return signed_in("curator", "vocabulary")


def change_meanwhile(record):
    other = type(record).objects.get(pk=record.pk)
    with recorded_change(other, reason="meanwhile"):
        other.name = "Another name"
        other.save()


def unchanged(record):
    """Whether the last change is still that of the other person."""
    last = Revision.objects.filter(kind=record.kind, record_id=record.pk).latest("version")
    return last.reason == "meanwhile"


def state_for(action):
    return sorted(action.allowed_states)[0]


def test_every_page_of_our_own_is_known_here():
    names = set()
    for model, model_admin in admin.site._registry.items():
        if not (issubclass(model, Record) or model is Term):
            continue
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        own = {url.name.removeprefix(prefix) for url in model_admin.get_urls() if url.name}
        names |= own - {"changelist", "add", "history", "delete", "change"}
    assert names == READ_ONLY | TESTED


def test_every_record_has_the_guarded_form():
    records = {model: site for model, site in admin.site._registry.items()
               if issubclass(model, Record)}  # fmt: skip
    assert Tool in records
    for model_admin in records.values():
        assert isinstance(model_admin, RecordAdmin)
        assert "seen_version" in model_admin.form.declared_fields


@pytest.mark.parametrize("name", WORKFLOW_ACTIONS)
def test_a_workflow_action(curator, make_tool, fields_of, name):
    tool = make_tool(state=state_for(WORKFLOW_ACTIONS[name]))
    address = f"/admin/catalogue/tool/{tool.pk}/do/{name}/"
    opened = fields_of(curator.get(address)) | GIVEN
    change_meanwhile(tool)
    answer = curator.post(address, opened)
    assert "was changed meanwhile" in answer.content.decode()
    assert unchanged(tool)


@pytest.mark.parametrize("name", WORKFLOW_ACTIONS)
def test_a_workflow_action_for_a_selection(curator, make_tool, fields_of, name):
    state = state_for(WORKFLOW_ACTIONS[name])
    stale, fresh = make_tool(state=state), make_tool(state=state)
    address = reverse("admin:catalogue_tool_changelist")
    chosen = {"action": name, "_selected_action": [stale.pk, fresh.pk]}
    opened = fields_of(curator.post(address, chosen)) | chosen | GIVEN | {"apply": "1"}
    change_meanwhile(stale)
    page = curator.post(address, opened, follow=True).content.decode()
    assert "1 record was changed after you chose it, and is left alone: Another name." in page
    assert unchanged(stale)
    last = Revision.objects.filter(kind="tool", record_id=fresh.pk).latest("version")
    assert last.reason == "because"


@pytest.mark.parametrize("seen", ["", "x", "{}", "{}.", ".1", "{}.1;", "{}.١", "9" * 40])
def test_a_selection_without_what_was_seen_is_left_alone(curator, make_tool, seen):
    tool = make_tool(state="draft")
    sent = {"action": "publish", "_selected_action": [tool.pk], "apply": "1"}
    sent |= {"seen": seen.format(tool.pk)}
    answer = curator.post(reverse("admin:catalogue_tool_changelist"), sent | GIVEN)
    assert answer.status_code in (200, 302)
    tool.refresh_from_db()
    assert tool.state == "draft"


def test_a_reason_that_was_forgotten_is_no_second_look(curator, make_tool, fields_of):
    tool = make_tool()
    address = reverse("admin:catalogue_tool_changelist")
    chosen = {"action": "archive", "_selected_action": [tool.pk]}
    opened = fields_of(curator.post(address, chosen)) | chosen | {"apply": "1"}
    change_meanwhile(tool)
    again = fields_of(curator.post(address, opened | {"reason": ""}))
    assert again["seen"] == [f"{tool.pk}.1"]
    curator.post(address, again | chosen | {"apply": "1", "reason": "because"})
    assert unchanged(tool)


@pytest.mark.parametrize("which", [0, 1])
def test_a_merge(curator, make_organisation, fields_of, which):
    goes, stays = make_organisation(), make_organisation()
    address = f"/desk/merges/organisation/{goes.pk}/into/{stays.pk}/"
    opened = fields_of(curator.get(address)) | {"reason": "because", "step": "merge", "sure": "1"}
    change_meanwhile((goes, stays)[which])
    assert "was changed meanwhile" in curator.post(address, opened).content.decode()
    assert Organisation.objects.count() == 2
    assert unchanged((goes, stays)[which])


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("kind", ["merge", "retire"])
def test_the_change_of_a_term(curator, make_term, fields_of, kind, which):
    old, new = make_term("purpose/old"), make_term("purpose/new")
    address = f"/desk/vocabulary/term/{old.pk}/{kind}/"
    opened = fields_of(curator.get(address, {"chosen": "1", "successor": [new.pk]}))
    Term.objects.filter(pk=(old, new)[which].pk).update(label="Another name")
    answer = curator.post(address, opened | {"reason": "because"})
    assert "was changed meanwhile" in answer.content.decode()
    assert not Term.objects.get(pk=old.pk).deprecated


def test_a_term_that_is_used_again(curator, make_term, fields_of):
    term = make_term()
    term.deprecate()
    opened = fields_of(curator.get(f"/admin/vocabulary/term/{term.pk}/change/"))
    Term.objects.filter(pk=term.pk).update(label="Another name")
    curator.post(f"/admin/vocabulary/term/{term.pk}/revive/", {"seen": opened["seen"][0]})
    assert Term.objects.get(pk=term.pk).deprecated


@pytest.mark.parametrize("button", ["_save", "_continue", "_checked_next"])
def test_the_form_of_a_record(curator, make_tool, fields_of, button):
    tool = make_tool()
    address = f"/admin/catalogue/tool/{tool.pk}/change/"
    opened = fields_of(curator.get(address)) | {"summary": "Mine.", button: "x"}
    change_meanwhile(tool)
    answer = curator.post(address, opened)
    assert "changed this record while you were editing" in answer.content.decode()
    assert unchanged(tool)


def test_restoring_a_version(curator, make_tool, fields_of):
    tool = make_tool()
    with recorded_change(tool):
        tool.summary = "Other words."
        tool.save()
    address = f"/admin/catalogue/tool/{tool.pk}/history/1/restore/"
    opened = fields_of(curator.get(address))
    change_meanwhile(tool)
    answer = curator.post(address, opened)
    assert "was changed meanwhile" in answer.content.decode()
    assert unchanged(tool)

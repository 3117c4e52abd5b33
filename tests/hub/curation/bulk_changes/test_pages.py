"""The action in the lists of records, and the pages of what was done."""

import pytest
from django.contrib import admin
from django.urls import reverse

from catalogue.models import Tool
from hub.curation.bulk_changes.models import BulkChange
from hub.curation.drafts.models import RecordDraft
from hub.records.models import recorded_change
from hub.records.registry import record_types
from tests.hub.curation.bulk_changes.conftest import seen_in, text_of

pytestmark = pytest.mark.django_db
TRAINING = "purpose/training"
REASON = {"reason": "We looked at them."}


@pytest.fixture
def tools(make_tool, make_term):
    make_term(TRAINING)
    return [make_tool(name="Safe Case"), make_tool(name="Red Line", terms=(TRAINING,))]


def state_of(tool):
    return Tool.objects.get(pk=tool.pk)


def look(post, tools, **typed):
    return post(tools, "look", **REASON, **typed)


def test_every_list_of_records_has_the_action(curator, rf):
    request = rf.get("/")
    request.user = curator
    lists = {
        each.model.kind: admin.site.get_model_admin(each.model) for each in record_types.values()
    }
    there = {kind: "change_many" in each.get_actions(request) for kind, each in lists.items()}
    assert there == dict.fromkeys(lists, True)


def test_the_form_says_in_how_many_records_a_term_stands(post, tools):
    page = text_of(post(tools))
    assert "2 records are chosen." in page
    assert 'name="remove" value="purpose/training"' in page
    assert "<td>1</td>" in page


def test_what_would_change_is_shown_before_anything_does(post, tools):
    page = text_of(look(post, tools, add=[TRAINING]))
    assert "1 record changes. 1 is so already. Nothing is saved yet." in page
    assert "Safe Case" in page
    assert '<ins dir="auto"><span class="visually-hidden">added: </span>Training</ins>' in page
    assert BulkChange.objects.count() == 0


def test_what_was_looked_at_is_done_and_can_be_taken_back(post, browser, tools):
    seen = seen_in(look(post, tools, add=[TRAINING]))
    done = post(tools, "change", add=[TRAINING], seen=seen, **REASON)
    change = BulkChange.objects.get()
    assert done.url == f"/desk/bulk/{change.pk}/"
    assert "purpose" in state_of(tools[0]).terms_by_scheme()
    page = text_of(browser.get(done.url))
    assert "Safe Case" in page
    assert "Red Line" not in page
    browser.post(f"{done.url}undo/")
    assert state_of(tools[0]).terms_by_scheme() == {}
    assert "taken back" in text_of(browser.get("/desk/bulk/"))


def test_drafts_of_what_needs_a_second_person_are_offered_and_made(
    post, browser, make_tool, make_term, settings
):
    settings.TWO_PEOPLE = True
    make_term("safeguard/consent")
    tools = [make_tool(name="Safe Case"), make_tool(name="Red Line", state="draft")]
    looked = look(post, tools, add=["safeguard/consent"])
    assert "Change 1 record, and make drafts of the rest" in text_of(looked)
    assert "Change only 1 record" in text_of(looked)
    typed = {"add": ["safeguard/consent"], "seen": seen_in(looked), **REASON}
    page = text_of(browser.get(post(tools, "keep", **typed).url))
    assert "1 draft waits on the desk for somebody else" in page
    assert RecordDraft.objects.get().record_id == tools[0].pk
    assert "safeguard" not in state_of(tools[0]).terms_by_scheme()
    again = look(post, tools, add=["safeguard/consent"])
    assert "Make a draft of it" in text_of(again)
    assert post(tools, "keep", **(typed | {"seen": seen_in(again)})).url == "/desk/drafts/"


def test_what_was_typed_comes_back_from_the_look(post, tools):
    page = text_of(post(tools, "again", add=[TRAINING], verification="stale", **REASON))
    assert 'name="add" value="purpose/training" checked' in page
    assert "We looked at them." in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (REASON, "Choose what is to be changed."),
        ({"add": [TRAINING], "remove": [TRAINING], **REASON}, "Both added and removed"),
        ({"verification": "stale"}, "This field is required."),
        ({"next_review_on": "2020-01-01", **REASON}, "This day is over."),
        ({"next_review_on": "soon", **REASON}, "Enter a valid date."),
        ({"add": ["purpose/nothing"], **REASON}, "not one of the available choices"),
        ({"state": "exploded", **REASON}, "not one of the available choices"),
        ({"verification": "stale", "reason": "x" * 501}, "at most 500 characters"),
    ],
)
def test_bad_input_has_a_sentence_and_changes_nothing(post, tools, typed, sentence):
    response = post(tools, "look", **typed)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert BulkChange.objects.count() == 0


def test_without_having_looked_nothing_is_done(post, tools):
    response = post(tools, "change", verification="stale", **REASON)
    assert response.status_code == 200
    assert "Nothing is saved yet." in text_of(response)
    assert BulkChange.objects.count() == 0


def test_a_record_that_was_changed_after_the_look_is_named_and_left_alone(post, browser, tools):
    seen = seen_in(look(post, tools, verification="stale"))
    with recorded_change(tools[0]):
        tools[0].summary = "Other words."
        tools[0].save()
    done = post(tools, "change", verification="stale", seen=seen, **REASON)
    page = text_of(browser.get(done.url))
    assert "Safe Case: Somebody changed it after you looked." in page
    assert state_of(tools[0]).verification == "unreviewed"
    assert state_of(tools[1]).verification == "stale"


def test_all_records_of_a_filtered_list_are_changed(post, make_tool):
    tools = [make_tool(name=f"Lantern {n}", state="draft") for n in range(3)]
    other = make_tool(name="Another", state="draft")
    path = "/admin/catalogue/tool/?q=Lantern"
    chosen = {"path": path, "select_across": "1", "verification": "stale", **REASON}
    seen = seen_in(post(tools[:1], "look", **chosen))
    post(tools[:1], "change", seen=seen, **chosen)
    assert {state_of(tool).verification for tool in tools} == {"stale"}
    assert state_of(other).verification == "unreviewed"


def test_too_many_records_are_a_sentence(post, browser, tools, monkeypatch):
    monkeypatch.setattr("hub.curation.bulk_changes.list_action.MAX_RECORDS", 1)
    assert "more than 1 records" in text_of(browser.get(post(tools).url))


def test_whoever_may_only_read_does_not_have_it(signed_in, make_tool):
    reader = signed_in()
    fields = {"action": "change_many", "_selected_action": [make_tool().pk]}
    assert reader.post("/admin/catalogue/tool/", fields).status_code in (302, 403)
    assert reader.get("/desk/bulk/").status_code == 403


def test_a_second_undo_says_so(post, browser, tools, write):
    done = write(tools, verification="stale")
    path = reverse("bulk-change-undo", args=[done.pk])
    browser.post(path)
    assert "Somebody took it back before you." in text_of(browser.post(path, follow=True))


@pytest.mark.parametrize("key", [999_999, 10**30])
def test_an_unknown_change_is_not_found(browser, key):
    assert browser.get(f"/desk/bulk/{key}/").status_code == 404
    assert browser.post(f"/desk/bulk/{key}/undo/").status_code == 404


def test_markup_in_a_reason_is_text(browser, write, tools):
    done = write(tools, verification="stale", reason="<script>x</script>")
    assert b"<script>x" not in browser.get(f"/desk/bulk/{done.pk}/").content


def test_taking_back_what_one_person_may_not_change_leaves_it_and_says_so(
    browser, write, tools, refusing_ledger
):
    change = write(tools, verification="stale")
    with refusing_ledger() as refused:
        answer = browser.post(f"/desk/bulk/{change.pk}/undo/")
    refused.check(browser, answer)
    assert state_of(tools[0]).verification == "stale"


def test_what_one_person_may_not_change_is_not_changed_by_the_action(
    post, browser, tools, refusing_ledger
):
    seen = seen_in(look(post, tools, verification="stale"))
    with refusing_ledger() as refused:
        answer = post(tools, "change", verification="stale", seen=seen, **REASON)
    refused.check(browser, answer)

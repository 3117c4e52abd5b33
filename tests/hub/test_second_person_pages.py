"""No page answers a change for two people with a fault, whichever part of the site writes it."""

import ast
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from hub.record_admin.second_person_page import SecondPersonPages
from hub.records.models import RecordChange
from hub.records.second_person import SecondPersonNeeded
from hub.records.stored_records import read_records

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
WRITERS = {"recorded_change", "record_changes", "Ledger", "LedgerEntry", "LedgerEntries"}
BY_NOBODY = "no person makes the change"
UNASKED = "the ledger is told not to refuse"
DRAFTS = "tests/hub/curation/drafts"
CHECKS = "tests/hub/curation/record_checks"
ENTRIES = "tests/events/recommendations/admin/test_entries.py"
REVIEW = "tests/hub/curation/suggestions/review/views/test_suggestion_page.py"
RESTORE = "tests/hub/record_admin/test_restore_page.py"
# By module that calls the ledger: the file of a test that has it refuse the change, or why it does
# not refuse there.
TOLD = {
    "catalogue/models": BY_NOBODY,
    "events/recommendations/admin/entry.py": ENTRIES,
    "events/recommendations/admin/recommendation.py": ENTRIES,
    "events/recommendations/admin/round_action.py":
        "tests/events/recommendations/admin/test_document_form.py",
    "events/reporting/review.py": "tests/events/reporting/admin/test_answer_review.py",
    "hub/backup/restored_site.py": BY_NOBODY,
    "hub/curation/bulk_changes/bulk_undo.py": "tests/hub/curation/bulk_changes/test_pages.py",
    "hub/curation/bulk_changes/bulk_writer.py": "tests/hub/curation/bulk_changes/test_pages.py",
    "hub/curation/drafts/record_drafts.py": f"{DRAFTS}/test_two_people.py",
    "hub/curation/drafts/set_times.py": f"{DRAFTS}/test_two_people.py",
    "hub/curation/exercises/exercises.py": BY_NOBODY,
    "hub/curation/merging/merge_undo.py": "tests/hub/curation/merging/test_merge_page.py",
    "hub/curation/merging/record_merge.py": "tests/hub/curation/merging/test_merge_page.py",
    "hub/curation/purging/record_facts.py": UNASKED,
    "hub/curation/questions/answer_review.py": "tests/hub/curation/questions/test_desk_pages.py",
    "hub/curation/record_checks/check_answers.py": f"{DRAFTS}/test_two_people.py",
    "hub/curation/record_checks/conclusion.py": f"{DRAFTS}/test_two_people.py",
    "hub/curation/record_checks/trial.py": f"{CHECKS}/test_trial.py",
    "hub/curation/suggestions/fact_writer.py": REVIEW,
    "hub/curation/suggestions/review/effects.py": REVIEW,
    "hub/curation/suggestions/review/hidden_record.py": REVIEW,
    "hub/curation/vocabulary_changes/carriers.py": UNASKED,
    "hub/curation/vocabulary_changes/term_changes.py": UNASKED,
    "hub/curation/vocabulary_changes/term_undo.py": UNASKED,
    "hub/imports/apply/apply.py": "tests/hub/imports/apply/test_guarded_facts.py",
    "hub/imports/apply/chunk_writer.py": "tests/hub/imports/apply/test_guarded_facts.py",
    "hub/imports/undo/edited_records.py": "tests/hub/imports/apply/test_guarded_facts.py",
    "hub/imports/undo/undo.py": "tests/hub/imports/apply/test_guarded_facts.py",
    "hub/record_admin/record.py": f"{DRAFTS}/test_two_people.py",
    "hub/record_admin/version_restore.py": RESTORE,
    "hub/record_admin/workflow_actions.py": RESTORE,
}  # fmt: skip


def calls_ledger(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            named = called.value if isinstance(called, ast.Attribute) else called
            if isinstance(named, ast.Name) and named.id in WRITERS:
                return True
    return False


def calling_modules():
    for room in ("hub", "catalogue", "events"):
        for path in sorted((ROOT / room).rglob("*.py")):
            module = path.relative_to(ROOT).as_posix()
            if not module.startswith("hub/records/") and calls_ledger(path):
                yield module


def test_every_module_that_writes_records_is_declared():
    assert set(calling_modules()) - TOLD.keys() == set()


@pytest.mark.parametrize("test", sorted(set(TOLD.values()) - {BY_NOBODY, UNASKED}))
def test_what_is_declared_is_tested(test):
    written = (ROOT / test).read_text(encoding="utf-8")
    assert "refusing_ledger" in written or "two_people" in written


# Whatever raises it: one answer for all addresses


def patterns(resolver, before=""):
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{before}{one.pattern}")
        else:
            yield f"{before}{one.pattern}"


@pytest.fixture
def needed(make_tool):
    tool = make_tool(name="Beacon")
    stored = read_records(type(tool), [tool.pk])[tool.pk]
    return SecondPersonNeeded(type(tool), RecordChange(stored.facts, stored))


def test_the_answer_is_a_sentence_with_the_way_on_and_what_was_typed(signed_in, needed):
    client = signed_in("curator")
    typed = {"reason": "An hour of work.", "csrfmiddlewaretoken": "a-token", "pk": "7"}
    request = client.get("/admin/").wsgi_request
    post = RequestFactory().post("/desk/x/", typed)
    post.user, post.session = request.user, request.session
    answer = SecondPersonPages(lambda _request: None).process_exception(post, needed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "needs a second person" in text
    assert f"/admin/catalogue/tool/{needed.change.pk}/change/" in text
    assert "An hour of work." in text
    assert "a-token" not in text


def test_other_exceptions_are_not_its_own(rf):
    assert (
        SecondPersonPages(lambda _request: None).process_exception(rf.get("/"), KeyError()) is None
    )


def test_it_stands_below_all_that_answers_for_every_address(settings):
    """The innermost middleware is asked first of an exception of a view."""
    assert settings.MIDDLEWARE[-1] == "hub.record_admin.second_person_page.SecondPersonPages"


def test_a_view_of_any_address_that_raises_it_is_answered(signed_in, needed, monkeypatch):
    """Through the whole site: the desk's own pages, the admin's and those of imports."""
    client = signed_in("curator")
    paths = (
        "/desk/",
        "/admin/",
        "/curate/imports/",
        f"/admin/catalogue/tool/{needed.change.pk}/change/",
    )

    def refuse(*_arguments, **_options):
        raise needed

    for path in paths:
        match = get_resolver().resolve(path)
        with monkeypatch.context() as patch:
            patch.setattr(
                "django.core.handlers.base.BaseHandler.make_view_atomic", lambda *_: refuse
            )
            answer = client.post(path, {"reason": "x"})
        assert (answer.status_code, match is not None) == (409, True), path

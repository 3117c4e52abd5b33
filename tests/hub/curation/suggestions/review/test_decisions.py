"""What becomes of a suggestion, of its facts, of the record and of the task."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.models import Deployment, Helpline, Tool
from events.recommendations.models import FollowUp
from hub.curation.suggestions.models import Suggestion, SuggestionMail
from hub.curation.suggestions.review import decisions
from hub.curation.suggestions.review.decisions import TooLate
from hub.outbox.models import Mail
from hub.outbox.sealing import seal
from hub.records.models import EditConflict, Revision, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def tool(make_tool):
    return make_tool(name="Hotline", summary="It helps.")


def test_an_accepted_correction_changes_the_record_and_cites_its_source(
    tool, waiting, choose, curator, tasks_open, state_of
):
    sent = waiting(
        record=tool,
        facts={"summary": "It helps callers."},
        source_title="Annual report",
        source_url="https://example.org/report",
    )
    decisions.accept(sent.pk, choose(sent, version=tool.version), by=curator)
    tool.refresh_from_db()
    citation = tool.citations.select_related("source").get()
    revision = Revision.objects.filter(kind="tool", record_id=tool.pk).order_by("-version")[0]
    assert (tool.summary, state_of(sent), tasks_open()) == ("It helps callers.", "accepted", set())
    assert (citation.subject, citation.source.url) == ("summary", "https://example.org/report")
    assert (revision.by, revision.reason) == (curator, f"Suggestion {sent.pk}")


def test_a_part_is_accepted_and_the_rest_is_declined_with_a_reason(
    tool, waiting, choose, curator, state_of
):
    sent = waiting(record=tool, facts={"summary": "It helps callers.", "name": "Hot Line"})
    choices = choose(sent, version=tool.version, without=("name",))
    decisions.accept(sent.pk, choices, by=curator)
    tool.refresh_from_db()
    decided = dict(sent.facts.values_list("fact", "decision"))
    assert (tool.name, tool.summary, state_of(sent)) == ("Hotline", "It helps callers.", "partly")
    assert decided == {"summary": "accepted", "name": "declined"}


def test_words_of_the_curator_take_the_place_of_the_senders(tool, waiting, choose, curator):
    sent = waiting(record=tool, facts={"summary": "it HELPS!!!"})
    choices = choose(sent, version=tool.version, texts={"summary": "It helps callers."})
    decisions.accept(sent.pk, choices, by=curator)
    tool.refresh_from_db()
    assert tool.summary == "It helps callers."


def test_what_cannot_be_read_is_refused_beside_its_fact(tool, waiting, choose, curator, state_of):
    sent = waiting(record=tool, facts={"url": "not an address"})
    sent.facts.update(value=None, problem="This is no address.")
    with pytest.raises(ValidationError) as refused:
        decisions.accept(sent.pk, choose(sent, version=tool.version), by=curator)
    assert refused.value.message_dict == {"url": ["This is no address."]}
    assert state_of(sent) == "received"


def test_a_record_that_changed_meanwhile_is_not_overwritten(
    tool, waiting, choose, curator, state_of
):
    sent = waiting(record=tool, facts={"summary": "It helps callers."})
    seen = tool.version
    with recorded_change(tool):
        tool.summary = "It helps survivors."
        tool.save()
    with pytest.raises(EditConflict):
        decisions.accept(sent.pk, choose(sent, version=seen), by=curator)
    tool.refresh_from_db()
    assert (tool.summary, state_of(sent)) == ("It helps survivors.", "received")


def test_a_record_that_is_gone_is_told_in_a_sentence(tool, waiting, choose, curator):
    sent = waiting(record=tool, facts={"summary": "It helps callers."})
    Suggestion.objects.filter(pk=sent.pk).update(record_id=987_654)
    with pytest.raises(ValidationError, match="not there any more"):
        decisions.accept(sent.pk, choose(sent, version=1), by=curator)


def test_two_curators_do_not_decide_twice(tool, waiting, choose, curator):
    sent = waiting(record=tool, facts={"summary": "It helps callers."})
    decisions.decline(sent.pk, "No source says so.", by=curator)
    with pytest.raises(TooLate):
        decisions.accept(sent.pk, choose(sent, version=tool.version), by=curator)
    tool.refresh_from_db()
    assert tool.summary == "It helps."


def test_declining_needs_a_reason(waiting, curator, state_of):
    sent = waiting()
    with pytest.raises(ValidationError):
        decisions.decline(sent.pk, "  ", by=curator)
    assert state_of(sent) == "received"


def test_declining_closes_the_task_and_keeps_the_reason(waiting, curator, tasks_open):
    sent = waiting()
    decisions.decline(sent.pk, "No source says so.", by=curator)
    sent.refresh_from_db()
    assert (sent.state, sent.reason, tasks_open()) == ("declined", "No source says so.", set())


def test_what_is_gone_is_too_late(curator):
    with pytest.raises(TooLate) as late:
        decisions.decline(987_654, "No.", by=curator)
    assert late.value.suggestion is None


# By kind


def test_a_missing_tool_becomes_a_record_in_review(waiting, choose, curator):
    facts = {"name": "Safe Steps", "url": "https://safe.example.org"}
    sent = waiting(kind="missing", about_kind="tool", facts=facts, source_title="Its own site")
    effect = decisions.accept(sent.pk, choose(sent), by=curator)
    tool = Tool.objects.get()
    assert (tool.name, tool.state, tool.slug) == ("Safe Steps", "in_review", "safe-steps")
    assert effect.url == f"/admin/catalogue/tool/{tool.pk}/change/"
    assert effect.leads_on


def test_a_second_record_of_a_name_gets_an_address_of_its_own(waiting, choose, curator, make_tool):
    make_tool(name="Safe Steps", slug="safe-steps")
    sent = waiting(kind="missing", about_kind="tool", facts={"name": "Safe Steps"})
    decisions.accept(sent.pk, choose(sent), by=curator)
    assert Tool.objects.filter(slug="safe-steps-2", state="in_review").exists()


def test_how_it_went_becomes_a_practice_note_in_review(tool, waiting, choose, curator):
    facts = {"worked": "People called."}
    sent = waiting(record=tool, kind="practice", about_kind="deployment", facts=facts)
    decisions.accept(sent.pk, choose(sent), by=curator)
    note = Deployment.objects.get()
    assert (note.tool, note.worked, note.state) == (tool, "People called.", "in_review")


def test_whereabouts_in_a_practice_note_are_refused(tool, waiting, choose, curator, state_of):
    facts = {"worked": "At 52.520008, 13.404954 people came."}
    sent = waiting(record=tool, kind="practice", about_kind="deployment", facts=facts)
    with pytest.raises(ValidationError):
        decisions.accept(sent.pk, choose(sent), by=curator)
    assert (state_of(sent), Deployment.objects.exists()) == ("received", False)


FOLLOW_UP = {"country": "Kenya", "status": "Done", "evidence": "The Act was passed."}


@pytest.fixture
def followed_up(make_recommendation, make_term, waiting):
    def make():
        make_term("country/ke", label="Kenya")
        make_term("followup_status/done", label="Done")
        record = make_recommendation(terms=("addressee/states",))
        return waiting(
            record=record,
            kind="follow_up",
            about_kind="follow_up",
            facts=FOLLOW_UP,
            source_title="Counter-Trafficking Act",
        ), record

    return make


def test_what_was_done_becomes_an_entry_of_the_log(followed_up, choose, curator):
    sent, record = followed_up()
    decisions.accept(sent.pk, choose(sent, version=record.version), by=curator)
    entry = FollowUp.objects.get()
    assert (entry.evidence, entry.status.slug, entry.country.slug) == (
        "The Act was passed.",
        "done",
        "ke",
    )
    assert entry.source.title == "Counter-Trafficking Act"


def test_a_withdrawn_recommendation_gets_no_entry(followed_up, choose, curator):
    sent, record = followed_up()
    record.archive(by=None, reason="withdrawn")
    with pytest.raises(ValidationError, match="withdrawn meanwhile"):
        decisions.accept(sent.pk, choose(sent, version=record.version), by=curator)
    assert not FollowUp.objects.exists()


def test_a_helpline_is_due_for_a_check_today(make_helpline, waiting, choose, curator):
    line = make_helpline()
    sent = waiting(record=line, kind="helpline", about_kind="")
    decisions.accept(sent.pk, choose(sent, version=line.version), by=curator)
    assert Helpline.objects.get(pk=line.pk).next_review_on == timezone.localdate()


def test_what_has_ended_gets_the_status_that_was_chosen(tool, waiting, choose, curator, make_term):
    make_term("status/discontinued")
    sent = waiting(record=tool, kind="ended", about_kind="")
    choices = choose(sent, version=tool.version, status="discontinued", no_address=False)
    decisions.accept(sent.pk, choices, by=curator)
    assert [link.term.slug for link in tool.term_links.all()] == ["discontinued"]


def test_an_organisation_ends_on_a_day(make_organisation, waiting, choose, curator):
    body = make_organisation()
    sent = waiting(record=body, kind="ended", about_kind="")
    decisions.accept(sent.pk, choose(sent, version=body.version, ended="2021-10"), by=curator)
    body.refresh_from_db()
    assert str(body.ended) == "2021-10"


def test_an_end_that_is_no_date_is_refused_beside_its_field(
    make_organisation, waiting, choose, curator
):
    body = make_organisation()
    sent = waiting(record=body, kind="ended", about_kind="")
    with pytest.raises(ValidationError) as refused:
        decisions.accept(sent.pk, choose(sent, version=body.version, ended="soon"), by=curator)
    assert list(refused.value.message_dict) == ["ended"]


@pytest.mark.parametrize("kind", ["question", "danger"])
def test_what_is_only_answered_changes_no_record(tool, waiting, choose, curator, state_of, kind):
    sent = waiting(record=tool, kind=kind, about_kind="")
    decisions.accept(sent.pk, choose(sent, reason="Thank you."), by=curator)
    before = tool.version
    tool.refresh_from_db()
    assert (state_of(sent), tool.version) == ("accepted", before)


# Conversation and mails


def test_taking_it_is_said_once(waiting, state_of):
    sent = waiting()
    assert [decisions.take(sent.pk), decisions.take(sent.pk)] == [True, False]
    assert state_of(sent) == "looked_at"


def test_a_question_stands_in_the_conversation_and_the_task_stays_open(
    waiting, curator, tasks_open, state_of
):
    sent = waiting()
    decisions.ask_back(sent.pk, "Where did you read this?", by=curator)
    message = sent.messages.get()
    assert (message.text, message.from_curator) == ("Where did you read this?", True)
    assert (state_of(sent), tasks_open()) == ("looked_at", {str(sent.pk)})


def test_whoever_left_an_address_is_mailed_of_question_and_decision_once(waiting, curator):
    sent = waiting(address=seal("reader@example.org"))
    decisions.ask_back(sent.pk, "Where did you read this?", by=curator)
    decisions.decline(sent.pk, "No source says so.", by=curator)
    occasions = SuggestionMail.objects.order_by("pk").values_list("occasion", flat=True)
    assert (list(occasions), Mail.objects.count()) == (["question", "decision"], 2)


def test_a_question_that_is_sent_twice_is_asked_and_mailed_once(waiting, curator):
    sent = waiting(address=seal("reader@example.org"))
    for _ in range(2):
        decisions.ask_back(sent.pk, "Where did you read this?", by=curator)
    assert (sent.messages.count(), Mail.objects.count()) == (1, 1)


def test_whoever_left_no_address_is_not_mailed(waiting, curator):
    decisions.ask_back(waiting().pk, "Where did you read this?", by=curator)
    assert not Mail.objects.exists()


# Many at once


def test_many_are_dropped_and_taken_back_in_one_step(waiting, curator, tasks_open, state_of):
    several = [waiting(facts={"name": "x"}, about_kind="tool") for _number in range(3)]
    decisions.take(several[2].pk)
    drop = decisions.drop([one.pk for one in several], by=curator)
    assert (drop.count, tasks_open()) == (3, set())
    assert {fact.decision for one in several for fact in one.facts.all()} == {"declined"}
    assert decisions.undo_drop(drop.at, by=curator) == 3
    assert [state_of(one) for one in several] == ["received", "received", "looked_at"]
    assert tasks_open() == {str(one.pk) for one in several}


def test_a_danger_report_is_never_dropped_with_others(waiting, curator, state_of):
    sent = waiting(kind="danger")
    assert decisions.drop([sent.pk], by=curator).count == 0
    assert state_of(sent) == "received"


def test_nobody_takes_back_what_another_dropped(waiting, curator, make_person):
    drop = decisions.drop([waiting().pk], by=curator)
    assert decisions.undo_drop(drop.at, by=make_person()) == 0


def test_what_was_erased_is_not_taken_back(waiting, curator):
    sent = waiting()
    drop = decisions.drop([sent.pk], by=curator)
    Suggestion.objects.filter(pk=sent.pk).update(erased_at=timezone.now())
    assert decisions.undo_drop(drop.at, by=curator) == 0


def test_dropping_a_thousand_takes_few_queries(
    waiting, curator, make_suggestion, django_assert_max_num_queries
):
    keys = [make_suggestion().pk for _number in range(60)]
    with django_assert_max_num_queries(12):
        decisions.drop(keys, by=curator)

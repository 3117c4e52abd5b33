"""A curator decides fact by fact; what was checked is never overwritten."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.models import Tool, ToolCitation
from hub.curation.confirmations import decisions
from hub.curation.confirmations.decisions import TooLate
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer
from hub.curation.contacts.models import Contact
from hub.curation.desk.models import Task
from hub.records.models import Change, EditConflict, Record, Source, recorded_change
from tests.hub.curation.record_checks.conftest import cite

pytestmark = pytest.mark.django_db


def settle(confirmation, *accepted, by):
    return decisions.settle(confirmation.pk, accepted, by=by)


def stored(tool):
    return Tool.objects.get(pk=tool.pk)


def decision_on(fact):
    return ConfirmationAnswer.objects.get(fact=fact).decision


def open_tasks():
    return set(Task.objects.filter(closed_at=None).values_list("kind", flat=True))


def check_by_person(tool, person, fact="url", *, says_so=True):
    cite(tool, fact, title="Checked", url="https://checked.example/")
    rows = ToolCitation.objects.filter(tool=tool, subject=fact)
    rows.update(checked_on=timezone.localdate(), checked_by=person, says_so=says_so)


def test_an_answer_waits_on_the_desk_until_it_is_settled(answered, person):
    confirmation = answered(a__url="right")
    assert "maker_answer" in open_tasks()
    settle(confirmation, "url", by=person)
    assert "maker_answer" not in open_tasks()


def test_what_is_right_is_cited_as_the_makers_statement(answered, tool, person):
    settle(answered(a__url="right"), "url", by=person)
    citation = stored(tool).citations.get()
    assert (citation.subject, citation.source.kind) == ("url", Source.Kind.STATEMENT)
    assert (citation.checked_on, citation.checked_by) == (timezone.localdate(), None)


def test_what_changed_is_set_through_the_ledger(answered, tool, person):
    settle(answered(f__name="Safer Case"), "name", by=person)
    assert stored(tool).name == "Safer Case"
    assert Change.objects.filter(kind="tool", record_id=tool.pk, what="updated").exists()


def test_what_is_left_out_is_not_entered(answered, tool, person):
    settle(answered(f__name="Safer Case", a__url="right"), "url", by=person)
    assert stored(tool).name == "Safe Case"
    assert (decision_on("name"), decision_on("url")) == ("declined", "accepted")


def test_a_statement_never_verifies_a_record(answered, tool, person):
    settle(answered(a__url="right", a__name="right"), "url", "name", by=person)
    after = stored(tool)
    assert (after.verification, after.verified_on) == (Record.Verification.UNREVIEWED, None)


def test_a_statement_leaves_the_state_of_a_verified_record(answered, tool, person):
    day = timezone.localdate()
    values = {"verification": Record.Verification.SOURCE_CHECKED, "verified_on": day}
    Tool.objects.filter(pk=tool.pk).update(**values)
    settle(answered(a__url="right"), "url", by=person)
    after = stored(tool)
    assert (after.verification, after.verified_on) == tuple(values.values())


def test_a_denial_of_what_was_checked_is_a_conflict_and_is_not_entered(answered, tool, person):
    check_by_person(tool, person)
    settle(answered(f__url="https://other.example/"), "url", by=person)
    assert stored(tool).url == "https://safe-case.example/"
    assert decision_on("url") == "conflict"
    assert "maker_conflict" in open_tasks()


def test_a_denial_of_a_verified_record_is_a_conflict(answered, tool, person):
    values = {"verification": "source-checked", "verified_on": timezone.localdate()}
    Tool.objects.filter(pk=tool.pk).update(**values)
    settle(answered(f__url="https://other.example/"), "url", by=person)
    assert (stored(tool).url, decision_on("url")) == ("https://safe-case.example/", "conflict")


def test_what_its_source_no_longer_says_is_not_confirmed_by_its_maker(answered, tool, person):
    check_by_person(tool, person, says_so=False)
    settle(answered(a__url="right"), "url", by=person)
    assert decision_on("url") == "conflict"
    assert not stored(tool).citations.filter(source__kind=Source.Kind.STATEMENT).exists()


def test_the_check_of_a_curator_keeps_its_day(answered, tool, person):
    check_by_person(tool, person)
    settle(answered(a__url="right"), "url", by=person)
    citation = stored(tool).citations.get(source__kind=Source.Kind.PUBLISHED)
    assert (citation.checked_on, citation.checked_by, citation.says_so) == (
        timezone.localdate(), person, True,
    )  # fmt: skip


def test_a_statement_goes_from_a_fact_that_becomes_another(answered, tool, person):
    settle(answered(a__url="right"), "url", by=person)
    after = stored(tool)
    with recorded_change(after, by=person, reason="found"):
        after.url = "https://new.example/"
        after.save()
    assert stored(tool).citations.get().checked_on is None


def test_that_it_has_ended_sets_its_status(answered, tool, person, make_term):
    make_term("status/discontinued")
    settle(answered(whole="ended"), "status", by=person)
    assert [term.slug for term in stored(tool).terms.all()] == ["discontinued"]


def test_what_cannot_be_read_is_not_entered(answered, tool, person):
    confirmation = answered(f__url="ask our office")
    with pytest.raises(ValidationError):
        settle(confirmation, "url", by=person)
    assert Confirmation.objects.get().state == "answered"
    settle(confirmation, by=person)
    assert stored(tool).url == "https://safe-case.example/"


def test_two_curators_decide_once(answered, person):
    confirmation = answered(a__url="right")
    settle(confirmation, "url", by=person)
    with pytest.raises(TooLate):
        settle(confirmation, by=person)


def test_a_record_that_changed_since_the_page_is_looked_at_again(answered, tool, person):
    confirmation = answered(f__name="Safer Case")
    with pytest.raises(EditConflict):
        decisions.settle(confirmation.pk, ["name"], by=person, seen_version=tool.version - 1)
    assert Confirmation.objects.get().state == "answered"


def test_a_wrong_contact_is_removed(answered, person):
    confirmation = answered(whole="not_ours")
    decisions.remove_wrong_contact(confirmation.pk, by=person)
    assert not Contact.objects.exists()
    assert Confirmation.objects.get().state == "settled"


def test_two_makers_both_stand_on_the_desk(ask, answered, person, tool):
    first = answered(ask(), f__name="Safer Case")
    second = answered(ask(address="press@maker.example"), f__name="Safest Case")
    assert Task.objects.filter(kind="maker_answer", closed_at=None).count() == 2
    settle(first, "name", by=person)
    settle(second, "name", by=person)
    assert stored(tool).name == "Safest Case"


def test_several_against_which_nothing_speaks_are_entered_in_one_step(answered, person):
    confirmation = answered(a__url="right")
    assert decisions.settle_clear([confirmation.pk, 10**9], by=person) == (1, 1)


def test_words_are_always_read(answered, person):
    confirmation = answered(a__url="right", words="All right.")
    assert decisions.settle_clear([confirmation.pk], by=person) == (0, 1)


def test_of_a_scheme_that_is_shown_as_several_facts_only_the_stated_one_is_marked(
    answered, make_tool, make_term, ask, person
):
    make_term("safeguard/encryption")
    make_term("safeguard/risk-retaliation")
    tool = make_tool(
        slug="both", name="Both", terms=("safeguard/encryption", "safeguard/risk-retaliation")
    )
    settle(answered(ask(tool), a__safeguards="right"), "safeguards", by=person)
    citation = stored(tool).citations.get()
    assert (citation.subject, citation.note) == ("safeguard", "safeguard")


# What became of a recommendation


@pytest.fixture
def recommendation(make_recommendation, make_term):
    make_term("followup_status/under-way")
    make_term("followup_status/not-assessed")
    return make_recommendation()


def tell(answered, ask, recommendation, **more):
    typed = {"f__actor": "The Ministry", "f__evidence": "We began.", **more}
    confirmation = ask(recommendation, role="addressee")
    return answered(confirmation, f__status="under way", **typed)


def test_an_addressee_tells_what_became_of_it(answered, ask, recommendation, person):
    settle(tell(answered, ask, recommendation), "evidence", by=person)
    entry = recommendation.follow_ups.get()
    assert (entry.said_by, entry.evidence, entry.who) == ("addressee", "We began.", "The Ministry")
    assert entry.source.kind == Source.Kind.STATEMENT


def test_an_entry_that_is_declined_stands_in_no_log(answered, ask, recommendation, person):
    settle(tell(answered, ask, recommendation), by=person)
    assert not recommendation.follow_ups.exists()

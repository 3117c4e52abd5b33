"""A curator's decisions: once each, whoever takes them, and through the ledger."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from events.recommendations.distribution import log_entries, standing
from events.recommendations.models import FollowUp, RecommendationAddressee, ReportingRound
from events.reporting import report_requests, retention, review
from events.reporting.models import ReportAnswer, ReportRequest
from hub.records.models import Change, Revision, recorded_change

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WORDS = "The Act was passed in 2010."


@pytest.fixture
def curator(make_person):
    return make_person(email="curator@example.org")


def test_what_is_accepted_is_the_addressees_statement_in_the_ledger(sent_in, curator, kenya):
    request = sent_in()
    answer = request.answers.get()
    assert review.accept(answer.pk, by=curator, evidence=WORDS)
    entry = FollowUp.objects.get()
    assert (entry.said_by, entry.round, entry.country, entry.date, entry.source.url) == (
        "addressee", request.round, kenya, "2010", "https://www.example.org/act",
    )  # fmt: skip
    revision = Revision.objects.get(kind="recommendation", version=2)
    assert (revision.by, revision.changed) == (curator, ["follow_ups"])
    assert Change.objects.filter(what=Change.What.FOLLOW_UP).count() == 1
    request.refresh_from_db()
    assert request.settled_at is not None


def test_words_that_a_curator_changed_stand_beside_those_that_were_sent(
    visit, sent_in, curator, link
):
    request = sent_in()
    review.accept(request.answers.get().pk, by=curator, evidence="The Act passed in 2010.")
    answer = ReportAnswer.objects.get()
    assert (answer.evidence, answer.published_evidence) == (WORDS, "The Act passed in 2010.")
    page = visit(link(request))
    assert (WORDS in page.text, "The Act passed in 2010." in page.text) == (True, True)


def test_what_is_declined_has_a_reason_that_the_addressee_reads(visit, sent_in, curator, link):
    request = sent_in()
    answer = request.answers.get()
    with pytest.raises(ValidationError):
        review.decline(answer.pk, by=curator, reason="  ")
    assert review.decline(answer.pk, by=curator, reason="The source does not say so.")
    assert "The source does not say so." in visit(link(request)).text
    assert not FollowUp.objects.exists()


def test_a_decision_is_taken_once(sent_in, curator):
    answer = sent_in().answers.get()
    assert [review.accept(answer.pk, by=curator, evidence=WORDS) for _time in range(3)] == [
        True, False, False,
    ]  # fmt: skip
    assert not review.decline(answer.pk, by=curator, reason="Too late.")
    assert FollowUp.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_curators_at_once_publish_one_entry(sent_in, make_person, on_postgresql):
    if not on_postgresql:
        pytest.skip("SQLite lets one write at a time")
    answer = sent_in().answers.get()
    people = [make_person(email=f"{number}@example.org") for number in range(4)]

    def accept(person):
        try:
            return review.accept(answer.pk, by=person, evidence=WORDS)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(accept, people))
    assert (sorted(done), FollowUp.objects.count()) == ([False, False, False, True], 1)


def test_of_two_entries_for_one_country_and_round_the_later_stands_and_both_are_kept(
    sent_in, make_follow_up, make_request, curator, kenya
):
    request = make_request()
    ((_depth, action),) = report_requests.actions_of(request)
    make_follow_up(action, "no-action-known", country=kenya, round=request.round, date="2009")
    sent_in(request)
    review.accept(request.answers.get().pk, by=curator, evidence=WORDS)
    entries = log_entries([action.pk])[action.pk]
    assert len(entries) == 2
    assert [entry.status for entry in standing(entries).values()] == ["done"]


def test_what_the_ledger_refuses_is_not_decided(sent_in, curator, make_term, make_request):
    request = sent_in()
    ((_depth, action),) = report_requests.actions_of(request)
    with recorded_change(action):
        action.terms.clear()
        RecommendationAddressee.objects.create(
            recommendation=action, country=make_term("country/za")
        )
    with pytest.raises(ValidationError):
        review.accept(request.answers.get().pk, by=curator, evidence=WORDS)
    assert request.answers.get().decision == ""


def test_handed_back_it_can_be_corrected_until_something_is_published(sent_in, curator):
    request = sent_in()
    review.decline(request.answers.get().pk, by=curator, reason="No source.")
    assert review.hand_back(request.pk)
    sent_in(request, evidence="Another.")
    review.accept(request.answers.get().pk, by=curator, evidence="Another.")
    assert not review.hand_back(request.pk)


@pytest.mark.parametrize("end", ["closed", "erased"])
def test_nothing_is_handed_back_to_whom_nobody_can_write_or_whose_round_is_closed(
    sent_in, curator, days, end
):
    request = sent_in()
    review.decline(request.answers.get().pk, by=curator, reason="No source.")
    if end == "closed":
        ReportingRound.objects.update(opens=days(-30), due=days(-20), closes=days(-1))
    else:
        retention.erase_address(request.pk)
    assert not review.hand_back(request.pk)
    assert request.answers.get().decision == "declined"


def test_answers_that_came_in_before_a_withdrawal_are_read(sent_in, curator):
    request = sent_in()
    report_requests.withdraw(request.pk)
    assert ReportRequest.objects.waiting().get() == request
    assert review.accept(request.answers.get().pk, by=curator, evidence=WORDS)
    assert not ReportRequest.objects.waiting().exists()

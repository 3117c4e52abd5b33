"""The clock's task: asked and reminded once, whoever runs it and however often."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from events.reporting import reminders, report_requests, tasks
from events.reporting.models import ReportMail, ReportRequest
from hub.monitoring import clock
from hub.outbox import hold
from hub.outbox.mail_kinds import kind_of
from hub.outbox.models import Mail
from hub.records.models import recorded_change
from tests.plugins.cast import make_a_term

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def told():
    return list(ReportMail.objects.order_by("pk").values_list("occasion", flat=True))


def test_ten_runs_of_the_task_are_one_mail(make_request):
    make_request()
    for _run in range(10):
        tasks.schedule_reports()
    assert (told(), Mail.objects.count()) == (["asked"], 1)


def test_nobody_is_written_to_whom_no_curator_has_sent_on_the_way(make_request):
    make_request(asked=False)
    assert reminders.schedule_due() == 0


def test_a_request_waits_until_its_round_is_open(make_request, make_round, days):
    make_request(round=make_round(opens=days(3)))
    assert (reminders.schedule_due(), reminders.schedule_due(days(3))) == (0, 1)


def test_the_mails_of_a_whole_round(make_request, days):
    make_request()
    for number in (0, 0, 10, 16, 17, 30, 30, 31, 37, 45, 61):
        reminders.schedule_due(days(number))
    assert told() == ["asked", "before", "due", "overdue"]


def test_another_day_for_one_addressee_counts(make_request, make_round, days):
    make_request(round=make_round(due=days(5)), due=days(20))
    for number in (0, 5, 6, 12, 20):
        reminders.schedule_due(days(number))
    mails = ReportMail.objects.values_list("occasion", "day")
    assert dict(mails) == {"asked": days(0), "before": days(6), "due": days(20)}


def test_a_day_that_is_moved_is_reminded_of_again(make_request, make_round, days, sent_mails):
    request = make_request(round=make_round(due=days(5)))
    for number in (0, 1, 5):
        reminders.schedule_due(days(number))
    ReportRequest.objects.filter(pk=request.pk).update(due=days(30))
    for number in (5, 6, 16, 30, 37):
        reminders.schedule_due(days(number))
    assert told() == ["asked", "before", "due", "before", "due", "overdue"]
    subjects = [mail.subject for mail in sent_mails()]
    assert len(subjects) == 4  # the two of the day of before were not sent yet: they are untrue


def test_whoever_answered_or_refused_is_not_reminded(
    make_request, make_organisation, sent_in, days
):
    answered = make_request()
    refuses = make_request(round=answered.round, country=None, organisation=make_organisation())
    reminders.schedule_due()
    sent_in(answered)
    report_requests.refuse_reminders(refuses)
    assert sum(reminders.schedule_due(days(number)) for number in (16, 30, 37)) == 0


def test_a_mail_that_waited_is_not_sent_to_whoever_answered_meanwhile(
    make_request, sent_in, sent_mails, days
):
    request = make_request()
    reminders.schedule_due()
    sent_mails()
    reminders.schedule_due(days(30))
    sent_in(request)
    assert len(sent_mails()) == 1


def test_nothing_is_decided_while_mail_is_paused(make_request):
    make_request()
    hold.hold_all()
    assert (reminders.schedule_due(), told()) == (0, [])


def test_a_clock_that_was_ahead_for_a_moment_silences_nobody(make_request, days):
    make_request()
    reminders.schedule_due(days(-300))
    ReportMail.objects.update(day=days(400))
    clock.restate(datetime.timedelta(days=400))
    assert reminders.schedule_due(days(30)) == 1


def test_a_new_link_is_mailed_and_what_waits_with_the_old_one_is_not(make_request, sent_mails):
    request = make_request()
    reminders.schedule_due()
    report_requests.renew_link(request.pk)
    reminders.schedule_due()
    (mail,) = sent_mails()
    request.refresh_from_db()
    assert request.nonce in mail.text


def test_a_new_link_reaches_whoever_has_answered_already(make_request, sent_in):
    request = make_request()
    reminders.schedule_due()
    sent_in(request)
    report_requests.renew_link(request.pk)
    assert (reminders.schedule_due(), reminders.schedule_due()) == (1, 0)


def test_nobody_is_asked_in_a_round_that_is_closed(make_request, make_round, days):
    request = make_request(round=make_round(due=days(-2), closes=days(-1)))
    assert (request.asked_at, reminders.schedule_due()) == (None, 0)


def test_a_mail_that_came_back_is_told_to_curators_and_ends_the_mails(make_request, days):
    request = make_request()
    reminders.schedule_due()
    mail = Mail.objects.get()
    kind_of(mail).handle_bounce(mail)
    assert reminders.schedule_due(days(30)) == 0
    assert ReportRequest.objects.unreachable().get() == request


def hide(record):
    with recorded_change(record):
        record.state = "in_review"
        record.save()


def ask_nobody(action):
    with recorded_change(action):
        action.term_links.all().delete()
        action.term_links.create(term=make_a_term("addressee/companies"))


@pytest.mark.parametrize("end", ["document", "action", "addressee"])
def test_nothing_is_sent_once_nothing_is_asked_any_more(make_request, sent_mails, days, end):
    waits, later = make_request(), make_request("b@example.org")
    ReportRequest.objects.filter(pk=later.pk).update(asked_at=None)
    assert reminders.schedule_due() == 1
    for request in (waits, later):
        ((_depth, action),) = report_requests.actions_of(request)
        if end == "addressee":
            ask_nobody(action)
        else:
            hide(action if end == "action" else request.round.document)
    report_requests.ask(later.pk)
    assert (sent_mails(), reminders.schedule_due(), reminders.schedule_due(days(30))) == ([], 0, 0)


def test_what_is_public_again_is_asked_again(make_request, sent_mails):
    request = make_request()
    document = request.round.document
    hide(document)
    assert reminders.schedule_due() == 0
    with recorded_change(document):
        document.state = "published"
        document.save()
    assert (reminders.schedule_due(), len(sent_mails())) == (1, 1)


def test_a_late_bounce_of_the_address_of_before_does_not_silence_the_new_one(make_request):
    request = make_request()
    reminders.schedule_due()
    old = Mail.objects.get()
    Mail.objects.update(state=Mail.State.SENT)
    report_requests.renew_link(request.pk, address="new@example.org")
    kind_of(old).handle_bounce(old)
    assert (ReportRequest.objects.unreachable().count(), reminders.schedule_due()) == (0, 1)
    new = Mail.objects.exclude(pk=old.pk).get()
    kind_of(new).handle_bounce(new)
    assert ReportRequest.objects.unreachable().get() == request


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_write_each_mail_once(
    make_round, make_term, make_request, on_postgresql
):
    if not on_postgresql:
        pytest.skip("SQLite lets one write at a time")
    round_ = make_round()
    for code in ("ke", "za", "ug", "gh"):
        make_request(f"{code}@example.org", round=round_, country=make_term(f"country/{code}"))

    def work(_worker):
        try:
            return reminders.schedule_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(work, range(4)))
    assert (made, Mail.objects.count(), len(told())) == (4, 4, 4)


@pytest.mark.django_db(transaction=True)
def test_a_run_that_dies_in_the_middle_leaves_nothing_half_done(make_request, monkeypatch):
    make_request()

    def die(**values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ReportMail.objects, "create", die)
        with pytest.raises(KeyboardInterrupt):
            reminders.schedule_due()
    assert Mail.objects.count() == 0
    assert (reminders.schedule_due(), Mail.objects.count()) == (1, 1)

"""The mail of a focal point, as a mail server takes it, and the way from its link to the ledger."""

import re
from email import message_from_bytes, policy

import pytest

from events.recommendations.models import FollowUp
from events.reporting import mail_kinds, reminders, report_requests, review, signed_links
from events.reporting.models import ReportMail
from hub.outbox import tasks as outbox
from hub.records.models import recorded_change
from tests.plugins.page_reader import Visited

pytestmark = pytest.mark.django_db


def test_from_the_mail_to_the_page_of_the_document(
    client, visit, make_request, answers, mail_server, make_person, settings
):
    settings.SITE_ADDRESS = "https://hub.example.org"
    server = mail_server()
    request = make_request()
    reminders.schedule_due()
    outbox.send_mails()
    (taken,) = server.taken
    read = message_from_bytes(taken.content, policy=policy.default)
    plain = read.get_body(("plain",)).get_content()
    address = re.search(r"https://hub\.example\.org(/report/\?token=\S+)", plain)[1]
    assert taken.recipient == "amina.otieno@interior.go.ke"
    assert "amina" not in plain
    assert address in read.get_body(("html",)).get_content().replace("&amp;", "&")
    page = visit(address)
    form = answers(request) | {"token": page.one("input", name="token").attributes["value"]}
    assert Visited(client.post("/report/", form, follow=True)).heading == "Your answers were sent"
    answer = request.answers.get()
    review.accept(answer.pk, by=make_person(), evidence=answer.evidence)
    shown = visit(FollowUp.objects.get().recommendation.get_absolute_url())
    assert ("The Act was passed in 2010." in shown.text, "amina" in shown.html) == (True, False)


def test_it_says_who_asks_whom_by_when_and_how_to_stop(make_request, sent_mails, make_organisation):
    request = make_request()
    issuers = [make_organisation(name=name, state="published") for name in ("ICAT", "UNODC")]
    hidden = make_organisation(name="Nobody's business", state="draft")
    with recorded_change(request.round.document):
        for place, body in enumerate((*issuers, hidden)):
            request.round.document.organisation_links.create(organisation=body, position=place)
    reminders.schedule_due()
    (mail,) = sent_mails()
    words = " ".join(mail.text.split())
    assert mail.subject.startswith("By ")
    for part in (
        "ICAT, UNODC ask Kenya what it has done", "First report", "Due:", "accepted until",
        "a curator of this site reads your answers",
        "deleted 90 days after the round", signed_links.stop_link(request),
    ):  # fmt: skip
        assert part in words


@pytest.mark.parametrize(("day", "subject"), [(16, "By "), (30, "Due today: "), (37, "Overdue: ")])
def test_a_reminder_says_which_day_it_is_and_who_asked(
    make_request, make_round, make_organisation, sent_mails, days, day, subject, monkeypatch
):
    make_request(round=make_round(body=make_organisation(name="OSCE", state="published")))
    reminders.schedule_due()
    sent_mails()
    then = days(day)
    reminders.schedule_due(then)
    monkeypatch.setattr(mail_kinds, "today", lambda: then)
    mails = sent_mails()
    assert mails[-1].subject.startswith(subject)
    assert "nswers of Kenya to OSCE " in " ".join(mails[-1].text.split())


def test_a_title_of_several_lines_is_one_header(
    make_recommendation, make_round, make_request, sent_mails
):
    action = make_recommendation(terms=("addressee/states",))
    type(action.document).objects.filter(pk=action.document_id).update(title="One\r\nBcc: x@y.org")
    make_request(round=make_round(action.document))
    reminders.schedule_due()
    (mail,) = sent_mails()
    assert "One Bcc: x@y.org" in mail.subject


def test_whoever_was_withdrawn_meanwhile_is_not_written_to(make_request, sent_mails):
    request = make_request()
    reminders.schedule_due()
    ReportMail.objects.update(issue=7)  # as if a newer link had been made between the two
    assert sent_mails() == []
    report_requests.withdraw(request.pk)
    assert sent_mails() == []

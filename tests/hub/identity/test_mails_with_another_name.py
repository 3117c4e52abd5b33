"""With another name no mail of any kind has the old one, in its headers or its texts."""

import datetime
from email import message_from_bytes, policy

import pytest
from allauth.account.adapter import get_adapter

from events.reporting.models import Occasion, ReportMail, today
from hub.accounts import access_changes, unused_accounts
from hub.accounts.mails import send_invitation
from hub.accounts.models import Person
from hub.accounts.second_factors.notices import enqueue_notice
from hub.accounts.single_sign_on import notices as sign_on
from hub.curation.confirmations import confirmation_requests
from hub.curation.desk import task_decisions
from hub.curation.desk.task_list import open_task
from hub.curation.questions import request_mails
from hub.curation.questions.models import AnswerRequest
from hub.curation.suggestions import receipts, sender_mails
from hub.curation.suggestions.review import danger_mail
from hub.identity.publication import publish
from hub.imports import notifications
from hub.imports.models import Import, ImportSource
from hub.monitoring import incidents
from hub.monitoring.checks import run_checks
from hub.monitoring.models import Incident
from hub.outbox import mail_kinds
from hub.outbox.models import Mail
from hub.outbox.queue import OutboxBackend, enqueue
from hub.outbox.sealing import seal
from hub.records.database_clock import now_in_database
from tests.events.conftest import (  # noqa: F401
    make_document,
    make_event,
    make_recommendation,
)
from tests.events.reporting.conftest import (  # noqa: F401
    days,
    kenya,
    make_request,
    make_round,
    statuses,
)
from tests.hub.curation.confirmations.conftest import add_contact, ask, tool  # noqa: F401
from tests.hub.curation.desk.conftest import source  # noqa: F401
from tests.hub.curation.questions.conftest import (  # noqa: F401
    add_maker,
    asked,
    make_question,
    person,
)
from tests.hub.identity.test_another_name import DRESS, NEW, old_words
from tests.hub.monitoring.conftest import heard  # noqa: F401

pytestmark = pytest.mark.django_db
# What may lie open in a list of mails, or is about the curator's own file, names no site at all.
NAMELESS = {"confirmation", "suggestion", "import"}
FACTORS = ("factor_added", "factor_removed", "codes_made", "code_used", "factors_gone")


@pytest.fixture(autouse=True)
def _dressed(settings):
    settings.OPERATOR_NAME, settings.CONTACT_EMAIL = "Old operator", "old@example.org"
    publish(DRESS, based_on=0, by=None)


@pytest.fixture
def boss(make_person):
    return Person.objects.create_superuser("boss@example.org", name="Bo")


def ready_suggestion(get, **changes):
    return get("make_suggestion")(
        address=seal("reader@example.org"), sealed_receipt=seal("abcdefghijklmnopqrstuvwx"),
        receipt_key=receipts.receipt_key("abcdefghijklmnopqrstuvwx"), **changes,
    )  # fmt: skip


def monitoring(get):
    """What has been wrong for half an hour, and that it is over."""
    _boss, heard_from = get("boss"), get("heard")
    heard_from()
    heard_from("mail-worker", seconds_ago=7200)
    half_an_hour = datetime.timedelta(minutes=30)
    incidents.update(run_checks())
    Incident.objects.update(since=now_in_database() - half_an_hour)
    incidents.update(run_checks())
    heard_from()
    incidents.update(run_checks())
    Incident.objects.update(ok_since=now_in_database() - half_an_hour)
    incidents.update(run_checks())


def desk(get):
    get("source")
    task = open_task("sample", "a", title="A task")
    task_decisions.comment(task, by=get("boss"), text="Look.", mentioned=[get("make_person")()])


def danger(get):
    get("boss")
    get("make_suggestion")(kind="danger")
    assert danger_mail.tell_curators() == 1


def suggestion(get):
    received = ready_suggestion(get)
    sender_mails.enqueue_receipt(received)
    sender_mails.tell_sender(received)
    sender_mails.tell_sender(received, get("make_message")(received))


def question(get):
    """All of its occasions, to a maker and to a practitioner."""
    request = get("asked")()
    for occasion in request_mails.Occasion.values:
        request_mails.enqueue(request, occasion)
    other = get("asked")(record=get("make_tool")(), receipt_key="k" * 64)
    AnswerRequest.objects.filter(pk=other.pk).update(role="practitioner")


def maker(get):
    """The request and its reminders, and one to whom a recommendation is addressed."""
    for confirmation in (
        get("ask")(),
        get("ask")(get("make_recommendation")(slug="REC-1"), "to@example.org", "addressee"),
    ):
        for occasion in confirmation_requests.Occasion.values:
            confirmation_requests.enqueue(confirmation, occasion)


def report(get):
    request = get("make_request")()
    for occasion in set(Occasion.values) - {Occasion.ASKED}:
        mail = enqueue(Mail(purpose="report", address=request.address))
        ReportMail.objects.create(
            request=request,
            occasion=occasion,
            issue=request.issue,
            due=request.due_on,
            day=today(),
            mail=mail,
        )


def import_done(get):
    Import.objects.create(
        kind="tool",
        source=ImportSource.objects.create(slug="s", title="S", kind="tool"),
        name="a.csv",
        state="applied",
        by=get("boss"),
        mail_when_done=True,
    )
    assert notifications.enqueue_due() == 1


def message(_get):
    """What a library sends in the frame of our templates."""
    context = {"email": "a@example.org"}
    written = get_adapter().render_mail("account/email/unknown_account", "a@example.org", context)
    assert OutboxBackend().send_messages([written]) == 1


def account_unused(get):
    """Both warnings."""
    person_ = get("make_person")()
    now = now_in_database()
    long_ago = now - unused_accounts.UNUSED
    Person.objects.filter(pk=person_.pk).update(date_joined=long_ago, last_login=long_ago)
    assert unused_accounts.process(now) == 1
    assert unused_accounts.process(now + unused_accounts.FIRST_BEFORE) == 1


def access_changed(get):
    get("boss")
    other = Person.objects.create_superuser("other@example.org")
    access_changes.log_invitation(get("make_person")(), by=other)
    access_changes.log_closing(get("make_person")(), "closed", by=other)


# By purpose: makes the mails as the site does.
CASES = {
    "access_changed": access_changed,
    "account_unused": account_unused,
    "confirmation": lambda get: get("asked_for")("one@example.org"),
    "danger": danger,
    "desk": desk,
    "digest": lambda get: get("make_digests")(2),
    "import": import_done,
    "invitation": lambda get: send_invitation(get("boss")),
    "joining_link": lambda get: sign_on.send_joining_invitation(get("boss")),
    "maker": maker,
    "message": message,
    "monitoring": monitoring,
    "no_account": lambda _get: enqueue(Mail(purpose="no_account", address=seal("a@example.org"))),
    "no_password": lambda get: enqueue(Mail(purpose="no_password", person=get("boss"))),
    "password_reset": lambda get: enqueue(Mail(purpose="password_reset", person=get("boss"))),
    "question": question,
    "report": report,
    "sign_on_notice": lambda get: sign_on.tell_break_glass_used(get("boss")),
    "suggestion": suggestion,
    **{purpose: lambda get, p=purpose: enqueue_notice(p, get("boss")) for purpose in FACTORS},
}


def words_of(mail):
    """All that its reader can see of it, headers and both forms."""
    composed = mail_kinds.compose(mail)
    mime = composed.message() if hasattr(composed, "extra_headers") else composed
    read = message_from_bytes(mime.as_bytes(), policy=policy.default)
    parts = [part.get_content() for part in read.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in read.items()), *parts])


def test_there_is_a_case_for_every_kind_of_mail():
    assert CASES.keys() == {kind.purpose for kind in mail_kinds.registered()}


@pytest.mark.parametrize("purpose", CASES)
def test_no_mail_has_the_old_name(request, purpose):
    CASES[purpose](request.getfixturevalue)
    mails = list(Mail.objects.filter(purpose=purpose))
    mail_kinds.read_ahead(mails)
    texts = [words_of(mail) for mail in mails]
    assert texts
    assert [old_words(text) for text in texts] == [[]] * len(texts)
    assert purpose in NAMELESS or all(NEW in text for text in texts)

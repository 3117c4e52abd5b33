"""After a restore nothing is sent until a person has said what arrived."""

from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from hub.digests.digest.schedule import carried_over
from hub.outbox import hold
from hub.outbox.lease import acquire
from hub.outbox.models import Mail, MailHold

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAUSES = "/admin/outbox/pauses/"


@pytest.fixture
def unfinished(make_mail):
    """One in each state in which it may have been sent since the backup was taken."""
    token = {"token": "0" * 32}
    return [
        make_mail(1),
        make_mail(2, state="claimed", **token),
        make_mail(3, state="sending", **token),
    ]


def states() -> set[str]:
    return set(Mail.objects.values_list("state", flat=True))


def test_all_that_was_unfinished_is_uncertain(unfinished, make_mail):
    sent = make_mail(4, state="sent")
    assert hold.hold_all().uncertain == 3
    assert set(hold.uncertain_mails()) == set(unfinished)
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_confirmation_is_not_sent_again_by_itself(make_mail):
    """Without a restore it would be: nobody gets any further without one."""
    make_mail(purpose="confirmation", period_start=None, period_end=None)
    hold.hold_all()
    assert states() == {"uncertain"}


def test_meanwhile_nothing_is_claimed(make_mail):
    hold.hold_all()
    mail = make_mail(5)
    assert acquire(10) == []
    hold.release(delivered=True)
    assert [lease.mail for lease in acquire(10)] == [mail]


def test_what_arrived_is_told_nobody_again(unfinished):
    hold.hold_all()
    assert hold.release(delivered=True) == 3
    assert states() == {"sent"}
    assert carried_over([mail.subscriber_id for mail in unfinished]) == {}
    assert not Mail.objects.get(pk=unfinished[0].pk).items.filter(live=False).exists()


def test_the_news_of_what_did_not_arrive_goes_into_the_next_digests(unfinished):
    hold.hold_all()
    hold.release(delivered=False)
    assert states() == {"uncertain"}
    assert not Mail.objects.get(pk=unfinished[0].pk).items.filter(live=True).exists()


def test_what_was_decided_on_is_not_asked_about_after_another_restore(unfinished, make_mail):
    """Else "they arrived", said of others, would swallow the news of these."""
    hold.hold_all()
    hold.release(delivered=False)
    later = make_mail(4)
    assert hold.hold_all().uncertain == 1
    assert hold.release(delivered=True) == 1
    later.refresh_from_db()
    assert later.state == "sent"
    assert not Mail.objects.get(pk=unfinished[0].pk).items.filter(live=True).exists()


def test_a_mail_that_was_uncertain_before_is_not_decided_on(make_mail):
    before = make_mail(1, state="uncertain", reply="no answer")
    hold.hold_all()
    hold.release(delivered=True)
    before.refresh_from_db()
    assert before.state == "uncertain"


def test_the_first_page_of_the_admin_leads_to_the_pause(signed_in, unfinished):
    hold.hold_all()
    browser = signed_in("administrator")
    assert PAUSES in browser.get("/admin/").content.decode()
    shown = browser.get(PAUSES).content.decode()
    assert "No e-mail is sent" in shown


@pytest.mark.parametrize(
    ("action", "state"), [("resume_delivered", "sent"), ("resume_not_delivered", "uncertain")]
)
def test_an_administrator_ends_it_with_a_decision(signed_in, unfinished, action, state):
    pause = hold.hold_all()
    browser = signed_in("administrator")
    browser.post(PAUSES, {"action": action, "_selected_action": [pause.pk]})
    pause.refresh_from_db()
    assert pause.released_at
    assert pause.released_by is not None
    assert states() == {state}
    assert LogEntry.objects.get().object_id == str(pause.pk)


@pytest.mark.parametrize("role", ["curator", "administrator"])
def test_looking_at_it_ends_nothing(signed_in, role):
    pause = hold.hold_all()
    browser = signed_in(role)
    browser.get(f"{PAUSES}?action=resume_delivered&_selected_action={pause.pk}")
    if role == "curator":
        browser.post(PAUSES, {"action": "resume_delivered", "_selected_action": [pause.pk]})
    assert MailHold.is_open()


def test_the_command_shows_what_is_uncertain_and_wants_a_decision(unfinished):
    hold.hold_all()
    said = StringIO()
    with pytest.raises(CommandError, match="--delivered or --not-delivered"):
        call_command("resume_mail", stdout=said)
    assert "Nobody knows whether these were sent: 3." in said.getvalue()
    assert unfinished[0].message_id in said.getvalue()
    assert not any(mail.recipient_address() in said.getvalue() for mail in unfinished)
    assert MailHold.is_open()


def test_the_command_ends_it(unfinished):
    hold.hold_all()
    call_command("resume_mail", "--delivered", stdout=StringIO())
    assert not MailHold.is_open()
    assert states() == {"sent"}


def test_without_a_pause_the_command_says_so():
    said = StringIO()
    call_command("resume_mail", stdout=said)
    assert said.getvalue() == "Mail is not paused.\n"


def test_the_command_says_how_many_more_there_are(make_mail):
    for number in range(23):
        make_mail(number + 1)
    hold.hold_all()
    output = StringIO()
    call_command("resume_mail", "--delivered", stdout=output)
    assert output.getvalue().count("Message-ID") == 20
    assert "and 3 more, all of them in the admin at " in output.getvalue()

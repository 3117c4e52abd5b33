"""One count for each mailbox, whatever form the mails come from, and a budget over all."""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from hub.accounts import password_requests
from hub.accounts.models import PasswordRequest
from hub.anonymous_forms import mail_limits, throttle
from hub.anonymous_forms.models import MailCount
from hub.digests import retention
from hub.digests.models import SignUp, Subscriber
from hub.digests.signup.confirmation import confirm_requests, waiting_requests
from hub.digests.signup.signup import sign_up
from hub.outbox.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BEGIN = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR
SPELLINGS = ("vic.tim@gmail.com", "v.ictim+a@gmail.com", "VICTIM@googlemail.com")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def _database_on_that_clock(monkeypatch):
    """Nobody can move the clock of a database server."""
    monkeypatch.setattr(throttle, "now_in_database", timezone.now)


def purposes():
    return list(Mail.objects.order_by("pk").values_list("purpose", flat=True))


def test_sixty_spellings_of_one_mailbox_are_one_mail():
    for number in range(60):
        password_requests.answer(f"vict.im+{number}@bomb.example")
    assert purposes() == ["no_account"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_forms_share_one_count(signup_request, spelling):
    sign_up(signup_request("victim@gmail.com"))
    password_requests.answer(spelling)
    assert purposes() == ["confirmation"]


def test_they_share_it_the_other_way_round_too(signup_request):
    password_requests.answer("victim@gmail.com")
    sign_up(signup_request("v.ictim@gmail.com"))
    assert purposes() == ["no_account"]


def test_a_stranger_gets_one_in_24_hours_and_three_in_all(clock, signup_request):
    for day in range(30):
        clock.move_to(BEGIN + day * DAY)
        password_requests.answer("victim@example.org")
        sign_up(signup_request("victim@example.org"))
    assert len(purposes()) == 3


def test_one_second_before_the_24_hours_are_over_there_is_no_second(clock):
    password_requests.answer("victim@example.org")
    clock.shift(DAY - datetime.timedelta(seconds=1))
    password_requests.answer("victim@example.org")
    assert len(purposes()) == 1
    clock.shift(datetime.timedelta(seconds=1))
    password_requests.answer("victim@example.org")
    assert len(purposes()) == 2


def test_a_confirmation_allows_three_more(clock, subscribed):
    subscribed("victim@example.org")
    Mail.objects.all().delete()
    for day in range(1, 30):
        clock.move_to(BEGIN + day * DAY)
        password_requests.answer("victim@example.org")
    assert len(purposes()) == 3


def test_an_account_gets_three_an_hour(clock, make_person):
    make_person(email="ada@example.org")
    for minute in range(120):
        clock.move_to(BEGIN + minute * datetime.timedelta(minutes=1))
        password_requests.answer("ADA@example.org")
    assert purposes() == ["password_reset"] * 6


def test_an_account_gets_ten_a_day(clock, make_person):
    make_person(email="ada@example.org")
    for minute in range(0, 24 * 60, 10):
        clock.move_to(BEGIN + minute * datetime.timedelta(minutes=1))
        password_requests.answer("ada@example.org")
    assert len(purposes()) == 10


def test_other_spellings_of_an_accounts_mailbox_count_with_it(make_person):
    make_person(email="ada@example.org")
    for number in range(5):
        password_requests.answer("ada@example.org")
        password_requests.answer(f"a.da+{number}@example.org")
    assert purposes() == ["password_reset"] * 3


def test_who_may_not_sign_in_any_more_is_a_stranger(make_person):
    make_person(email="ada@example.org", is_active=False)
    for _ in range(3):
        password_requests.answer("ada@example.org")
    assert purposes() == ["no_account"]


def test_mails_beyond_the_budget_wait_and_none_is_dropped(settings, signup_request):
    settings.MAILS_TO_STRANGERS_PER_HOUR = 60
    for number in range(100):
        sign_up(signup_request(f"reader-{number}@example.org"))
    times = list(Mail.objects.order_by("pk").values_list("next_try_at", flat=True))
    assert len(times) == 100
    assert max(times[:60]) <= BEGIN
    assert times[60:] == [BEGIN + n * datetime.timedelta(minutes=1) for n in range(1, 41)]


def test_nobody_is_told_that_they_have_no_account_beyond_the_budget(clock, settings):
    """Of invented addresses there is no end, and a queue of mails to them would have none."""
    settings.MAILS_TO_STRANGERS_PER_HOUR = 60
    for number in range(100):
        password_requests.answer(f"invented-{number}@example.org")
    assert Mail.objects.count() == 60
    assert Mail.objects.latest("next_try_at").next_try_at <= BEGIN
    clock.shift(datetime.timedelta(minutes=1))
    password_requests.answer("invented-99@example.org")  # nothing was sent to it yet
    assert Mail.objects.count() == 61


def test_invented_addresses_delay_no_confirmation(settings, signup_request):
    settings.MAILS_TO_STRANGERS_PER_HOUR = 10
    for number in range(100):
        password_requests.answer(f"invented-{number}@example.org")
    sign_up(signup_request("reader@example.org"))
    assert Mail.objects.get(purpose="confirmation").next_try_at <= BEGIN


def test_accounts_do_not_wait_for_strangers(settings, make_person):
    settings.MAILS_TO_STRANGERS_PER_HOUR = 10
    for number in range(100):
        password_requests.answer(f"reader-{number}@example.org")
    make_person(email="ada@example.org")
    password_requests.answer("ada@example.org")
    assert Mail.objects.get(purpose="password_reset").next_try_at <= BEGIN


def test_strangers_do_not_wait_for_accounts(settings, make_person, signup_request):
    settings.MAILS_TO_ACCOUNTS_PER_HOUR = 1
    for number in range(5):
        make_person(email=f"curator-{number}@example.org")
        password_requests.answer(f"curator-{number}@example.org")
    sign_up(signup_request("reader@example.org"))
    assert Mail.objects.get(purpose="confirmation").next_try_at <= BEGIN


def test_the_72_hours_of_a_request_begin_when_its_mail_may_leave(clock, settings, signup_request):
    settings.MAILS_TO_STRANGERS_PER_HOUR = 1
    for number in range(100):
        sign_up(signup_request(f"reader-{number}@example.org"))
    newest = SignUp.objects.latest("pk")
    assert newest.created_at == Mail.objects.latest("pk").next_try_at == BEGIN + 99 * HOUR
    clock.shift(100 * HOUR)
    subscriber = newest.subscriber
    assert confirm_requests(subscriber, [row.pk for row in waiting_requests(subscriber)]) == 1


@pytest.mark.parametrize("query", ["", "q=hotline"], ids=["the same", "another"])
def test_a_second_request_waits_for_the_same_mail(clock, settings, signup_request, query):
    """Its time would be over before the mail that tells of it may leave."""
    settings.MAILS_TO_STRANGERS_PER_HOUR = 1
    for number in range(100):
        sign_up(signup_request(f"reader-{number}@example.org"))
    sign_up(signup_request("reader-99@example.org", query=query))
    clock.shift(98 * HOUR)
    retention.sweep()
    newest = Mail.objects.filter(purpose="confirmation").latest("next_try_at")
    assert waiting_requests(newest.subscriber)
    assert {row.created_at for row in newest.subscriber.sign_ups.all()} == {BEGIN + 99 * HOUR}


@pytest.mark.parametrize("state", ["due", "claimed", "sent"])
def test_a_request_whose_mail_waited_for_days_can_be_confirmed(clock, signup_request, state):
    """As behind a pause of all mail, or a mail server that is away."""
    mail = sign_up(signup_request("reader@example.org"))
    clock.shift(100 * HOUR)
    sent_at = timezone.now() if state == "sent" else None
    Mail.objects.update(state=state, sent_at=sent_at, token=uuid.uuid4())
    clock.shift(HOUR)
    retention.sweep()
    subscriber = Subscriber.objects.get(pk=mail.subscriber_id)
    assert len(waiting_requests(subscriber)) == 1
    if state == "sent":
        clock.shift(72 * HOUR)
        retention.sweep()
        assert not Subscriber.objects.exists()


def test_an_address_that_cannot_be_written_to_causes_no_mail_and_no_error():
    password_requests.answer('"a b"@example.org')
    password_requests.answer("a%b@example.org")
    assert purposes() == []


def test_no_row_holds_an_address():
    password_requests.submit("victim@example.org")
    assert "victim" not in str(PasswordRequest.objects.values())
    password_requests.process_pending()
    assert "victim" not in str(MailCount.objects.values())
    assert "victim" not in str(Mail.objects.values())


def test_a_request_that_cannot_be_opened_stops_no_other():
    PasswordRequest.objects.create(sealed="damaged")
    password_requests.submit("victim@example.org")
    assert password_requests.process_pending() == 1
    assert purposes() == ["no_account"]


def test_old_counts_go_after_twelve_months(clock):
    password_requests.answer("victim@example.org")
    clock.shift(365 * DAY)
    mail_limits.erase_old_counts(timezone.now())
    assert MailCount.objects.count() == 1
    clock.shift(2 * DAY)
    mail_limits.erase_old_counts(timezone.now())
    assert not MailCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_workers_that_look_at_once_send_one_mail_together():
    def answer(number):
        try:
            password_requests.answer(f"victim+{number}@example.org")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(answer, range(24)))
    assert purposes() == ["no_account"]

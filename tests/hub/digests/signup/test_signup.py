"""From a form to a request, and how often an address is written to because of it."""

import datetime

import pytest
from django.utils import timezone

from hub.anonymous_forms.models import MailCount
from hub.anonymous_forms.pending_forms import CHUNK
from hub.digests import keyed_hashes, retention
from hub.digests.models import (
    PendingSignup,
    SignUp,
    Subscriber,
    Suppression,
)
from hub.digests.preferences import unsubscribe
from hub.digests.signup import signup
from hub.digests.signup.confirmation import confirm_requests, waiting_requests
from hub.digests.signup.signup import sign_up
from hub.outbox import key_marker, sealing
from hub.outbox.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR
NOW = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)


def test_a_form_is_kept_sealed_until_it_is_looked_at(signup_request):
    signup.submit(signup_request("reader@example.org"))
    assert "reader" not in PendingSignup.objects.get().sealed


def test_a_form_that_was_looked_at_is_gone(signup_request):
    signup.submit(signup_request())
    assert (signup.process_pending(), PendingSignup.objects.count()) == (1, 0)


def test_a_form_becomes_a_request_with_all_that_was_asked_for(signup_request):
    signup.submit(
        signup_request(whats=("safety",), preferences={"frequency": "daily", "discreet": True})
    )
    signup.process_pending()
    asked = SignUp.objects.get()
    assert (asked.kind, asked.query, asked.whats, asked.frequency, asked.discreet) == (
        "tool",
        "q=hotline",
        ["safety"],
        "daily",
        True,
    )


def test_a_form_that_cannot_be_opened_stops_no_other(signup_request):
    PendingSignup.objects.create(sealed="damaged")
    signup.submit(signup_request())
    signup.process_pending()
    assert SignUp.objects.count() == 1


def test_nobody_can_read_the_address_of_a_request(signup_request):
    sign_up(signup_request("reader@example.org"))
    found = Subscriber.objects.values().get()
    assert "reader" not in str(found)


def test_a_request_causes_one_confirmation_mail(signup_request):
    sign_up(signup_request())
    assert list(Mail.objects.values_list("purpose", "state")) == [("confirmation", "due")]


def test_a_request_is_not_followed_before_it_is_confirmed(signup_request):
    sign_up(signup_request())
    assert not Subscriber.objects.confirmed().exists()


def test_asking_twice_for_the_same_is_one_request_with_the_later_wishes(signup_request):
    sign_up(signup_request(whats=("new",)))
    sign_up(signup_request(whats=("safety",)))
    assert [asked.whats for asked in SignUp.objects.all()] == [["safety"]]


def test_within_a_day_an_address_is_written_to_once(signup_request):
    sign_up(signup_request(), now=NOW)
    sign_up(signup_request(query="q=other"), now=NOW + DAY - datetime.timedelta(seconds=1))
    assert Mail.objects.count() == 1


def test_a_request_that_causes_no_mail_waits_for_the_link_of_the_first(signup_request):
    sign_up(signup_request())
    sign_up(signup_request(query="q=other"))
    assert len(waiting_requests(Subscriber.objects.get())) == 2


def test_after_a_day_an_address_is_written_to_again(signup_request):
    sign_up(signup_request(), now=NOW)
    sign_up(signup_request(), now=NOW + DAY)
    assert Mail.objects.count() == 2


def test_three_mails_are_all_until_a_confirmation(signup_request):
    for days in range(10):
        sign_up(signup_request(), now=NOW + days * DAY)
    assert Mail.objects.count() == 3


def test_the_count_outlives_the_request_by_twelve_months(signup_request):
    for days in range(3):
        sign_up(signup_request(), now=NOW + days * DAY)
    Subscriber.objects.all().delete()
    sign_up(signup_request(), now=NOW + 360 * DAY)
    assert Mail.objects.count() == 3


@pytest.mark.parametrize(
    "spelling", ["r.eader@gmail.com", "reader+x@gmail.com", "READER@gmail.com"]
)
def test_other_spellings_of_a_mailbox_are_no_way_round_the_limit(signup_request, spelling):
    sign_up(signup_request("reader@gmail.com"))
    sign_up(signup_request(spelling, query="q=other"))
    assert Mail.objects.count() == 1


def test_the_count_holds_no_address(signup_request):
    sign_up(signup_request("reader@example.org"))
    assert "reader" not in str(MailCount.objects.values().get())


def test_a_confirmation_allows_three_more_mails(signup_request):
    for days in range(3):
        sign_up(signup_request(), now=NOW + days * DAY)
    Mail.objects.update(state=Mail.State.SENT)
    now = NOW + 3 * DAY
    subscriber = Subscriber.objects.get()
    confirm_requests(subscriber, [one.pk for one in waiting_requests(subscriber, now=now)], now=now)
    for days in range(4, 10):
        sign_up(signup_request(query="q=other"), now=NOW + days * DAY)
    assert Mail.objects.count() == 3 + 3


def test_a_confirmation_takes_back_what_was_not_sent_yet(subscribed):
    subscribed()
    assert not Mail.objects.exists()


def test_what_a_stranger_asks_changes_nothing_for_who_is_written_to(subscribed, signup_request):
    subscriber = subscribed()
    sign_up(
        signup_request(query="q=strange", preferences={"frequency": "soon", "time_zone": "UTC"})
    )
    subscriber.refresh_from_db()
    assert (subscriber.frequency, subscriber.subscriptions.count()) == ("weekly", 1)


def test_nobody_can_fill_the_list_of_requests_without_end(signup_request):
    for number in range(signup.MAX_WAITING_REQUESTS + 5):
        sign_up(signup_request(query=f"q={number}"))
    assert SignUp.objects.count() == signup.MAX_WAITING_REQUESTS


def test_who_has_left_may_ask_again(subscribed, signup_request):
    unsubscribe(subscribed("back@example.org"))
    MailCount.objects.update(last_at=timezone.now() - 2 * DAY)
    sign_up(signup_request("back@example.org"))
    assert Mail.objects.get().subscriber.state == Subscriber.State.UNCONFIRMED


def test_asking_again_alone_does_not_end_the_suppression(subscribed, signup_request):
    unsubscribe(subscribed("back@example.org"))
    sign_up(signup_request("back@example.org"))
    assert Suppression.objects.get().address_key == keyed_hashes.address_key("back@example.org")


def test_many_forms_that_cannot_be_opened_stop_no_other(signup_request):
    PendingSignup.objects.bulk_create(PendingSignup(sealed="damaged") for _ in range(CHUNK))
    signup.submit(signup_request())
    signup.process_pending()
    assert SignUp.objects.count() == 1


def test_an_address_whose_key_was_lost_is_read_again_once_it_is_typed_again(
    subscribed, signup_request
):
    subscriber = subscribed("reader@example.org")
    Subscriber.objects.update(address="sealed with a key that was lost")
    sign_up(signup_request("reader@example.org", query="q=other"))
    subscriber.refresh_from_db()
    assert sealing.unseal(subscriber.address) == "reader@example.org"


def test_an_address_that_can_be_read_stays_as_its_owner_typed_it(subscribed, signup_request):
    subscriber = subscribed("Reader@example.org")
    sign_up(signup_request("reader@example.org", query="q=other"))
    subscriber.refresh_from_db()
    assert sealing.unseal(subscriber.address) == "Reader@example.org"


def test_with_the_keys_of_another_site_forms_wait(signup_request, settings):
    """By another hash key nobody would be recognised who has left, or had enough mails."""
    key_marker.accept()
    signup.submit(signup_request("ada@example.org"))
    settings.DIGEST_HASH_KEY = "another hash key " * 4
    assert signup.process_pending() == 0
    retention.sweep(now=timezone.now() + datetime.timedelta(days=30))
    assert (PendingSignup.objects.count(), Mail.objects.count()) == (1, 0)


def test_with_the_right_keys_they_are_taken_in(signup_request, settings):
    key_marker.accept()
    signup.submit(signup_request("ada@example.org"))
    assert signup.process_pending() == 1

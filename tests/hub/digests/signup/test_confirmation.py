"""Only a confirmation changes anything for an address."""

import datetime

import pytest
from django.utils import timezone

from hub.digests.models import SignUp, Subscriber, Subscription, Suppression
from hub.digests.preferences import unsubscribe
from hub.digests.signup.confirmation import confirm_requests, waiting_requests
from hub.digests.signup.signup import sign_up
from hub.outbox.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def keys(subscriber, now=None):
    return [one.pk for one in waiting_requests(subscriber, now=now)]


def test_what_was_asked_for_is_followed(asked_for):
    subscriber = asked_for(whats=("safety",))
    confirm_requests(subscriber, keys(subscriber))
    followed = Subscription.objects.get()
    assert (followed.kind, followed.query, followed.whats) == ("tool", "q=hotline", ["safety"])


def test_the_manner_asked_for_holds_from_now_on(asked_for):
    subscriber = asked_for(preferences={"frequency": "monthly", "discreet": True})
    confirm_requests(subscriber, keys(subscriber))
    subscriber.refresh_from_db()
    assert (subscriber.frequency, subscriber.discreet) == ("monthly", True)


def test_what_happened_before_is_no_news(asked_for):
    subscriber = asked_for()
    before = timezone.now()
    confirm_requests(subscriber, keys(subscriber))
    subscriber.refresh_from_db()
    assert subscriber.period_from >= before


def test_a_request_is_gone_once_it_is_confirmed(subscribed):
    subscribed()
    assert not SignUp.objects.exists()


def test_confirming_twice_is_the_same_as_once(asked_for):
    subscriber = asked_for()
    chosen = keys(subscriber)
    assert (confirm_requests(subscriber, chosen), confirm_requests(subscriber, chosen)) == (1, 0)


def test_what_is_not_ticked_is_dropped(asked_for):
    subscriber = asked_for()
    asked_for(query="q=other")
    wanted = SignUp.objects.get(query="q=other")
    confirm_requests(subscriber, [wanted.pk])
    assert (list(Subscription.objects.values_list("query")), SignUp.objects.count()) == (
        [("q=other",)],
        0,
    )


def test_another_persons_request_cannot_be_confirmed(asked_for):
    mine, other = asked_for("a@example.org"), asked_for("b@example.org")
    assert confirm_requests(mine, keys(other)) == 0


def test_after_72_hours_nothing_can_be_confirmed(signup_request):
    sign_up(signup_request(), now=NOW)
    Mail.objects.update(state="sent", sent_at=NOW)
    subscriber = Subscriber.objects.get()
    late = NOW + 72 * HOUR
    assert confirm_requests(subscriber, [SignUp.objects.get().pk], now=late) == 0


def test_just_before_it_can(signup_request):
    sign_up(signup_request(), now=NOW)
    subscriber = Subscriber.objects.get()
    late = NOW + 72 * HOUR - datetime.timedelta(seconds=1)
    assert confirm_requests(subscriber, keys(subscriber, late), now=late) == 1


def test_a_second_filter_joins_the_first_and_keeps_its_period(subscribed):
    first = subscribed()
    second = subscribed(query="q=other")
    assert (second.period_from, second.subscriptions.count()) == (first.period_from, 2)


def test_asking_again_for_what_is_followed_changes_its_news(subscribed):
    subscribed(whats=("new",))
    subscriber = subscribed(whats=("ended",))
    assert [one.whats for one in subscriber.subscriptions.all()] == [["ended"]]


def test_a_fresh_confirmed_request_ends_the_suppression(subscribed):
    unsubscribe(subscribed())
    subscribed()
    assert not Suppression.objects.exists()


def test_no_confirmation_mail_is_sent_any_more(subscribed):
    subscribed()
    assert not Mail.objects.filter(state=Mail.State.DUE).exists()


def test_who_confirms_while_pausing_goes_on(subscribed):
    subscriber = subscribed()
    Subscriber.objects.update(state=Subscriber.State.PAUSED)
    subscribed(query="q=other")
    subscriber.refresh_from_db()
    assert subscriber.state == Subscriber.State.ACTIVE

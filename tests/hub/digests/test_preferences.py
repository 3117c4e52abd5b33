"""What subscribers change by the link in their mails."""

import datetime
import uuid

import pytest
from django.utils import timezone

from hub.digests import preferences
from hub.digests.models import MailItem, SignUp, Subscriber, Subscription, Suppression
from hub.digests.preferences import unfollow, unsubscribe
from hub.digests.signup.signup import DeliveryPreferences
from hub.outbox.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATER = datetime.datetime(2040, 5, 1, tzinfo=datetime.UTC)


def again(subscriber):
    return Subscriber.objects.get(pk=subscriber.pk)


def test_the_manner_is_changed_as_a_whole(subscribed):
    subscriber = subscribed()
    preferences.change_delivery(subscriber, DeliveryPreferences("daily", "en", "Asia/Dhaka", True))
    found = again(subscriber)
    assert (found.frequency, found.time_zone, found.discreet) == ("daily", "Asia/Dhaka", True)


def test_a_pause_sends_nothing(subscribed):
    preferences.pause(subscribed())
    assert not Subscriber.objects.active().exists()


def test_after_a_pause_news_begins_anew(subscribed):
    subscriber = subscribed()
    preferences.pause(subscriber)
    preferences.resume(subscriber, now=LATER)
    assert (again(subscriber).state, again(subscriber).period_from) == ("active", LATER)


def test_going_on_without_a_pause_loses_nothing(subscribed):
    subscriber = subscribed()
    preferences.resume(subscriber, now=LATER)
    assert again(subscriber).period_from == subscriber.period_from


def test_the_kinds_of_news_are_changed(subscribed):
    subscriber = subscribed(whats=("new",))
    followed = subscriber.subscriptions.get()
    preferences.change_news(subscriber, {followed.pk: ["ended"]})
    assert subscriber.subscriptions.get().whats == ["ended"]


def test_no_kind_of_news_is_a_pause_of_that_filter(subscribed):
    subscriber = subscribed(whats=("new",))
    preferences.change_news(subscriber, {subscriber.subscriptions.get().pk: []})
    followed = subscriber.subscriptions.get()
    assert (followed.paused, followed.whats) == (True, ["new"])


def test_another_persons_news_cannot_be_changed(subscribed):
    mine, other = subscribed("a@example.org"), subscribed("b@example.org")
    preferences.change_news(mine, {other.subscriptions.get().pk: ["ended"]})
    assert other.subscriptions.get().whats == ["new", "safety"]


def test_one_of_two_filters_is_left(subscribed):
    subscribed()
    subscriber = subscribed(query="q=other")
    left = unfollow(subscriber, subscriber.subscriptions.get(query="q=other").pk)
    assert (left, subscriber.subscriptions.count()) == (False, 1)


def test_with_the_last_filter_the_address_leaves_too(subscribed):
    subscriber = subscribed()
    left = unfollow(subscriber, subscriber.subscriptions.get().pk)
    assert (left, again(subscriber).state, Suppression.objects.count()) == (True, "left", 1)


def test_another_persons_filter_cannot_be_left(subscribed):
    mine, other = subscribed("a@example.org"), subscribed("b@example.org")
    unfollow(mine, other.subscriptions.get().pk)
    assert other.subscriptions.count() == 1


pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def mail_for(subscriber, state, **changes):
    return Mail.objects.create(
        subscriber=subscriber, purpose="confirmation", state=state, token=uuid.uuid4(), **changes
    )


def test_nothing_is_followed_any_more(subscribed):
    unsubscribe(subscribed())
    assert (Subscription.objects.count(), SignUp.objects.count()) == (0, 0)


def test_who_left_is_sent_no_digests(subscribed):
    unsubscribe(subscribed())
    assert not Subscriber.objects.active().exists()


def test_requests_that_waited_are_gone_too(subscribed, asked_for):
    subscriber = subscribed()
    asked_for(query="q=other")
    unsubscribe(subscriber)
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("state", ["due", "claimed"])
def test_a_mail_before_its_dot_is_taken_back(subscribed, state):
    subscriber = subscribed()
    mail_for(subscriber, state)
    unsubscribe(subscriber)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("state", ["sending", "sent", "uncertain", "failed"])
def test_a_mail_after_its_dot_stays_in_the_books(subscribed, state):
    subscriber = subscribed()
    mail_for(subscriber, state)
    unsubscribe(subscriber)
    assert Mail.objects.count() == 1


def test_what_was_told_is_forgotten(subscribed):
    subscriber = subscribed()
    mail = mail_for(subscriber, "sent")
    MailItem.objects.create(mail=mail, subscriber_id=subscriber.pk, change_id=1)
    unsubscribe(subscriber)
    assert not MailItem.objects.exists()


def test_what_others_were_told_stays(subscribed):
    subscriber, other = subscribed("a@example.org"), subscribed("b@example.org")
    MailItem.objects.create(mail=mail_for(other, "sent"), subscriber_id=other.pk, change_id=1)
    unsubscribe(subscriber)
    assert MailItem.objects.count() == 1


def test_leaving_twice_is_the_same_as_once(subscribed):
    subscriber = subscribed()
    unsubscribe(subscriber)
    left_at = Subscriber.objects.get().left_at
    unsubscribe(subscriber)
    assert Subscriber.objects.get().left_at == left_at


def test_leaving_after_the_erasure_does_nothing(subscribed):
    subscriber = subscribed()
    Subscriber.objects.all().delete()
    subscriber.pk = 10**9
    unsubscribe(subscriber)
    assert not Suppression.objects.exists()


def test_a_bounce_is_remembered_as_one(subscribed):
    unsubscribe(subscribed(), why=Suppression.Why.BOUNCED, now=timezone.now())
    assert Suppression.objects.get().why == "bounced"

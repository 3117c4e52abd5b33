"""What subscribers change by the link in their mails."""

import datetime

import pytest

from hub.digests.models import Subscriber, Suppression
from hub.digests.preferences import preferences
from hub.digests.preferences.unsubscribe import unfollow
from hub.digests.signup.signup import DeliveryPreferences

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

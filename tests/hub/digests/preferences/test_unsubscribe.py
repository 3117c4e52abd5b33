"""Leaving: nothing more is sent, at once."""

import uuid

import pytest
from django.utils import timezone

from hub.digests.models import MailItem, SignUp, Subscriber, Subscription, Suppression
from hub.digests.preferences.unsubscribe import unsubscribe
from hub.outbox.models import Mail

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

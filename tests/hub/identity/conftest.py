"""Digests that are due."""

import datetime
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from hub.digests.models import MailItem, Subscriber, Subscription
from hub.outbox import sealing
from hub.outbox.models import Mail
from hub.records.models import Change, SearchState

numbers = count(1)


@pytest.fixture
def make_digests(make_tool: Any) -> Callable[[int], Sequence[Mail]]:
    """So many digests that are due, each of a subscriber of its own, of one change."""
    tool = make_tool(slug="map", name="Map")
    seq = SearchState.raise_seq()
    now = timezone.now()
    change = Change.objects.create(
        kind="tool", record_id=tool.pk, slug="map", title="Map", what="ended", visibility="public",
        at=now, seq=seq,
    )  # fmt: skip

    def make(amount: int) -> Sequence[Mail]:
        subscribers = Subscriber.objects.bulk_create(
            Subscriber(
                address=sealing.seal(f"reader-{number}@example.org"), address_key=f"key-{number}",
                state="active", confirmed_at=now, period_from=now,
            )
            for number in (next(numbers) for _ in range(amount))
        )  # fmt: skip
        subscriptions = Subscription.objects.bulk_create(
            Subscription(subscriber=subscriber, kind="tool", query="", title="Tools")
            for subscriber in subscribers
        )
        mails = Mail.objects.bulk_create(
            Mail(
                purpose="digest", subscriber=subscriber, period_end=now,
                period_start=now - datetime.timedelta(days=7),
                next_try_at=now - datetime.timedelta(seconds=5),
            )
            for subscriber in subscribers
        )  # fmt: skip
        MailItem.objects.bulk_create(
            MailItem(
                mail=mail, subscriber_id=mail.subscriber_id, change_id=change.pk,
                subscriptions=[subscription.pk], position=0,
            )
            for mail, subscription in zip(mails, subscriptions, strict=True)
        )  # fmt: skip
        return mails

    return make

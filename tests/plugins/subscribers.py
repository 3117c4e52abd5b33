"""Readers who asked for mails, made as in life: by a form, and by the link in their mail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from hub.digests import secrets
from hub.digests.confirming import confirm, waiting
from hub.digests.models import Subscriber
from hub.digests.signing_up import sign_up
from hub.digests.wish import Manner, Wish

MANNER = Manner(frequency="weekly", language="en", time_zone="Africa/Nairobi", discreet=False)


def a_wish(address: str = "reader@example.org", **changes: Any) -> Wish:
    manner = Manner(**{**MANNER.as_fields(), **changes.pop("manner", {})})
    values = {
        "kind": "tool",
        "query": "q=hotline",
        "title": "Tools · Words searched for: “hotline”",
        "whats": ("new", "safety"),
        **changes,
    }
    return Wish(address=address, manner=manner, **values)


def subscriber_of(address: str) -> Subscriber:
    return Subscriber.objects.get(address_key=secrets.address_key(address))


@pytest.fixture
def wish() -> Callable[..., Wish]:
    return a_wish


@pytest.fixture
def asked_for(db: None) -> Callable[..., Subscriber]:
    """A request that nobody has confirmed."""

    def ask(address: str = "reader@example.org", **changes: Any) -> Subscriber:
        sign_up(a_wish(address, **changes))
        return subscriber_of(address)

    return ask


@pytest.fixture
def subscribed(asked_for: Callable[..., Subscriber]) -> Callable[..., Subscriber]:
    """A request, and its owner's confirmation."""

    def subscribe(address: str = "reader@example.org", **changes: Any) -> Subscriber:
        subscriber = asked_for(address, **changes)
        chosen = [one.pk for one in waiting(subscriber, now=timezone.now())]
        confirm(subscriber, chosen)
        subscriber.refresh_from_db()
        return subscriber

    return subscribe

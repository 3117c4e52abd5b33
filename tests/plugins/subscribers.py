"""Readers who asked for mails, made as in life: by a form, and by the link in their mail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from hub.digests import sealed_addresses
from hub.digests.models import Subscriber
from hub.digests.signup.confirmation import confirm, waiting
from hub.digests.signup.signup import sign_up
from hub.digests.signup.signup_request import DeliveryPreferences, SignupRequest

MANNER = DeliveryPreferences(
    frequency="weekly", language="en", time_zone="Africa/Nairobi", discreet=False
)


def a_wish(address: str = "reader@example.org", **changes: Any) -> SignupRequest:
    manner = DeliveryPreferences(**{**MANNER.as_fields(), **changes.pop("manner", {})})
    values = {
        "kind": "tool",
        "query": "q=hotline",
        "title": "Tools · Words searched for: “hotline”",
        "whats": ("new", "safety"),
        **changes,
    }
    return SignupRequest(address=address, manner=manner, **values)


def subscriber_of(address: str) -> Subscriber:
    return Subscriber.objects.get(address_key=sealed_addresses.address_key(address))


@pytest.fixture
def wish() -> Callable[..., SignupRequest]:
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

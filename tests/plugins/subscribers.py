"""Readers who asked for mails, made as in life: by a form, and by the link in their mail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from hub.digests import keyed_hashes
from hub.digests.models import Subscriber
from hub.digests.signup.confirmation import confirm_requests, waiting_requests
from hub.digests.signup.signup import DeliveryPreferences, SignupRequest, sign_up

PREFERENCES = DeliveryPreferences(
    frequency="weekly", language="en", time_zone="Africa/Nairobi", discreet=False
)


def a_signup_request(address: str = "reader@example.org", **changes: Any) -> SignupRequest:
    preferences = DeliveryPreferences(
        **{**PREFERENCES.as_fields(), **changes.pop("preferences", {})}
    )
    values = {
        "kind": "tool",
        "query": "q=hotline",
        "title": "Tools · Words searched for: “hotline”",
        "whats": ("new", "safety"),
        **changes,
    }
    return SignupRequest(address=address, preferences=preferences, **values)


def subscriber_of(address: str) -> Subscriber:
    return Subscriber.objects.get(address_key=keyed_hashes.address_key(address))


@pytest.fixture
def signup_request() -> Callable[..., SignupRequest]:
    return a_signup_request


@pytest.fixture
def asked_for(db: None) -> Callable[..., Subscriber]:
    """A request that nobody has confirmed."""

    def ask(address: str = "reader@example.org", **changes: Any) -> Subscriber:
        sign_up(a_signup_request(address, **changes))
        return subscriber_of(address)

    return ask


@pytest.fixture
def subscribed(asked_for: Callable[..., Subscriber]) -> Callable[..., Subscriber]:
    """A request, and its owner's confirmation."""

    def subscribe(address: str = "reader@example.org", **changes: Any) -> Subscriber:
        subscriber = asked_for(address, **changes)
        chosen = [one.pk for one in waiting_requests(subscriber, now=timezone.now())]
        confirm_requests(subscriber, chosen)
        subscriber.refresh_from_db()
        return subscriber

    return subscribe

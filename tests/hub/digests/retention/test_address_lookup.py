"""An address whose host has two names is never taken for one that may be written to."""

import pytest

from hub.digests import keyed_hashes
from hub.digests.models import Subscriber, Suppression
from hub.digests.retention.address_lookup import look_up
from hub.outbox.addresses import parse_address

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def suppress(address, why="left"):
    Suppression.objects.create(address_key=keyed_hashes.address_key(address), why=why)


def asked(typed, **options):
    return look_up(parse_address(typed), by=None, reason="They wrote to us", **options)


@pytest.mark.parametrize("stored", ["reader@xn--fa-hia.de", "reader@fass.de"])
def test_who_left_is_known_under_either_name(stored):
    suppress(stored)
    assert asked("reader@faß.de").suppressed == "Left"


def test_the_name_of_today_is_answered_first():
    suppress("reader@fass.de", "bounced")
    suppress("reader@xn--fa-hia.de", "left")
    assert asked("reader@faß.de").suppressed == "Left"


def test_somebody_at_the_other_host_is_neither_shown_nor_erased(subscribed):
    other = subscribed("reader@fass.de")
    answer = asked("reader@faß.de", erase=True)
    assert answer.state == ""
    assert Subscriber.objects.get(pk=other.pk).state == Subscriber.State.ACTIVE

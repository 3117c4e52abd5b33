"""What is not kept, by a clock that stands still."""

import datetime

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from hub.anonymous_forms.models import MailCount
from hub.curation.suggestions.models import Suggestion
from hub.digests import keyed_hashes
from hub.digests.models import (
    MailItem,
    PendingSignup,
    SignUp,
    Subscriber,
    Suppression,
)
from hub.digests.preferences import unsubscribe
from hub.digests.retention import look_up, seal_again, sweep
from hub.digests.signup import signup
from hub.digests.signup.signup import sign_up
from hub.outbox import sealing
from hub.outbox.addresses import parse_address
from hub.outbox.models import KeyMarker, Mail
from hub.outbox.sealed_field import sealed_columns

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BEGIN = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)
DAY = 24 * HOUR


@pytest.fixture
def clock():
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


def later(clock, by):
    clock.move_to(BEGIN + by)
    sweep()


def mailed():
    """Every mail that waits has left: a request outlives one that has not."""
    Mail.objects.filter(state=Mail.State.DUE).update(state=Mail.State.SENT, sent_at=timezone.now())


def test_until_72_hours_a_request_waits(clock, asked_for):
    asked_for()
    later(clock, 72 * HOUR - SECOND)
    assert SignUp.objects.count() == 1


def test_after_72_hours_nothing_is_left_of_a_request_but_the_count(clock, asked_for):
    asked_for()
    mailed()
    later(clock, 72 * HOUR)
    left = [model.objects.count() for model in (SignUp, Subscriber, Suppression)]
    mails = Mail.objects.exclude(subscriber=None).count()
    assert (left, mails, MailCount.objects.count()) == ([0, 0, 0], 0, 1)


def test_a_newer_request_keeps_the_address_but_not_the_older_request(clock, asked_for):
    asked_for()
    mailed()
    clock.move_to(BEGIN + 48 * HOUR)
    asked_for(query="q=other")
    later(clock, 72 * HOUR)
    assert [one.query for one in SignUp.objects.all()] == ["q=other"]


def test_a_request_of_somebody_who_gets_mails_vanishes_without_them(clock, subscribed, asked_for):
    subscribed()
    asked_for(query="q=other")
    later(clock, 72 * HOUR)
    assert (SignUp.objects.count(), Subscriber.objects.active().count()) == (0, 1)


def test_who_confirmed_stays(clock, subscribed):
    subscribed()
    later(clock, 1000 * DAY)
    assert Subscriber.objects.count() == 1


def test_who_left_is_erased_by_the_next_sweep(clock, subscribed):
    unsubscribe(subscribed())
    later(clock, 24 * HOUR)
    assert not Subscriber.objects.exists()


def test_only_the_keyed_hash_stays_of_who_left(clock, subscribed):
    unsubscribe(subscribed("reader@example.org"))
    sweep()
    kept = Suppression.objects.get()
    assert (kept.address_key, kept.why) == (
        keyed_hashes.address_key("reader@example.org"),
        "left",
    )


def test_a_mail_that_was_sent_loses_its_recipient(clock, subscribed):
    subscriber = subscribed()
    Mail.objects.create(subscriber=subscriber, purpose="confirmation", state="sent")
    unsubscribe(subscriber)
    sweep()
    assert Mail.objects.get().subscriber is None


def test_a_count_is_kept_for_twelve_months(clock, asked_for):
    asked_for()
    later(clock, 365 * DAY)
    assert MailCount.objects.count() == 1


def test_after_that_it_is_gone(clock, asked_for):
    asked_for()
    later(clock, 367 * DAY)
    assert not MailCount.objects.exists()


def test_a_form_that_could_not_be_opened_is_gone_after_72_hours(clock):
    PendingSignup.objects.create(sealed="damaged")
    later(clock, 72 * HOUR)
    assert not PendingSignup.objects.exists()


def test_old_mails_are_forgotten_with_what_they_told(clock, subscribed):
    subscriber = subscribed()
    mail = Mail.objects.create(subscriber=subscriber, purpose="confirmation", state="sent")
    MailItem.objects.create(mail=mail, subscriber_id=subscriber.pk, change_id=1)
    later(clock, 91 * DAY)
    assert (Mail.objects.count(), MailItem.objects.count()) == (0, 0)


def test_what_an_operator_has_to_decide_on_is_not(clock, subscribed):
    Mail.objects.create(subscriber=subscribed(), purpose="confirmation", state="uncertain")
    later(clock, 91 * DAY)
    assert Mail.objects.count() == 1


def test_many_are_erased_in_one_sweep(clock, signup_request):
    for number in range(3):
        sign_up(signup_request(f"reader{number}@example.org"))
    mailed()
    clock.move_to(BEGIN + 100 * HOUR)
    assert sweep() == 3


pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OLD, NEW = "o" * 50, "n" * 50


@pytest.fixture
def _sealed_with_the_old(settings, asked_for, signup_request):
    settings.DIGEST_KEYS = [OLD]
    asked_for()
    signup.submit(signup_request())


@pytest.mark.usefixtures("_sealed_with_the_old")
def test_afterwards_the_old_key_can_go(settings):
    settings.DIGEST_KEYS = [NEW, OLD]
    assert seal_again() == (2, 0)
    settings.DIGEST_KEYS = [NEW]
    assert sealing.unseal(Subscriber.objects.get().address) == "reader@example.org"
    assert sealing.unseal(PendingSignup.objects.get().sealed)


def _said_to_be_sealed():
    """All columns that are called so, or of which it is said."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if "sealed" in field.name or "sealed" in str(getattr(field, "help_text", "")):
                yield model, field.name


def test_each_column_that_is_said_to_be_sealed_is_sealed_again():
    """But for the mark of the keys, which is not made anew with keys that do not open it."""
    said = set(_said_to_be_sealed()) - {(KeyMarker, "sealed")}
    assert said == set(sealed_columns())
    assert len({model for model, _name in said}) >= 5


def test_a_receipt_and_its_address_open_when_the_old_key_is_gone(settings):
    settings.DIGEST_KEYS = [OLD]
    told = Suggestion.objects.create(
        kind=Suggestion.Kind.QUESTION,
        address=sealing.seal("reader@example.org"),
        sealed_receipt=sealing.seal("abcd-efgh"),
    )
    settings.DIGEST_KEYS = [NEW, OLD]
    assert seal_again() == (2, 0)
    settings.DIGEST_KEYS = [NEW]
    told.refresh_from_db()
    assert told.plain_address() == "reader@example.org"
    assert told.plain_receipt() == "abcd-efgh"


@pytest.mark.usefixtures("_sealed_with_the_old")
def test_what_no_key_opens_is_told_and_stays(settings, capsys):
    before = Subscriber.objects.get().address
    settings.DIGEST_KEYS = [NEW]
    with pytest.raises(CommandError, match="No key opens 2"):
        call_command("seal_addresses_again")
    assert Subscriber.objects.get().address == before


@pytest.mark.usefixtures("_sealed_with_the_old")
def test_the_command_says_when_the_others_may_go(settings, capsys):
    settings.DIGEST_KEYS = [NEW, OLD]
    call_command("seal_addresses_again")
    assert "the others may go" in capsys.readouterr().out


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

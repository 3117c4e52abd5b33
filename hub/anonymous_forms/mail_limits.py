"""The one way for mails that anybody can cause: counted by mailbox, and slowed down over all.

A mail that its mailbox has had enough of is not made. One beyond the budget of all mailboxes is
made and waits in the outbox for its turn. Confirmations, "no account" mails and mails to accounts
have a budget each: whoever floods the one delays nothing of the others.
"""

from __future__ import annotations

import datetime
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.anonymous_forms import throttle
from hub.anonymous_forms.models import MailCount
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.outbox.addresses import UnusableAddressError, fold, parse_address
from hub.outbox.models import Mail
from hub.records.keyed_hash import keyed_hash

HOUR = datetime.timedelta(hours=1)
STRANGER_INTERVAL = datetime.timedelta(hours=24)
MAX_TO_STRANGER = 3  # until the mailbox confirms a subscription
ACCOUNT_LIMITS = ((HOUR, 3), (datetime.timedelta(hours=24), 10))
RECENT_KEPT = max(most for _span, most in ACCOUNT_LIMITS)
COUNTS_KEPT = datetime.timedelta(days=366)


def enqueue_to_stranger(
    mail: Mail, address: str, *, is_awaited: bool = True, now: datetime.datetime | None = None
) -> Mail | None:
    """A mail to somebody who may never have heard of us; None where they had enough of them.

    One that is not awaited is not made beyond its budget either: nobody misses it, and a queue of
    mails to invented addresses would have no end. Whoever calls wakes the senders after the commit.
    """
    now = now or timezone.now()
    rate = Rate.per(HOUR, settings.MAILS_TO_STRANGERS_PER_HOUR)
    with transaction.atomic():
        count, is_first = _locked(address, now)
        if not is_first and count.last_at > now - STRANGER_INTERVAL:
            return None
        if count.in_all >= MAX_TO_STRANGER:
            return None
        if not is_awaited and throttle.take("mails:not awaited", rate) != NO_WAIT:
            if is_first:
                count.delete()  # nothing was sent to it: the next one may be
            return None
        wait = throttle.reserve("mails:strangers", rate) if is_awaited else NO_WAIT
        count.in_all += 1
        return _enqueue(mail, count, now, wait)


def enqueue_to_account(
    mail: Mail, address: str, *, now: datetime.datetime | None = None
) -> Mail | None:
    """A mail to somebody who signs in; None where they had enough of them.

    Whoever calls wakes the senders after the commit.
    """
    now = now or timezone.now()
    with transaction.atomic():
        count, _is_first = _locked(address, now)
        for span, most in ACCOUNT_LIMITS:
            since = (now - span).timestamp()
            if sum(at > since for at in count.recent) >= most:
                return None
        rate = Rate.per(HOUR, settings.MAILS_TO_ACCOUNTS_PER_HOUR)
        return _enqueue(mail, count, now, throttle.reserve("mails:accounts", rate))


def count_anew(address: str) -> None:
    """The owner of the mailbox has confirmed: mails to it are wanted again."""
    MailCount.objects.filter(limit_key=limit_key(address)).update(in_all=0)


def erase_old_counts(now: datetime.datetime) -> None:
    MailCount.objects.filter(last_at__lte=now - COUNTS_KEPT).delete()


def limit_key(address: str) -> str:
    """By which mails are counted: the same for all spellings of one mailbox."""
    with suppress(UnusableAddressError):  # an account at such an address is still one mailbox
        address = parse_address(address)
    return keyed_hash("limit", fold(address))


def _locked(address: str, now: datetime.datetime) -> tuple[MailCount, bool]:
    """The row of the mailbox, locked until the end of the transaction; whether it is new."""
    return MailCount.objects.select_for_update().get_or_create(
        limit_key=limit_key(address), defaults={"first_at": now, "last_at": now}
    )


def _enqueue(
    mail: Mail, count: MailCount, now: datetime.datetime, wait: datetime.timedelta
) -> Mail:
    count.last_at = now
    count.recent = [*count.recent, now.timestamp()][-RECENT_KEPT:]
    count.save()
    if wait:
        mail.next_try_at = now + wait
    mail.save(force_insert=True)
    return mail

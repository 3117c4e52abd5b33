"""Rates, kept in the database: they hold over all processes and machines, and outlive a restart.

The generic cell rate algorithm (ITU-T I.371): one time for each key says how far its rate is used
up, so nothing is counted by window, and a burst at the turn of an hour gains nothing. Times are the
database's, so that machines whose clocks differ agree.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from hub.anonymous_forms.models import RateLimit
from hub.records.database_clock import now_in_database

NO_WAIT = datetime.timedelta()
UNUSED_KEPT = datetime.timedelta(hours=1)  # clocks of several machines differ a little


@dataclass(frozen=True)
class Rate:
    """``burst`` at once, then one each ``interval``.

    In any time span at most ``burst + span / interval``.
    """

    burst: int
    interval: datetime.timedelta

    @classmethod
    def per(cls, span: datetime.timedelta, amount: int) -> Self:
        """So many in each span, and as many at once where it was quiet before."""
        return cls(amount, span / amount)


def take(key: str, rate: Rate) -> datetime.timedelta:
    """Use the rate once, if it allows that: no wait. Else the time until it will, and no use."""
    now = now_in_database()
    with transaction.atomic():
        limit = _locked(key, now)
        # Taken when it allowed that, a rate is never used up further: this clock was put back.
        limit.used_until = min(limit.used_until, now + rate.burst * rate.interval)
        allowed_at = _allowed_at(limit, rate, now)
        if allowed_at > now:
            return allowed_at - now
        _use(limit, rate, now)
    return NO_WAIT


def reserve(key: str, rate: Rate) -> datetime.timedelta:
    """Use the rate once in any case, as soon as it allows that: no wait, or the time until then."""
    now = now_in_database()
    with transaction.atomic():
        limit = _locked(key, now)
        allowed_at = _allowed_at(limit, rate, now)
        _use(limit, rate, now)
    return max(allowed_at - now, NO_WAIT)


def give_back(key: str, rate: Rate) -> None:
    """Undo one use: what was used turned out to be no cost."""
    RateLimit.objects.filter(key=key).update(used_until=F("used_until") - rate.interval)


def erase_unused(now: datetime.datetime) -> None:
    """A key of which nothing is used any more is as good as a new one."""
    RateLimit.objects.filter(used_until__lte=now - UNUSED_KEPT).delete()


def restate(by: datetime.timedelta) -> None:
    """The clock went back by so much: until when rates are used up, as of now."""
    RateLimit.objects.filter(used_until__gt=Now()).update(used_until=F("used_until") - by)


def _locked(key: str, now: datetime.datetime) -> RateLimit:
    limit, _created = RateLimit.objects.select_for_update().get_or_create(
        key=key, defaults={"used_until": now}
    )
    return limit


def _allowed_at(limit: RateLimit, rate: Rate, now: datetime.datetime) -> datetime.datetime:
    return max(limit.used_until, now) - (rate.burst - 1) * rate.interval


def _use(limit: RateLimit, rate: Rate, now: datetime.datetime) -> None:
    limit.used_until = max(limit.used_until, now) + rate.interval
    limit.save(update_fields=["used_until"])

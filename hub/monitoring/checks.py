"""What must go on for the site to work, and how long it may stop: one list for all who look.

Each check has an age in seconds and a limit. Nothing here counts, names or quotes a record: what is
hidden cannot be seen through it.
"""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, Min
from django.db.models.functions import Coalesce

from hub.anonymous_forms.models import PendingForm
from hub.imports import feeds
from hub.imports.models import Import
from hub.monitoring.models import Heartbeat
from hub.outbox.lease import LEASE
from hub.outbox.models import Mail
from hub.outbox.refusals import refused_since
from hub.records.database_clock import now_in_database

Kind = Heartbeat.Kind

# Times of the database's clock that lie ahead: a clock that went back, which the watch restates.
AHEAD = datetime.timedelta(minutes=1)
# Some of what waits is dated by the clock of a machine, which may be ahead of the database's.
FAR_AHEAD = datetime.timedelta(minutes=10)
# The states of an import each take minutes; one of the largest files took a quarter of an hour.
IMPORT_FACTOR = 4


class CheckStatus(enum.StrEnum):
    OK = "ok"
    LATE = "late"
    # Not to be told: what would tell is late itself.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SiteCheck:
    """``age``: seconds since something was heard from, or has been waiting. None where it never
    was, or nothing waits. ``limit``: the age in seconds from which it is late.
    """

    name: str
    age: float | None
    limit: float
    status: CheckStatus


def run_checks() -> list[SiteCheck]:
    """All of them, by the database's clock. Raises django.db.Error where it cannot be asked."""
    now = now_in_database()
    heard = last_heard()
    return [*_heartbeats(heard, now), *_waiting(now), *_index(now), *_backup(heard, now)]


def late(checks: Iterable[SiteCheck]) -> list[SiteCheck]:
    return [check for check in checks if check.status is CheckStatus.LATE]


def all_well(checks: Iterable[SiteCheck]) -> bool:
    return all(check.status is CheckStatus.OK for check in checks)


def last_heard() -> dict[str, datetime.datetime]:
    """By kind. A mail worker that sends, or waits for a mail server's reply, lives: the task that
    asks it for a sign of life may stand behind a large mailing.
    """
    rows = Heartbeat.objects.order_by().values_list("kind").annotate(Max("at"))
    heard: dict[str, datetime.datetime] = dict(rows)
    times = [heard.get(Kind.MAIL_WORKER), *_mail_worker_at_work()]
    if known := [at for at in times if at is not None]:
        heard[Kind.MAIL_WORKER] = max(known)
    return heard


def _mail_worker_at_work() -> tuple[datetime.datetime | None, ...]:
    mails = Mail.objects.order_by()
    until = mails.filter(state=Mail.State.CLAIMED).aggregate(at=Max("lease_until"))["at"]
    sending = mails.filter(state=Mail.State.SENDING).aggregate(at=Max("heartbeat_at"))["at"]
    return (until and until - LEASE, sending, Mail.objects.last_sent_at())


def _heartbeats(heard: dict[str, datetime.datetime], now: datetime.datetime) -> Iterator[SiteCheck]:
    limit = settings.WATCH_HEARTBEAT_SECONDS
    beat = _judge(Kind.BEAT, heard.get(Kind.BEAT), now, limit)
    yield beat
    for kind in (Kind.WORKER, Kind.MAIL_WORKER):
        check = _judge(kind, heard.get(kind), now, limit)
        # Beat is who asks workers for a sign of life.
        if check.status is CheckStatus.LATE and beat.status is CheckStatus.LATE:
            check = SiteCheck(kind, check.age, limit, CheckStatus.UNKNOWN)
        yield check
    yield _judge(Kind.WEB, heard.get(Kind.WEB), now, limit)


def _judge(
    name: str, at: datetime.datetime | None, now: datetime.datetime, limit: float
) -> SiteCheck:
    """Of what must come again and again: never heard of is late, and so is a time to come."""
    if at is None:
        return SiteCheck(name, None, limit, CheckStatus.LATE)
    is_late = at - now > AHEAD or (now - at).total_seconds() > limit
    return SiteCheck(name, _age(at, now), limit, CheckStatus.LATE if is_late else CheckStatus.OK)


def _waiting(now: datetime.datetime) -> Iterator[SiteCheck]:
    limit = settings.WATCH_WAITING_MINUTES * 60.0
    yield _judge_waiting("mails", _oldest_mail(), now, limit)
    yield _judge_waiting("forms", _oldest_form(), now, limit)
    yield _judge_waiting("imports", _oldest_import(), now, limit * IMPORT_FACTOR)
    yield _judge_waiting("feeds", feeds.overdue_since(now), now, limit)


def _judge_waiting(
    name: str, since: datetime.datetime | None, now: datetime.datetime, limit: float
) -> SiteCheck:
    age = None if since is None else _age(since, now)
    # What lies far ahead was dated before the clock was put back: how old it is nobody knows.
    is_ahead = since is not None and since - now > FAR_AHEAD
    is_late = is_ahead or (age is not None and age > limit)
    return SiteCheck(name, age, limit, CheckStatus.LATE if is_late else CheckStatus.OK)


def _oldest_mail() -> datetime.datetime | None:
    """Since when the one has waited that has waited longest: due, left by a worker that died, or
    tried while none was sent.
    """
    mails = Mail.objects.order_by()
    times = (
        mails.due().aggregate(at=Min("next_try_at"))["at"],
        mails.expired().aggregate(at=Min("lease_until"))["at"],
        mails.silent(datetime.timedelta()).aggregate(at=Min("heartbeat_at"))["at"],
        refused_since(),
    )
    return min((at for at in times if at is not None), default=None)


def _oldest_form() -> datetime.datetime | None:
    oldest = (
        model._default_manager.order_by("pk").values_list("at", flat=True).first()
        for model in PendingForm.__subclasses__()
    )
    return min((at for at in oldest if at is not None), default=None)


def _oldest_import() -> datetime.datetime | None:
    """Since when the one that has been longest in its state has been in it."""
    began = Import.objects.at_work().order_by().aggregate(at=Min(Coalesce("step_at", "created_at")))
    at: datetime.datetime | None = began["at"]
    return at


def _index(now: datetime.datetime) -> Iterator[SiteCheck]:
    """Of the web servers that were heard from."""
    heard = Heartbeat.objects.filter(
        kind=Kind.WEB, at__gt=now - datetime.timedelta(seconds=settings.WATCH_HEARTBEAT_SECONDS)
    )
    since = heard.aggregate(at=Min("behind_since"))["at"]
    yield _judge_waiting("index", since, now, settings.WATCH_WAITING_MINUTES * 60.0)


def _backup(heard: dict[str, datetime.datetime], now: datetime.datetime) -> Iterator[SiteCheck]:
    """Where backups are watched."""
    if settings.WATCH_BACKUP_HOURS:
        yield _judge(Kind.BACKUP, heard.get(Kind.BACKUP), now, settings.WATCH_BACKUP_HOURS * 3600.0)


def _age(at: datetime.datetime, now: datetime.datetime) -> float:
    return max(0.0, (now - at).total_seconds())

"""From the change log to the outbox: for each subscriber whose period has ended, one mail or none.

What a mail holds is decided by the numbers of commits (``Subscriber.seen_seq``), when it is made by
the clock of the database and the subscriber's zone. A chunk of subscribers is one transaction that
writes their mails and moves them on: what is killed in the middle left nothing, and is done by the
next round. Two rounds at once do not meet: rows that one of them holds the other leaves alone, and
finds decided when it comes back.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from hub.digests.digest.periods import last_end, now_in_database
from hub.digests.matching.change_documents import tellable
from hub.digests.matching.matcher import Bits, Matching, places_of
from hub.digests.models import MailItem, News, Subscriber, Subscription
from hub.outbox.models import Mail
from hub.records.models import Change, SearchState

log = logging.getLogger(__name__)

# SQLite lets one write at a time: short transactions with a pause let the others in.
CHUNK = 200
PAUSE_SECONDS = 0.05
RUN_SECONDS = 60.0
ORDER = (
    News.SAFETY,
    News.ENDED,
    News.EVENTS,
    News.NEW,
    News.RECOMMENDATIONS,
    News.FOLLOW_UPS,
    News.CHANGED,
)


class NewsForSubscription(NamedTuple):
    """One change for one subscriber, and the keys of the subscriptions that it matched."""

    change: int
    safety: bool
    subscriptions: list[int]


def schedule_due(
    now: datetime.datetime | None = None, *, seconds: float = RUN_SECONDS, chunk: int = CHUNK
) -> int:
    """Decide every period that has ended; the number of mails that are to be sent.

    Stops between two chunks when time is up: the next round goes on there.
    """
    began = time.monotonic()
    made = 0
    # One moment for the whole round; nothing that it writes changes these numbers.
    with SearchState.held():
        due = SchedulingRound(now or now_in_database())
        keys = due.keys()
        for first in range(0, len(keys), chunk):
            if first and connection.vendor == "sqlite":
                time.sleep(PAUSE_SECONDS)
            made += decide(due, keys[first : first + chunk])
            if time.monotonic() - began > seconds:
                break
    return made


class SchedulingRound:
    """Whose periods have ended, when, and what has happened since."""

    def __init__(self, now: datetime.datetime) -> None:
        self.upto = SearchState.current()
        manners = Subscriber.objects.active().values_list("frequency", "time_zone").distinct()
        self.ends = {
            (frequency, zone): last_end(frequency, zone, now) for frequency, zone in manners
        }
        self.matching = Matching(self._changes())
        self.earliest = min((one.at for one in self.matching.changes), default=now)
        self.rank = {place: i for i, place in enumerate(ordered(self.matching))}
        self._after: dict[object, Bits] = {}

    def keys(self) -> list[int]:
        return list(self._subscribers().order_by("pk").values_list("pk", flat=True))

    def end(self, subscriber: Subscriber) -> datetime.datetime | None:
        """The end that is to be decided; None where it was decided meanwhile, or is another."""
        end = self.ends.get((subscriber.frequency, subscriber.time_zone))
        from_ = subscriber.period_from
        return end if end and from_ and from_ < end else None

    def after(self, subscriber: Subscriber) -> Bits:
        """The changes that were not decided on for this subscriber."""
        key = subscriber.seen_seq if subscriber.seen_seq is not None else subscriber.period_from
        if key not in self._after:
            self._after[key] = self._bits(
                change.seq > key if isinstance(key, int) else key is None or change.at > key
                for change in self.matching.changes
            )
        return self._after[key]

    def since(self, subscription: Subscription) -> Bits:
        """The changes that came after somebody had asked for them."""
        changes = self.matching.changes
        if subscription.created_at <= self.earliest:
            return -1  # every bit
        return self._bits(change.at >= subscription.created_at for change in changes)

    @staticmethod
    def _bits(wanted: Iterable[bool]) -> Bits:
        return sum(1 << place for place, one in enumerate(wanted) if one)

    def _subscribers(self) -> QuerySet[Subscriber]:
        """By end and not by zone: there are hundreds of zones, and a few dozen ends."""
        zones: dict[tuple[str, datetime.datetime], list[str]] = {}
        for (frequency, zone), end in self.ends.items():
            zones.setdefault((frequency, end), []).append(zone)
        ended = Q(pk__in=[])
        for (frequency, end), names in zones.items():
            ended |= Q(frequency=frequency, time_zone__in=names, period_from__lt=end)
        return Subscriber.objects.active().filter(ended)

    def _changes(self) -> QuerySet[Change]:
        """All that any of them has not been told yet, up to the number of now."""
        due = self._subscribers()
        first = due.aggregate(
            number=Min("seen_seq"), time=Min("period_from", filter=Q(seen_seq=None))
        )
        wanted = Q(pk__in=[])
        if first["number"] is not None:
            wanted |= Q(seq__gt=first["number"])
        if first["time"] is not None:
            wanted |= Q(at__gt=first["time"])
        changes = Change.objects.visible_to("public").filter(wanted, seq__lte=self.upto)
        return changes.order_by("seq", "pk")


def decide(due: SchedulingRound, keys: Sequence[int]) -> int:
    """Decide for these subscribers in one transaction; the number of mails made.

    Where one of them cannot be decided the others are, one by one.
    """
    try:
        with transaction.atomic():
            return _decide(due, keys)
    except IntegrityError:
        if len(keys) == 1:
            # Another round, or an operator who sent a mail again, was quicker: next time.
            log.warning("A digest was left for the next round: its rows were being changed.")
            return 0
        return sum(decide(due, [key]) for key in keys)


def _decide(due: SchedulingRound, keys: Sequence[int]) -> int:
    skip = connection.features.has_select_for_update_skip_locked
    held = Subscriber.objects.active().filter(pk__in=keys).select_for_update(skip_locked=skip)
    ended = [(one, end) for one in held.order_by("pk") if (end := due.end(one)) is not None]
    pks = [one.pk for one, _end in ended]
    followed: dict[int, list[Subscription]] = {}
    for one in Subscription.objects.filter(subscriber__in=pks).order_by("pk"):
        followed.setdefault(one.subscriber_id, []).append(one)
    carried = carried_over(pks)
    decided: list[tuple[Mail, list[NewsForSubscription]]] = []
    for subscriber, end in ended:
        mine = followed.get(subscriber.pk, [])
        told = [*_still_followed(carried.get(subscriber.pk, []), mine)]
        told += news_for(due, subscriber, mine)
        if told:
            period = {"period_start": subscriber.period_from, "period_end": end}
            decided.append((Mail(subscriber=subscriber, **period), told))
    _write(decided)
    for end in {end for _one, end in ended}:
        moved = [one.pk for one, its_end in ended if its_end == end]
        Subscriber.objects.filter(pk__in=moved).update(period_from=end, seen_seq=due.upto)
    return len(decided)


def news_for(
    due: SchedulingRound, subscriber: Subscriber, subscriptions: Iterable[Subscription]
) -> list[NewsForSubscription]:
    """Each change once, however many filters let it through; the gravest first."""
    matching, found = due.matching, dict[int, list[int]]()
    after = due.after(subscriber)
    for one in subscriptions:
        if one.paused or not after:
            continue
        bits = matching.of(one.kind, one.query) & matching.of_news(one.whats) & after
        for place in places_of(bits & due.since(one) if bits else 0):
            found.setdefault(place, []).append(one.pk)
    safety = matching.groups.get(News.SAFETY, 0)
    return [
        NewsForSubscription(matching.changes[place].pk, bool(safety >> place & 1), found[place])
        for place in sorted(found, key=due.rank.__getitem__)
    ]


def carried_over(subscribers: Sequence[int]) -> dict[int, list[NewsForSubscription]]:
    """What stood in mails of which nobody knows that they arrived, by subscriber, each once.

    Without what was hidden since: it is told no more.
    """
    lost = MailItem.objects.filter(
        subscriber_id__in=subscribers,
        live=False,
        mail__state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED],
    )
    live = MailItem.objects.filter(
        subscriber_id=OuterRef("subscriber_id"), change_id=OuterRef("change_id"), live=True
    )
    found: dict[int, dict[int, NewsForSubscription]] = {}
    for item in lost.filter(~Exists(live)).order_by("mail", "position"):
        mine = found.setdefault(item.subscriber_id, {})
        mine[item.change_id] = NewsForSubscription(item.change_id, item.safety, item.subscriptions)
    numbers = {number for mine in found.values() for number in mine}
    public = Change.objects.visible_to("public").filter(pk__in=numbers)
    seen = {one.pk for one in tellable(public)} if numbers else set[int]()
    return {
        key: told
        for key, mine in found.items()
        if (told := [one for number, one in mine.items() if number in seen])
    }


def _still_followed(
    carried: Iterable[NewsForSubscription], mine: Iterable[Subscription]
) -> list[NewsForSubscription]:
    keys = {one.pk for one in mine if not one.paused}
    return [told for told in carried if keys.intersection(told.subscriptions)]


def ordered(matching: Matching) -> list[int]:
    """The places of all changes as mails have them: by kind of news, the newest first."""
    kinds = {
        place: number
        for number, group in enumerate(ORDER)
        for place in places_of(matching.groups.get(group, 0))
    }
    return sorted(range(len(matching.changes)), key=lambda place: (kinds[place], -place))


def _write(decided: Sequence[tuple[Mail, Sequence[NewsForSubscription]]]) -> None:
    Mail.objects.bulk_create(mail for mail, _told in decided)
    rows = []
    for mail, told in decided:
        once = {one.change: one for one in told}
        gravest_first = sorted(once.values(), key=lambda one: not one.safety)
        rows += [
            MailItem(
                mail=mail,
                subscriber_id=mail.subscriber.pk if mail.subscriber else 0,
                change_id=one.change,
                subscriptions=one.subscriptions,
                position=position,
                safety=one.safety,
            )
            for position, one in enumerate(gravest_first)
        ]
    MailItem.objects.bulk_create(rows, batch_size=2000)

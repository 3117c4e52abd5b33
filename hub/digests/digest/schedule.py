"""From the change log to the outbox: for each subscriber whose period has ended, one mail or none.

What a mail holds is decided by the numbers of commits (``Subscriber.seen_seq``,
``Subscription.since_seq``), when it is made by the clock of the database and the subscriber's zone.
A chunk of subscribers is one transaction that writes their mails and moves them on: what is killed
in the middle left nothing, and is done by the next round. Two rounds at once do not meet: rows that
one of them holds the other leaves alone, and finds decided when it comes back.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from hub.digests.matching.change_documents import visible_changes
from hub.digests.matching.matcher import Bits, Matching, ordered_places, places_of
from hub.digests.models import MailItem, MailPurpose, News, Subscriber, Subscription
from hub.digests.periods import GATHERED, last_end
from hub.outbox.models import Mail, MailHold
from hub.records.bulk_rows import insert_rows
from hub.records.database_clock import now_in_database
from hub.records.models import Change, SearchState

log = logging.getLogger(__name__)

# SQLite lets one write at a time: short transactions with a pause let the others in.
CHUNK = 200
PAUSE_SECONDS = 0.05
RUN_SECONDS = 60.0


class NewsForSubscription(NamedTuple):
    """One change for one subscriber, and the keys of the subscriptions that it matched."""

    change: int
    safety: bool
    subscriptions: list[int]


def schedule_due(
    now: datetime.datetime | None = None,
    *,
    seconds: float = RUN_SECONDS,
    chunk: int = CHUNK,
    heed_hold: bool = True,
) -> int:
    """Decide every period that has ended; the number of mails that are to be sent.

    Stops between two chunks when time is up: the next round goes on there. Decides nothing while
    mail is held, unless ``heed_hold`` is false: for what makes all of them uncertain at once.
    """
    began = time.monotonic()
    created = 0
    if heed_hold and MailHold.is_open():
        # What is uncertain would go into these: first a person says whether it has arrived.
        return 0
    # One moment for the whole round; nothing that it writes changes these numbers.
    with SearchState.held():
        due = SchedulingRound(now or now_in_database())
        keys = due.keys()
        for first in range(0, len(keys), chunk):
            if first and connection.vendor == "sqlite":
                time.sleep(PAUSE_SECONDS)
            created += schedule_chunk(due, keys[first : first + chunk])
            if time.monotonic() - began > seconds:
                break
    return created


def restate() -> None:
    """The clock went back: ends of periods that lie ahead, as of now.

    Otherwise nothing would be decided until the clock has reached them again, and then nothing
    either where a mail holds that end already.
    """
    now = now_in_database()
    with transaction.atomic():
        _restate_mails(now)
        ahead = Subscriber.objects.filter(period_from__gt=now).order_by()
        for frequency, zone in list(ahead.values_list("frequency", "time_zone").distinct()):
            same = ahead.filter(frequency=frequency, time_zone=zone)
            same.update(period_from=last_end(frequency, zone, now))


def _restate_mails(now: datetime.datetime) -> None:
    """Each at an end of its own, just before ``now``: a subscriber has one mail for each end."""
    ahead = Mail.objects.filter(purpose=MailPurpose.DIGEST, period_end__gt=now)
    mails = list(ahead.only("period_start", "period_end").order_by("-pk"))
    for place, mail in enumerate(mails):
        mail.period_end = now - place * datetime.timedelta.resolution
        assert mail.period_start is not None  # noqa: S101  # a constraint
        mail.period_start = min(mail.period_start, mail.period_end - GATHERED)
    Mail.objects.bulk_update(mails, ["period_start", "period_end"], batch_size=CHUNK)


class SchedulingRound:
    """Whose periods have ended, when, and what has happened since."""

    def __init__(self, now: datetime.datetime) -> None:
        self.upto = SearchState.current()
        rhythms = Subscriber.objects.active().values_list("frequency", "time_zone").distinct()
        self.ends = {
            (frequency, zone): last_end(frequency, zone, now) for frequency, zone in rhythms
        }
        self.matching = Matching(self._changes())
        self.earliest = min((change.at for change in self.matching.changes), default=now)
        self.first_seq = min((change.seq for change in self.matching.changes), default=0)
        self.rank = {place: i for i, place in enumerate(ordered_places(self.matching))}
        self._after: dict[object, Bits] = {}

    def keys(self) -> list[int]:
        return list(self._subscribers().order_by("pk").values_list("pk", flat=True))

    def end(self, subscriber: Subscriber) -> datetime.datetime | None:
        """The end that is to be decided; None where it was decided meanwhile, or is another."""
        end = self.ends.get((subscriber.frequency, subscriber.time_zone))
        start = subscriber.period_from
        return end if end and start and start < end else None

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
        changes, since = self.matching.changes, subscription.since_seq
        if since is not None:
            # Every bit, for nearly all of them.
            return -1 if since < self.first_seq else self._bits(c.seq > since for c in changes)
        if subscription.created_at <= self.earliest:
            return -1
        return self._bits(change.at >= subscription.created_at for change in changes)

    @staticmethod
    def _bits(wanted: Iterable[bool]) -> Bits:
        return sum(1 << place for place, is_wanted in enumerate(wanted) if is_wanted)

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


def schedule_chunk(due: SchedulingRound, keys: Sequence[int]) -> int:
    """Decide for these subscribers in one transaction; the number of mails made.

    Where one of them cannot be decided the others are, one by one.
    """
    try:
        with transaction.atomic():
            return _schedule(due, keys)
    except IntegrityError:
        if len(keys) == 1:
            # Another round, or an operator who sent a mail again, was quicker: next time.
            log.warning("A digest was left for the next round: its rows were being changed.")
            return 0
        return sum(schedule_chunk(due, [key]) for key in keys)


def _schedule(due: SchedulingRound, keys: Sequence[int]) -> int:
    skip = connection.features.has_select_for_update_skip_locked
    rows = Subscriber.objects.active().filter(pk__in=keys).select_for_update(skip_locked=skip)
    ended = [(row, end) for row in rows.order_by("pk") if (end := due.end(row)) is not None]
    pks = [subscriber.pk for subscriber, _end in ended]
    subscriptions: dict[int, list[Subscription]] = {}
    for subscription in Subscription.objects.filter(subscriber__in=pks).order_by("pk"):
        subscriptions.setdefault(subscription.subscriber_id, []).append(subscription)
    carried = carried_over(pks)
    digests: list[tuple[Mail, list[NewsForSubscription]]] = []
    for subscriber, end in ended:
        followed = subscriptions.get(subscriber.pk, [])
        news = [*_still_followed(carried.get(subscriber.pk, []), followed)]
        news += news_for(due, subscriber, followed)
        if news:
            period = {"period_start": subscriber.period_from, "period_end": end}
            digests.append(
                (Mail(purpose=MailPurpose.DIGEST, subscriber=subscriber, **period), news)
            )
    _write(digests)
    for end in {end for _subscriber, end in ended}:
        moved = [subscriber.pk for subscriber, its_end in ended if its_end == end]
        Subscriber.objects.filter(pk__in=moved).update(period_from=end, seen_seq=due.upto)
    return len(digests)


def news_for(
    due: SchedulingRound, subscriber: Subscriber, subscriptions: Iterable[Subscription]
) -> list[NewsForSubscription]:
    """Each change once, however many filters let it through; the gravest first."""
    matching, matched = due.matching, dict[int, list[int]]()
    after = due.after(subscriber)
    for subscription in subscriptions:
        if subscription.paused or not after:
            continue
        bits = matching.of(subscription.kind, subscription.query) & after
        bits &= matching.of_news(subscription.whats)
        for place in places_of(bits & due.since(subscription) if bits else 0):
            matched.setdefault(place, []).append(subscription.pk)
    safety = matching.groups.get(News.SAFETY, 0)
    return [
        NewsForSubscription(matching.changes[place].pk, bool(safety >> place & 1), matched[place])
        for place in sorted(matched, key=due.rank.__getitem__)
    ]


def carried_over(subscribers: Sequence[int]) -> dict[int, list[NewsForSubscription]]:
    """What stood in mails of which nobody knows that they arrived, by subscriber, each once.

    Without what was hidden since: it is told no more.
    """
    undelivered = MailItem.objects.filter(
        subscriber_id__in=subscribers,
        live=False,
        mail__state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED],
    )
    live = MailItem.objects.filter(
        subscriber_id=OuterRef("subscriber_id"), change_id=OuterRef("change_id"), live=True
    )
    carried: dict[int, dict[int, NewsForSubscription]] = {}
    for item in undelivered.filter(~Exists(live)).order_by("mail", "position"):
        by_change = carried.setdefault(item.subscriber_id, {})
        by_change[item.change_id] = NewsForSubscription(
            item.change_id, item.safety, item.subscriptions
        )
    numbers = {number for by_change in carried.values() for number in by_change}
    public = Change.objects.visible_to("public").filter(pk__in=numbers)
    visible = {change.pk for change in visible_changes(public)} if numbers else set[int]()
    return {
        key: news
        for key, by_change in carried.items()
        if (news := [item for number, item in by_change.items() if number in visible])
    }


def _still_followed(
    carried: Iterable[NewsForSubscription], subscriptions: Iterable[Subscription]
) -> list[NewsForSubscription]:
    keys = {subscription.pk for subscription in subscriptions if not subscription.paused}
    return [news for news in carried if keys.intersection(news.subscriptions)]


def _write(digests: Sequence[tuple[Mail, Sequence[NewsForSubscription]]]) -> None:
    Mail.objects.bulk_create(mail for mail, _news in digests)
    rows = []
    for mail, news in digests:
        unique = {item.change: item for item in news}
        gravest_first = sorted(unique.values(), key=lambda item: not item.safety)
        rows += [
            {
                "mail_id": mail.pk,
                "subscriber_id": mail.subscriber_id,
                "change_id": item.change,
                "subscriptions": item.subscriptions,
                "position": position,
                "safety": item.safety,
            }
            for position, item in enumerate(gravest_first)
        ]
    insert_rows(MailItem, rows)

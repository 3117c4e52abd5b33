"""From the change log to the mail server, whatever dies: the whole way of 5,000 digests.

Workers that collect, workers that send, PostgreSQL and Redis are killed, crashed and stopped.
"""

import datetime
import time
from itertools import pairwise

import pytest
from django.utils import timezone

from catalogue.models import Tool
from hub.digests import keyed_hashes
from hub.digests.models import MailItem, Subscriber, Subscription
from hub.outbox import sealing
from hub.outbox.models import Mail
from hub.records.models import Change, recorded_change
from tests.plugins.drill import scaled
from tests.plugins.mail_workers import CHANCE, addresses, count, finished

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

SUBSCRIBERS, KILLS, CRASHES, OUTAGES = scaled(5000), scaled(200), scaled(10), scaled(5)
KILLS_OF_COLLECTOR = KILLS // 5  # at least
RESUMED_WITHIN_SECONDS = 60
TOOLS = 3


def subscribe(many):
    """Readers of every list of tools, whose month is over, beside those that there are."""
    month_ago = timezone.now() - datetime.timedelta(days=40)
    first = Subscriber.objects.count()
    readers = Subscriber.objects.bulk_create(
        Subscriber(
            address=sealing.seal(f"reader-{number}@example.org"),
            address_key=keyed_hashes.address_key(f"reader-{number}@example.org"),
            state="active",
            frequency="monthly",
            confirmed_at=month_ago,
            period_from=month_ago,
            seen_seq=0,
        )
        for number in range(first, first + many)
    )
    Subscription.objects.bulk_create(
        Subscription(subscriber=each, kind="tool", title="Tools", whats=["new"], since_seq=0)
        for each in readers
    )


def publish(many):
    for number in range(many):
        tool = Tool(slug=f"tool-{number}", name=f"Tool {number}", summary="It helps.",
                    state="draft", panel="not_assessed")  # fmt: skip
        with recorded_change(tool):
            tool.save()
        tool.publish(by=None)
    return list(Change.objects.values_list("pk", flat=True))


def undecided():
    return Subscriber.objects.filter(seen_seq=0).count()


class Faults:
    """What is done to a site that collects and sends, and how often."""

    def __init__(self, workers, database):
        self.workers, self.database = workers, database
        self.sender, self.collector = workers.mail_worker(), workers.collector()
        self.kills_of_collector = self.kills = self.outages = 0

    def keep(self):
        self.sender = self.workers.kept(self.sender, self.workers.mail_worker)
        self.collector = self.workers.kept(self.collector, self.workers.collector)

    def kill(self):
        """One that works, of those that have something to do; each 25th with all its processes.

        Whoever collects is killed as long as it has work, which is less than senders have.
        """
        collects = undecided() > 0
        while True:
            self.keep()
            victim = self.collector if collects else self.sender
            if self.kills % 25 == 24:
                self.workers.kill(victim)
                break
            if self.workers.kill_child(victim):
                break
            time.sleep(0.02)
        self.kills += 1
        if collects:
            self.kills_of_collector += 1
            self.workers.collect()
        if self.kills % 40 == 0:
            self.workers.flush_broker()

    def keep_collecting(self):
        """A machine that decides faster than it is killed gets more readers to decide about."""
        if self.kills_of_collector < KILLS_OF_COLLECTOR and not undecided():
            subscribe(SUBSCRIBERS // 2)
            self.workers.collect()

    def crash(self):
        self.database.crash()

    def outage(self):
        self.outages += 1
        way = self.workers.hang_broker if self.outages % 2 else self.workers.stop_broker
        way(seconds=4)
        self.workers.collect()


def carry_over():
    """The month after: what uncertain mails carried goes into the next digest."""
    uncertain = Subscriber.objects.filter(mails__state="uncertain").values_list("pk", flat=True)
    pks = list(uncertain.distinct())
    # Another end than that of the mail before, which is of the first of this month.
    Mail.objects.filter(subscriber__in=pks).update(period_end=timezone.now())
    Subscriber.objects.filter(pk__in=pks).update(
        period_from=timezone.now() - datetime.timedelta(days=40)
    )
    return len(pks)


def spread():
    """All faults in an order drawn by lot."""
    faults = ["kill"] * KILLS + ["crash"] * CRASHES + ["outage"] * OUTAGES
    CHANCE.shuffle(faults)
    return faults


def test_digests_reach_everybody_once_whatever_dies(
    mail_workers, durable_database, counting_server, drill_table
):
    subscribe(SUBSCRIBERS)
    changes = publish(TOOLS)
    faults = Faults(mail_workers, durable_database)
    mail_workers.collect()
    for fault in spread():
        faults.keep_collecting()
        # Each at a moment of its own in whatever is being done. A sender takes seconds to begin
        # again: one that is killed before its first mail sends none, whatever its code.
        seconds = 1.5 if undecided() else 20
        mail_workers.wait_for_arrivals(CHANCE.randrange(45), seconds=seconds)
        time.sleep(CHANCE.random() * 0.1)
        getattr(faults, fault)()
    faults.keep()
    last = time.monotonic()
    while undecided():
        mail_workers.collect()
        mail_workers.wait_until(lambda: not undecided(), 120)
    subscribers = Subscriber.objects.count()
    mail_workers.wait_until(finished, RESUMED_WITHIN_SECONDS + subscribers / 20)
    took = time.monotonic() - last
    uncertain = carry_over()
    mail_workers.collect()
    mail_workers.wait_until(lambda: not still_uncertain() and finished(), 120)
    result = count(counting_server, dict.fromkeys(addresses().values(), changes))
    gaps = [after - before for before, after in pairwise(counting_server.arrivals)]
    met = not result.lost and not result.twice and max(gaps) < RESUMED_WITHIN_SECONDS
    drill_table.add(
        "workers, PostgreSQL and Redis die while digests are collected and sent",
        f"{faults.kills} kills ({faults.kills_of_collector} while collecting), {CRASHES} crashes "
        f"of the database, {OUTAGES} outages of the broker; done {took:.0f} s after the last, "
        f"longest pause {max(gaps):.0f} s; {uncertain} mails uncertain, {result.again} changes "
        "told again for it",
        of=f"{subscribers:,} subscribers",
        lost=result.lost,
        twice=result.twice,
        limit="0 lost, 0 twice, no pause of 60 s",
        met=met,
    )
    assert faults.kills_of_collector >= KILLS_OF_COLLECTOR
    assert (result.lost, result.twice) == (0, 0)
    assert max(gaps) < RESUMED_WITHIN_SECONDS


def still_uncertain():
    """Changes of uncertain mails that no later mail carries yet."""
    carried = set(MailItem.objects.filter(live=True).values_list("subscriber_id", "change_id"))
    uncertain = MailItem.objects.filter(mail__state="uncertain", live=False)
    return set(uncertain.values_list("subscriber_id", "change_id")) - carried

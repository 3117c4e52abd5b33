"""Workers that send mail and die at it, their broker, and a mail server that counts.

Counted at the mail server: no Message-ID is accepted twice, no change is lost to anybody, and one
comes twice only where its first mail is listed as uncertain.
"""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import redis
from django.conf import settings as site
from kombu import Connection

from hub.celery import app
from hub.devserver import embedded_redis
from hub.digests.models import MailItem, Subscriber
from hub.outbox import sealing
from hub.outbox.models import Mail
from tests.plugins.drill import WHOLE

ROOT = Path(__file__).resolve().parents[2]
CHANCE = random.Random(20)  # noqa: S311 - the same each time
UNFINISHED = ("due", "claimed", "sending")
WORKER = (
    "-m celery --quiet --app tests.plugins.faulty_worker worker --loglevel=ERROR --pool=prefork "
    "--without-gossip --without-mingle --without-heartbeat"
)


class MailWorkers:
    """Workers, a broker that can be stopped, and a mail server that counts."""

    def __init__(self, process_group, database, server, folder):
        """``database``: its address."""
        self.process_group, self.server, self.folder = process_group, server, folder
        self.plan, self.address = embedded_redis.plan(
            process_group.private_folder(), embedded_redis.find_server()
        )
        self.broker = process_group.start(self.plan, output=subprocess.DEVNULL)
        self.log = (folder / "log").open("w")
        self.started = 0
        self.workers = []
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "REDIS_URL": self.address,
            "VAR_DIR": str(folder),
            "DIGEST_KEYS": ",".join(site.DIGEST_KEYS),
            "DIGEST_HASH_KEY": site.DIGEST_HASH_KEY,
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(server.port),
            "EMAIL_USE_TLS": "0",
        }
        if not WHOLE:
            self.environment["LEASE_SECONDS"] = "20"
        # The sweep's worker and its clock; nothing happens to them.
        self.start("--queues=celery", "--concurrency=1", "--beat")

    def start(self, *options, die_at=""):
        self.started += 1
        died = self.folder / f"died-{self.started}"
        name = f"--hostname=w{self.started}@test"
        worker = self.process_group.start(
            [sys.executable, *WORKER.split(), name, *options],
            environment=self.environment | {"DIE_AT": die_at, "DIED": str(died)},
            folder=ROOT,
            output=self.log,
        )
        self.workers.append(worker)
        return worker

    def mail_worker(self, die_at=""):
        started = self.start("--queues=mail", "--concurrency=3", die_at=die_at)
        self.wake()
        return started

    def collector(self):
        """A worker that decides periods, a few subscribers at a time."""
        return self.start("--queues=collect", "--concurrency=1")

    def kept(self, worker, start):
        """As the supervisor and systemd do: one that ended is started again, by ``start``.

        Celery's own parent ends where a child of it is killed before all have started.
        """
        if worker in self.workers and worker.poll() is None:
            return worker
        if worker in self.workers:
            self.reap(worker)
        return start()

    def wake(self):
        """As whoever puts a mail into the outbox does; else the sweep wakes after ten seconds."""
        self.send("digests.send_mails", queue="mail", times=3)

    def collect(self):
        """As beat does once a minute."""
        self.send("digests.collect", queue="collect")

    def send(self, task, queue, times=1):
        with Connection(self.address.replace("unix://", "redis+socket://").split("?")[0]) as to:
            for _ in range(times):
                app.send_task(task, queue=queue, connection=to)

    def kill(self, worker):
        os.killpg(worker.pid, signal.SIGKILL)
        self.reap(worker)

    def reap(self, child):
        child.wait()
        self.process_group.has_ended(child)
        if child in self.workers:
            self.workers.remove(child)

    def kill_child(self, worker):
        """SIGKILL to one process that works, not to the one that starts them. Whether it was."""
        if children := psutil.Process(worker.pid).children():
            CHANCE.choice(children).kill()
        return bool(children)

    def flush_broker(self):
        with redis.Redis.from_url(self.address) as server:
            server.flushall()

    def stop_broker(self, seconds):
        self.broker.kill()
        self.reap(self.broker)
        time.sleep(seconds)
        self.broker = self.process_group.start(self.plan, output=subprocess.DEVNULL)

    def hang_broker(self, seconds):
        """It takes connections, and answers nobody."""
        self.broker.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.broker.send_signal(signal.SIGCONT)

    def wait_for_arrivals(self, many, seconds):
        """Until so many more mails have arrived; a worker that was just killed may need longer."""
        wanted, deadline = len(self.server.arrivals) + many, time.monotonic() + seconds
        while len(self.server.arrivals) < wanted and time.monotonic() < deadline:
            time.sleep(0.005)

    def wait_until(self, so, seconds):
        deadline = time.monotonic() + seconds
        while not so():
            counts = Counter(Mail.objects.values_list("state", flat=True))
            assert time.monotonic() < deadline, (counts, (self.folder / "log").read_text()[-3000:])
            time.sleep(0.2)


@pytest.fixture
def counting_server(mail_server):
    """A mail server that dawdles; ``arrivals`` are the times at which it took a mail."""
    made = mail_server()
    made.arrivals = []

    async def dawdle(speaking):
        await asyncio.sleep(CHANCE.random() * 0.01)

    async def take(speaking):
        await dawdle(speaking)
        made.arrivals.append(time.monotonic())

    made.ways |= {"rcpt": dawdle, "data": dawdle, "dot": take}
    return made


@pytest.fixture
def mail_workers(process_group, durable_database, counting_server, tmp_path):
    made = MailWorkers(process_group, durable_database.url, counting_server, tmp_path)
    yield made
    for worker in list(made.workers):
        made.kill(worker)
    process_group.stop(made.broker)
    made.log.close()


def finished():
    return not Mail.objects.filter(state__in=UNFINISHED).exists()


def addresses():
    """{subscriber pk: address}."""
    return {each.pk: sealing.unseal(each.address) for each in Subscriber.objects.all()}


@dataclass(frozen=True)
class Count:
    """``twice`` counts Message-IDs, and changes that are not told apart by an uncertain mail.

    ``again`` counts the changes that are: their first mail had arrived after all.
    """

    lost: int
    twice: int
    again: int


def count(server, expected):
    """What arrived, read at the mail server. ``expected``: {address: changes}."""
    ids = Counter(taken.message["Message-ID"] for taken in server.taken)
    arrived = Counter()
    for taken in server.taken:
        for change in re.findall(rb"change (\d+)", taken.content):
            arrived[taken.recipient, int(change)] += 1
    wanted = {(address, change) for address, changes in expected.items() for change in changes}
    uncertain = Counter(
        MailItem.objects.filter(mail__state="uncertain").values_list("subscriber_id", "change_id")
    )
    keys = {address: pk for pk, address in addresses().items()}
    again, twice = 0, sum(times - 1 for times in ids.values())
    for (address, change), times in arrived.items():
        told_apart = min(times - 1, uncertain[keys[address], change])
        again += told_apart
        twice += times - 1 - told_apart
    return Count(len(wanted - set(arrived)), twice, again)

"""A site of real processes, of which one after the other is killed: the right one is named."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from hub.devserver import embedded_redis, program_commands

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 90
LIMIT_SECONDS = 12


class Site:
    """Its processes by name; ``programs`` start them."""

    def __init__(self, process_group, port, folder):
        self.process_group, self.port = process_group, port
        (folder / "run").mkdir()
        self.broker_plan, broker = embedded_redis.plan(
            process_group.private_folder(), embedded_redis.find_server()
        )
        given, name = urlsplit(os.environ["DATABASE_URL"]), connection.settings_dict["NAME"]
        path = str(name) if given.scheme == "sqlite" else f"/{name}"
        self.environment = os.environ | {
            "DATABASE_URL": urlunsplit(given._replace(path=path)),
            "REDIS_URL": broker,
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "WATCH_HEARTBEAT_SECONDS": str(LIMIT_SECONDS),
        }
        self.log = (folder / "log").open("w")
        self.running = {}

    def start(self, name):
        arguments = {
            "broker": lambda: self.broker_plan,
            "web": lambda: program_commands.web("127.0.0.1", self.port).arguments,
            "beat": lambda: program_commands.beat().arguments,
            "worker": lambda: program_commands.worker().arguments,
            "mail-worker": lambda: program_commands.mail_worker().arguments,
        }[name]()
        self.running[name] = self.process_group.start(
            arguments, environment=self.environment, folder=ROOT, output=self.log
        )

    def kill(self, name):
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.process_group.has_ended(process)

    def close(self):
        for name in list(self.running):
            self.kill(name)
        self.log.close()

    def ask(self):
        """Status and body of ``/healthz/deep``."""
        address = f"http://127.0.0.1:{self.port}/healthz/deep"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)
        except OSError:
            return 0, {"checks": {}}

    def wait_until_late(self, *names):
        """Until exactly these are late."""
        deadline, told = time.monotonic() + PATIENCE_SECONDS, {}
        expected = (503 if names else 200, set(names))
        while time.monotonic() < deadline:
            status, told = self.ask()
            late = {name for name, check in told["checks"].items() if check["status"] == "late"}
            if (status, late) == expected:
                return told
            time.sleep(0.5)
        pytest.fail(f"{expected} did not come about: {told}")


@pytest.fixture
def site(process_group, tmp_path, free_port, settings):
    settings.VAR_DIR = tmp_path  # command lines name a folder in it
    site = Site(process_group, free_port, tmp_path)
    yield site
    site.close()


def test_what_is_stopped_is_named_and_what_runs_again_is_well(site):
    for name in ("broker", "web", "beat", "worker", "mail-worker"):
        site.start(name)
    site.wait_until_late()
    site.kill("worker")
    site.wait_until_late("worker")
    site.start("worker")
    site.kill("mail-worker")
    site.wait_until_late("mail-worker")  # and no longer the other one
    site.start("mail-worker")
    site.wait_until_late()
    site.kill("beat")
    told = site.wait_until_late("beat")
    site.start("beat")
    site.wait_until_late()
    assert told["checks"]["beat"]["limit"] == LIMIT_SECONDS
    site.kill("broker")
    site.wait_until_late("worker", "mail-worker")  # whose broker is away; beat itself runs


def test_with_its_database_away_it_says_so_at_once(site):
    site.environment["DATABASE_URL"] = "postgres://hub:x@127.0.0.1:9/hub"
    site.start("web")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := site.ask())[0]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert (answer[0], answer[1]["status"]) == (503, "no database")

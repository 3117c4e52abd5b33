"""Metrics as Prometheus reads them, from a process of its own."""

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from hub.accounts.models import PasswordRequest
from hub.monitoring.metrics import SiteCollector
from hub.outbox.models import Mail

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def start_metrics(process_group, free_port, database_url):
    """`manage.py metrics` on the database of this test, or on another; what reads it."""

    started = []

    def start_metrics(**changes):
        port = str(free_port)
        environment = os.environ | {
            "DATABASE_URL": database_url,
            "METRICS_PORT": port,
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "PYTHONUNBUFFERED": "1",
        }
        process = process_group.start(
            [sys.executable, "manage.py", "metrics"],
            environment=environment | changes,
            folder=ROOT,
            output=subprocess.PIPE,
        )
        started.append(process)
        assert "Metrics on" in (line := process.stdout.readline()), line

        def scrape():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
                return answer.read().decode()

        return scrape

    yield start_metrics
    for process in started:  # it holds a connection to the database of the tests
        process_group.stop(process)
        process.stdout.close()


def samples(text):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_running_process_says_how_the_site_is(start_metrics, heard, ago):
    heard()
    heard("worker", seconds_ago=1, name="another")
    heard("mail-worker", seconds_ago=7200)
    Mail.objects.create(purpose="message", address="x")
    Mail.objects.update(next_try_at=ago(hours=1))
    PasswordRequest.objects.create(sealed="somebody@example.org")
    scrape = start_metrics()
    text = scrape()
    told = samples(text)
    assert told["hub_database_up",] == 1
    assert told["hub_late", "mail-worker"] == 1
    assert told["hub_late", "beat"] == 0
    assert 7200 <= told["hub_age_seconds", "mail-worker"] < 7300
    assert 3600 <= told["hub_age_seconds", "mails"] < 3700
    assert told["hub_machines", "worker"] == 2
    assert (told["hub_mails", "due"], told["hub_mails", "sent"]) == (1, 0)
    assert told["hub_forms_waiting",] == 1
    Mail.objects.all().delete()
    assert samples(scrape())["hub_mails", "due"] == 0  # asked anew each time


@pytest.mark.django_db
@pytest.mark.both_databases
def test_labels_hold_no_path_no_word_and_no_machine(heard):
    heard(name="machine-7")
    registry = CollectorRegistry()
    registry.register(SiteCollector())
    labels = dict(re.findall(r'(\w+)="([^"]*)"', generate_latest(registry).decode()))
    assert set(labels) == {"check", "kind", "state"}
    assert all(re.fullmatch(r"[a-z_-]{3,14}", value) for value in labels.values())


@pytest.mark.slow
def test_without_a_database_it_answers_and_says_so(start_metrics):
    scrape = start_metrics(DATABASE_URL="postgres://hub:x@127.0.0.1:9/hub")
    assert samples(scrape()) == {("hub_database_up",): 0.0}

"""The tasks, and that their limits fit each other."""

import re
from email import message_from_bytes, policy

import pytest
from django.conf import settings as site
from kombu.exceptions import OperationalError

from hub.celery import app
from hub.devserver import program_commands
from hub.outbox import dispatcher, lease, reclaim, smtp_client, tasks
from hub.outbox.models import Mail


@pytest.fixture
def enqueued(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.send_mails, "apply_async", lambda **options: calls.append(options))
    return calls


def test_a_run_ends_within_the_hard_limit_of_its_task():
    whole = dispatcher.RUN_SECONDS + smtp_client.BEFORE_DOT_SECONDS + smtp_client.AFTER_DOT_SECONDS
    assert whole < tasks.send_mails.soft_time_limit < tasks.send_mails.time_limit == 720


def test_no_message_expires_because_the_clocks_of_two_machines_differ():
    """Celery reckons the moment by the sender's clock and judges it by the worker's. Signs of life
    that nobody took in pile up no longer than ten minutes: of clocks further apart they speak too.
    """
    expiring = {name: task.expires for name, task in app.tasks.items() if task.expires}
    assert tasks.send_mails.name in expiring
    work = {name for name in expiring if not name.startswith("monitoring.")}
    assert {name for name in work if expiring[name] < 7200} == set()
    assert {name for name in expiring if expiring[name] < 600} == set()


def test_a_step_ends_within_its_lease():
    assert lease.LEASE.total_seconds() > lease.RENEW_AFTER_SECONDS + smtp_client.STEP_SECONDS


def test_a_heartbeat_may_be_missed_before_a_mail_is_given_up():
    assert reclaim.MAX_SILENCE.total_seconds() > 3 * smtp_client.HEARTBEAT_SECONDS


def test_what_a_killed_worker_left_is_taken_up_within_a_minute():
    sweep = site.CELERY_BEAT_SCHEDULE["sweep-mails"]
    assert sweep["task"] == tasks.sweep_mails.name
    assert max(lease.LEASE, reclaim.MAX_SILENCE).total_seconds() + sweep["schedule"] < 60


def test_mails_have_a_queue_and_a_worker_of_their_own():
    queue = app.amqp.router.route({}, tasks.send_mails.name)["queue"].name
    assert f"--queues={queue}" in program_commands.mail_worker().arguments
    assert not any(queue in argument for argument in program_commands.worker().arguments)
    assert app.amqp.router.route({}, tasks.sweep_mails.name)["queue"].name != queue


@pytest.mark.parametrize(("host", "processes"), [("mail.example.org", 3), ("", 1)])
def test_there_are_as_many_senders_as_connections(settings, host, processes):
    settings.EMAIL_HOST = host
    assert f"--concurrency={processes}" in program_commands.mail_worker().arguments


@pytest.mark.django_db
@pytest.mark.parametrize(("mails", "times"), [(0, 0), (1, 1), (25, 2), (70, 3)])
def test_as_many_are_rung_for_as_there_is_work(enqueued, make_mail, make_subscriber, mails, times):
    subscriber = make_subscriber()
    for _ in range(mails):
        make_mail(purpose="confirmation", subscriber=subscriber)
    tasks.wake_senders()
    assert len(enqueued) == times


@pytest.mark.django_db
def test_a_message_carries_no_argument(enqueued, make_mail):
    make_mail()
    tasks.wake_senders()
    assert [(call["args"], call["retry"]) for call in enqueued] == [((), False)]


@pytest.mark.django_db
def test_where_the_broker_is_away_nothing_breaks(monkeypatch, make_mail):
    def away(**options):
        raise OperationalError

    make_mail()
    monkeypatch.setattr(tasks.send_mails, "apply_async", away)
    tasks.wake_senders()
    assert Mail.objects.due().exists()


@pytest.mark.django_db
def test_a_confirmation_reaches_whoever_asked_with_its_link(enqueued, mail_server, asked_for):
    server = mail_server()
    asked_for("ada@example.org")
    tasks.send_mails()
    (taken,) = server.taken
    assert taken.recipient == "ada@example.org"
    assert taken.message["Message-ID"] == Mail.objects.get().message_id
    read = message_from_bytes(taken.content, policy=policy.default)
    assert re.search(r"/subscribe/confirm/\S+", read.get_body(("plain",)).get_content())

"""Processes that were heard from, and the age of what waits."""

import datetime
import socket

import pytest
from django.db.models.functions import Now

from hub.monitoring.models import Heartbeat


@pytest.fixture
def heard():
    """Says when a kind was heard from, in seconds before now; all processes, where none is named.

    Backups are not among them.
    """

    def heard(*kinds, seconds_ago=1.0, name="here", **fields):
        for kind in kinds or ("beat", "worker", "mail-worker", "web"):
            at = Now() - datetime.timedelta(seconds=seconds_ago)
            Heartbeat.objects.update_or_create(kind=kind, name=name, defaults={"at": at, **fields})

    return heard


@pytest.fixture
def ago():
    """A time before now by the database's clock, as a value for ``update``."""

    def ago(**span):
        return Now() - datetime.timedelta(**span)

    return ago


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

"""What a web server does beside answering: it gives signs of life, and looks after the others."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Coalesce, Now

from hub.monitoring import heartbeats, incidents
from hub.monitoring.checks import run_checks
from hub.monitoring.models import Heartbeat
from hub.search_engine import snapshot_cache


def start_heartbeat() -> None:
    """At the start of a process, outside of any request: readers wait for nothing of it."""
    heartbeats.HeartbeatThread(beat).start()


def beat() -> None:
    """Where beat and all workers are dead, this is what finds it out."""
    machine = heartbeats.this_machine()
    heartbeats.note(heartbeats.Kind.WEB, machine)
    since = None if snapshot_cache.renew_all() else Coalesce(F("behind_since"), Now())
    row = Heartbeat.objects.filter(kind=heartbeats.Kind.WEB, name=machine)
    row.update(behind_since=since)
    incidents.update(run_checks())

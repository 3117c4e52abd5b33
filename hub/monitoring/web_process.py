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
    heartbeats.HeartbeatThread(WebHeartbeat().beat).start()


class WebHeartbeat:
    """Of one process. Those of one machine share a row."""

    def __init__(self) -> None:
        self._has_said_current = False

    def beat(self) -> None:
        """Where beat and all workers are dead, this is what finds it out."""
        machine = heartbeats.this_machine()
        heartbeats.note(heartbeats.Kind.WEB, machine)
        try:
            self._note_index(machine)
        finally:
            incidents.update(run_checks())

    def _note_index(self, machine: str) -> None:
        """Said once that it is current, so that it does not speak for another that is behind.

        At its start it does, for one before it that may have died behind.
        """
        is_current = snapshot_cache.renew_all()
        if is_current is None or (is_current and self._has_said_current):
            return
        row = Heartbeat.objects.filter(kind=heartbeats.Kind.WEB, name=machine)
        row.update(behind_since=None if is_current else Coalesce(F("behind_since"), Now()))
        self._has_said_current = is_current

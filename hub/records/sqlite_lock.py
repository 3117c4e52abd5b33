"""How long a process waits for SQLite's one lock of whoever writes."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections

# Somebody sits before a web process; all others may wait for as long as the settings say.
WEB_SECONDS = 4


def wait_as_web_process() -> None:
    """From now on a form that waits longer comes back with what was typed (503)."""
    database = connections.settings[DEFAULT_DB_ALIAS]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"]["timeout"] = WEB_SECONDS

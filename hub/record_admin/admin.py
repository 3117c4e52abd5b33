"""Registers what this room itself shows: the ledger and its sources."""

from hub.record_admin import ledger_admin, source_admin  # noqa: F401 - they register themselves

"""The curators' side of events."""

from events.admin import dashboard, event, merge  # noqa: F401 - they register themselves

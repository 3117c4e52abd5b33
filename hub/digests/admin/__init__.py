"""What administrators see of this room: never a list of addresses."""

from hub.digests.admin import asked, outbox  # noqa: F401 - they register themselves

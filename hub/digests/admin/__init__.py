"""What administrators see of this room: never a list of addresses."""

from hub.digests.admin import address_lookup, outbox  # noqa: F401 - they register themselves

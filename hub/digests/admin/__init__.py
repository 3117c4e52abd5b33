"""What administrators see of this room: never a list of addresses."""

from hub.digests.admin import asked  # noqa: F401 - it registers itself

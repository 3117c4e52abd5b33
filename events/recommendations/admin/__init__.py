"""The curators' side of documents and recommendations."""

from events.recommendations.admin import (  # noqa: F401 - they register themselves
    document,
    entry,
    recommendation,
)

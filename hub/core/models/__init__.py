"""What every room may use: states, ledger, sources. Rooms import from here, not from the files."""

from hub.core.models.ledger import Change, EditConflict, Entry, Revision, recorded_change
from hub.core.models.publishable import FormerSlug, Publishable, PublishableQuerySet
from hub.core.models.removed import Removed
from hub.core.models.search_state import SearchState
from hub.core.models.source import Citation, Source
from hub.core.models.visibility import TIERS, visible_to

__all__ = [
    "TIERS",
    "Change",
    "Citation",
    "EditConflict",
    "Entry",
    "FormerSlug",
    "Publishable",
    "PublishableQuerySet",
    "Removed",
    "Revision",
    "SearchState",
    "Source",
    "recorded_change",
    "visible_to",
]

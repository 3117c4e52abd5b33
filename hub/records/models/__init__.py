"""What every room may use: states, ledger, sources. Rooms import from here, not from the files."""

from hub.records.models.ledger import Ledger, RecordChange, record_changes
from hub.records.models.ledger_entry import (
    EditConflict,
    LedgerEntries,
    LedgerEntry,
    recorded_change,
)
from hub.records.models.page_change import PageChange
from hub.records.models.record import CHECKED_FOR, CONFIRMED, FormerSlug, Record, RecordQuerySet
from hub.records.models.record_notice import (
    NoticeFacts,
    RecordKey,
    RecordNotice,
    noticed_records,
    write_notices,
)
from hub.records.models.revision import TIERS, Change, Revision, visible_to
from hub.records.models.search_state import Removed, SearchState
from hub.records.models.source import Citation, Source

__all__ = [
    "CHECKED_FOR",
    "CONFIRMED",
    "TIERS",
    "Change",
    "Citation",
    "EditConflict",
    "FormerSlug",
    "Ledger",
    "LedgerEntries",
    "LedgerEntry",
    "NoticeFacts",
    "PageChange",
    "Record",
    "RecordChange",
    "RecordKey",
    "RecordNotice",
    "RecordQuerySet",
    "Removed",
    "Revision",
    "SearchState",
    "Source",
    "noticed_records",
    "record_changes",
    "recorded_change",
    "visible_to",
    "write_notices",
]

"""What an import knows of itself. Other modules import from here, not from the files."""

from hub.imports.models.file_block import FileBlock
from hub.imports.models.job import Import
from hub.imports.models.row import ImportRow, RowRange
from hub.imports.models.source import ImportSource, Profile
from hub.imports.models.source_record_state import SourceRecordState

__all__ = [
    "FileBlock",
    "Import",
    "ImportRow",
    "ImportSource",
    "Profile",
    "RowRange",
    "SourceRecordState",
]

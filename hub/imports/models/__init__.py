"""What an import knows of itself. Other modules import from here, not from the files."""

from hub.imports.models.imported import Imported
from hub.imports.models.profile import Profile
from hub.imports.models.row import ImportRow
from hub.imports.models.run import Import
from hub.imports.models.share import Share
from hub.imports.models.source import ImportSource
from hub.imports.models.write import Write

__all__ = ["Import", "ImportRow", "ImportSource", "Imported", "Profile", "Share", "Write"]

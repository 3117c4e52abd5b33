"""One ``RecordImporter`` for each kind that files may hold.

It says how a row is read, recognised, and made a ``RecordChange`` for the ledger.
"""

from hub.imports.record_types.deployment import DeploymentImporter
from hub.imports.record_types.document import DocumentImporter
from hub.imports.record_types.event import EventImporter
from hub.imports.record_types.field import ImportField
from hub.imports.record_types.follow_up import FollowUpImporter, ResponseImporter
from hub.imports.record_types.helpline import HelplineImporter
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup, current_lookup
from hub.imports.record_types.misuse import MisuseImporter
from hub.imports.record_types.organisation import OrganisationImporter
from hub.imports.record_types.recommendation import RecommendationImporter
from hub.imports.record_types.tool import ToolImporter
from hub.records.registry import Registry

__all__ = [
    "IMPORTERS",
    "ImportField",
    "RecordImporter",
    "RecordLookup",
    "current_lookup",
    "importer_for",
    "record_kind",
]

IMPORTERS: Registry[RecordImporter] = Registry("importers")
for importer in (
    ToolImporter(),
    OrganisationImporter(),
    EventImporter(),
    RecommendationImporter(),
    DeploymentImporter(),
    MisuseImporter(),
    DocumentImporter(),
    HelplineImporter(),
    FollowUpImporter(),
    ResponseImporter(),
):
    IMPORTERS.register(importer.name, importer)


def importer_for(name: str) -> RecordImporter:
    """The kind with this name. Raises KeyError."""
    return IMPORTERS[name]


def record_kind(name: str) -> str:
    """The kind of the records that rows of this kind are written into, as the ledger names it."""
    return importer_for(name).model.kind

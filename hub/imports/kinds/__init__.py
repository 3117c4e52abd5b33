"""What the importer knows of each kind of record: all that is about tables and fields is here."""

from hub.imports.kinds.event import EventKind
from hub.imports.kinds.field import Field
from hub.imports.kinds.kind import Kind
from hub.imports.kinds.names import Names, names_now
from hub.imports.kinds.organisation import OrganisationKind
from hub.imports.kinds.parts import Ids, Line
from hub.imports.kinds.recommendation import RecommendationKind
from hub.imports.kinds.records import RecordPlan, Stored
from hub.imports.kinds.tool import ToolKind

__all__ = [
    "KINDS",
    "Field",
    "Ids",
    "Kind",
    "Line",
    "Names",
    "RecordPlan",
    "Stored",
    "kind_of",
    "names_now",
]

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (ToolKind(), OrganisationKind(), EventKind(), RecommendationKind())
}


def kind_of(name: str) -> Kind:
    """The kind with this name. Raises KeyError."""
    return KINDS[name]

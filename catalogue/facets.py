"""The facets of the catalogue's lists, derived from the declarations of its record types."""

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.fields.misuse import MISUSE
from catalogue.fields.organisation import ORGANISATION
from catalogue.fields.tool import TOOL
from catalogue.index_documents import noted_tools_by_slug
from hub.lists.facets import RecordNames, facets_of

NOTED_TOOLS = RecordNames(noted_tools_by_slug)

TOOL_LIST = facets_of(TOOL)
ORGANISATION_LIST = facets_of(ORGANISATION)
PRACTICE_LIST = facets_of(DEPLOYMENT, {"tool": NOTED_TOOLS})
MISUSE_LIST = facets_of(MISUSE)

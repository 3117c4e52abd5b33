"""Tools, the organisations behind them, and the run that loads the starter data."""

from catalogue.models.load import Load, LoadProblem
from catalogue.models.organisation import (
    Organisation,
    OrganisationCitation,
    OrganisationName,
    OrganisationTerm,
)
from catalogue.models.tool import Tool, ToolCitation, ToolOrganisation, ToolTerm

__all__ = [
    "Load",
    "LoadProblem",
    "Organisation",
    "OrganisationCitation",
    "OrganisationName",
    "OrganisationTerm",
    "Tool",
    "ToolCitation",
    "ToolOrganisation",
    "ToolTerm",
]

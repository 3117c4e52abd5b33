"""Tools and the organisations behind them, practice notes, misuse patterns and helplines."""

from catalogue.models.deployment import (
    Deployment,
    DeploymentCitation,
    DeploymentOrganisation,
    DeploymentTerm,
)
from catalogue.models.helpline import (
    Helpline,
    HelplineChannel,
    HelplineCitation,
    HelplineTerm,
)
from catalogue.models.misuse import MisuseAnswer, MisuseCitation, MisusePattern, MisuseTerm
from catalogue.models.organisation import (
    Organisation,
    OrganisationCitation,
    OrganisationName,
    OrganisationTerm,
)
from catalogue.models.tool import Tool, ToolCitation, ToolOrganisation, ToolTerm

__all__ = [
    "Deployment",
    "DeploymentCitation",
    "DeploymentOrganisation",
    "DeploymentTerm",
    "Helpline",
    "HelplineChannel",
    "HelplineCitation",
    "HelplineTerm",
    "MisuseAnswer",
    "MisuseCitation",
    "MisusePattern",
    "MisuseTerm",
    "Organisation",
    "OrganisationCitation",
    "OrganisationName",
    "OrganisationTerm",
    "Tool",
    "ToolCitation",
    "ToolOrganisation",
    "ToolTerm",
]

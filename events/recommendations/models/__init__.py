"""Documents, the recommendations in them, what serves these and what became of them."""

from events.recommendations.models.addressee import (
    DocumentAddressee,
    NamedAddressee,
    RecommendationAddressee,
    ReportingRound,
)
from events.recommendations.models.document import (
    Document,
    DocumentCitation,
    DocumentEvent,
    DocumentOrganisation,
    DocumentRelation,
    DocumentStatistic,
    DocumentTerm,
    Recorded,
    recorded_of_declared,
)
from events.recommendations.models.follow_up import FollowUp, ManagementResponse
from events.recommendations.models.link import (
    RecommendationEvent,
    RecommendationTool,
    tools_without_recommendation,
)
from events.recommendations.models.recommendation import (
    Recommendation,
    RecommendationCitation,
    RecommendationTerm,
    in_tree_order,
)

__all__ = [
    "Document",
    "DocumentAddressee",
    "DocumentCitation",
    "DocumentEvent",
    "DocumentOrganisation",
    "DocumentRelation",
    "DocumentStatistic",
    "DocumentTerm",
    "FollowUp",
    "ManagementResponse",
    "NamedAddressee",
    "Recommendation",
    "RecommendationAddressee",
    "RecommendationCitation",
    "RecommendationEvent",
    "RecommendationTerm",
    "RecommendationTool",
    "Recorded",
    "ReportingRound",
    "in_tree_order",
    "recorded_of_declared",
    "tools_without_recommendation",
]

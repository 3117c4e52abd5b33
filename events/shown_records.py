"""What stands on the pages of events, documents and recommendations beside themselves, and what of
them stands on the pages of tools and organisations.
"""

from hub.records.models.page_change import Showing

ADDRESSED = "named_addressees__organisation"

SHOWN = (
    Showing(
        "event",
        (
            "parent",
            "parts",
            "owner",
            "organisations",
            "participations__organisation",
            "statistics__finding_of",
            "documents",
            "recommendations__document",
            "recommendations__tools",
        ),
    ),
    Showing(
        "recommendation",
        (
            "parent",
            "sub_actions__tools",
            "tools",
            "events",
            "document__organisations",
            "document__events",
            f"document__{ADDRESSED}",
            "document__rounds__body",
            ADDRESSED,
            "follow_ups__organisation",
            "responses__organisation",
        ),
    ),
    Showing(
        "document",
        (
            "organisations",
            "events",
            "relations__other",
            "relations_back__document",
            "rounds__body",
            "statistics__finding_of",
            ADDRESSED,
            "recommendations__tools",
            "recommendations__events",
            f"recommendations__{ADDRESSED}",
            "recommendations__follow_ups__organisation",
            "recommendations__responses__organisation",
        ),
    ),
    Showing("tool", ("recommendations__document",)),
    # Whom a recommendation names does not know of it.
    Showing(
        "organisation",
        (
            "documents__organisations",
            "events__organisations",
            "kept_events",
            "participations__event",
        ),
        {
            "recommendation": (
                ADDRESSED,
                f"document__{ADDRESSED}",
                "follow_ups__organisation",
                "responses__organisation",
            ),
            "document": (
                ADDRESSED,
                f"recommendations__{ADDRESSED}",
                "recommendations__follow_ups__organisation",
                "recommendations__responses__organisation",
            ),
            "organisation": (
                f"documents__{ADDRESSED}",
                f"documents__recommendations__{ADDRESSED}",
                "documents__recommendations__follow_ups__organisation",
            ),
        },
    ),
)

"""What stands on the pages of the catalogue's records beside themselves."""

from hub.records.models.page_change import Showing

SHOWN = (
    # Similar tools may be any: the view says so.
    Showing("tool", ("organisations", "deployments", "misuse_patterns")),
    Showing(
        "organisation",
        (
            "part_of",
            "parts",
            "successor",
            "predecessors",
            "tools__organisations",
            "deployments__organisations",
            "deployments__tool",  # with which they are hidden
        ),
    ),
    Showing("deployment", ("tool__deployments", "adapted_from", "adaptations", "organisations")),
    Showing("misuse", ("tools",)),
    Showing("helpline", ("organisation",)),
)

"""The facets of the catalogue's lists, in the words of the people who use them."""

from django.utils.translation import gettext_lazy as _

from catalogue.index_documents import PLACES, RELEASE_YEARS, TOOL_FACETS
from catalogue.models import Deployment, Tool
from catalogue.practice_index_documents import MISUSE_FACETS, PRACTICE_FACETS, noted_tools_by_slug
from hub.lists.facets import Facet
from hub.lists.record_names import RecordNames

_PLACE = Facet("place", _("Where"), schemes=PLACES, tree=True)

_TOOL = {
    facet.name: facet
    for facet in (
        Facet("purpose", _("What it does")),
        Facet("context", _("Situation")),
        _PLACE,
        Facet("user", _("Who uses it")),
        Facet("target_population", _("For whom")),
        Facet("trafficking_type", _("Form of exploitation"), tree=True),
        Facet("action_area", _("Area of action")),
        Facet("technology", _("Technology"), by_label=True),
        Facet("connectivity", _("Connection and device")),
        Facet("language", _("Language"), by_label=True),
        Facet("access", _("Access and cost")),
        Facet("status", _("Status")),
        Facet("safeguard", _("Safeguards and risks")),
        Facet("evidence_level", _("Evidence")),
        Facet("scope", _("Made for"), fixed=dict(Tool.Scope.choices)),
        Facet("verification", _("Verification")),
        Facet("seat", _("Made in"), schemes=PLACES, tree=True),
        Facet(
            "released",
            _("First released"),
            fixed={str(year): str(year) for year in reversed(RELEASE_YEARS)},
        ),
    )
}
TOOL_LIST = tuple(_TOOL[name] for name in TOOL_FACETS)

ORGANISATION_LIST = (
    Facet("organisation_type", _("Kind of organisation")),
    Facet("place", _("Seat"), schemes=PLACES, tree=True),
)

NOTED_TOOLS = RecordNames(noted_tools_by_slug)
_PRACTICE = _TOOL | {
    "tool": Facet("tool", _("Tool"), fixed=NOTED_TOOLS),
    "again": Facet("again", _("Would use it again"), fixed=dict(Deployment.Again.choices)),
}
PRACTICE_LIST = tuple(_PRACTICE[name] for name in PRACTICE_FACETS)

_MISUSE = _TOOL | {"misuse_stage": Facet("misuse_stage", _("Stage of the crime"))}
MISUSE_LIST = tuple(_MISUSE[name] for name in MISUSE_FACETS)

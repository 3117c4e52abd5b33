"""What the catalogue's records put in the index beside their declared fields, and their facets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from catalogue.body_names import is_translation
from catalogue.fields.deployment import DEPLOYMENT
from catalogue.fields.helpline import HELPLINE
from catalogue.fields.misuse import MISUSE
from catalogue.fields.organisation import ORGANISATION
from catalogue.fields.tool import RELEASE_YEARS, TOOL
from catalogue.models import (
    Deployment,
    DeploymentOrganisation,
    Helpline,
    MisuseAnswer,
    MisusePattern,
    Organisation,
    OrganisationName,
    OrganisationTerm,
    Tool,
    ToolOrganisation,
)
from catalogue.models.tool import ENDED
from hub.lists.document_source import (
    RecordContent,
    RecordContext,
    RecordSource,
    Row,
    context_of,
    grouped,
)
from hub.lists.facet_rows import wider_terms
from hub.lists.facets import RecordNames, facets_of
from hub.vocabulary.term_cache import TermCache, newest_term_cache

# Rows for the rules of fit alone: which regions a source names itself (``region`` rows hold the
# wider ones too), which risks an editor inferred, whether there is a caution.
STATED, INFERRED, CAUTION = "_stated", "_inferred", "_caution"
# Where the tool's makers sit, and the year it was first released; neither is a scheme of the tool.
SEAT, RELEASED = "seat", "released"
# Facets that make no tools alike: what was found out about their makers, and the second rows of
# terms that have rows under the name of their scheme already.
NOT_SIMILAR = (SEAT, RELEASED, *(name for name in TOOL.groups if name not in TOOL.schemes))

# How far a tool is known to be in use: at work, tried out, not known, a study, planned. Beside
# that counts whether a source says that people use it.
STATUS_STANDING = {"scaled": 5, "active": 5, "pilot": 4, "research-output": 2, "concept": 1}
UNKNOWN_STANDING = 3
# What is not known to be made against trafficking stands between what is and what is not.
SCOPE_STANDING = {Tool.Scope.DEDICATED: 2, None: 1, Tool.Scope.ADJACENT: 0}
STUDIED = frozenset(
    ("independent-evaluation", "peer-reviewed", "user-study", "usage-figures", "practice-note")
)


class ToolSource(RecordSource):
    record_type = TOOL
    columns = ("caution", "first_released", "scope")

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        """The names of its makers and where they sit, of those alone that the tier may see."""
        terms = newest_term_cache()
        links = ToolOrganisation.objects.filter(tool__in=pks)
        makers = grouped(links.values_list("tool_id", "organisation_id"))
        names = organisation_names(tier, set(chain.from_iterable(makers.values())))
        seats = organisation_seats(names)
        contexts = {}
        for row in rows:
            own = makers.get(row["pk"], ())
            own_seats = (term for maker in own for term in seats.get(maker, ()))
            contexts[row["pk"]] = context_of(
                row,
                names=(name for maker in own for name in names.get(maker, ())),
                rows=seat_rows(terms, own_seats),
            )
        return contexts

    def fact_rows(self, content: RecordContent) -> set[str]:
        values = content.values
        rows = {f"{STATED}/{term.slug}" for term in content.terms if term.scheme == "region"}
        rows |= release_rows(values["first_released"])
        rows |= {f"{INFERRED}/{slug}" for slug in values["inferred"]}
        return rows | ({f"{CAUTION}/noted"} if values["caution"] else set())

    def is_ended(self, content: RecordContent) -> bool:
        return any(term.scheme == "status" and term.slug in ENDED for term in content.terms)

    def released(self, content: RecordContent) -> int:
        return int((content.values["first_released"] or "0").replace("-", "").ljust(8, "0"))

    def standing(self, content: RecordContent) -> int:
        """By its status, whether it was made against trafficking, and whether its use is told."""
        slugs = {term.slug for term in content.terms if term.scheme == "status"}
        status = max((STATUS_STANDING.get(slug, 0) for slug in slugs), default=UNKNOWN_STANDING)
        evidence = {term.slug for term in content.terms if term.scheme == "evidence_level"}
        scope = SCOPE_STANDING[content.values["scope"]]
        return 6 * status + 2 * scope + bool(evidence & STUDIED)


def seat_rows(terms: TermCache, pks: Iterable[int]) -> set[str]:
    """Rows of the countries where a tool's makers sit, and of the regions around them."""
    countries = [term for term in terms.entries(pks) if term.scheme == "country"]
    regions = [wider for term in countries for wider in wider_terms(terms, term)]
    return {f"{SEAT}/{term.slug}" for term in (*countries, *regions)}


def release_rows(first_released: str | None) -> set[str]:
    year = (first_released or "")[:4]
    return {f"{RELEASED}/{year}"} if year and int(year) in RELEASE_YEARS else set()


def organisation_names(tier: str, pks: set[int]) -> dict[int, list[str]]:
    """The shown names of those that the tier may see, by primary key; the main name first.

    Without those translated, which `catalogue.body_names` finds as a whole.
    """
    bodies = Organisation.objects.published(tier).filter(pk__in=pks)
    names = {pk: [name] for pk, name in bodies.values_list("pk", "name")}
    others = OrganisationName.objects.filter(organisation__in=names, shown=True)
    for pk, name in others.values_list("organisation_id", "text"):
        if not is_translation(name):
            names[pk].append(name)
    return names


def organisation_seats(pks: Iterable[int]) -> dict[int, list[int]]:
    """Terms of the countries where these bodies sit, by body: as recorded, nothing deduced."""
    seats = OrganisationTerm.objects.filter(
        organisation__in=pks, term__scheme__slug="country"
    ).values_list("organisation_id", "term_id")
    return grouped(seats)


class OrganisationSource(RecordSource):
    record_type = ORGANISATION
    columns = ("ended", "part_of_id")

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        """The name of what it is a part of."""
        parents = organisation_names(tier, {row["part_of_id"] for row in rows} - {None})
        return {
            row["pk"]: context_of(row, texts=parents.get(row["part_of_id"], ())[:1]) for row in rows
        }

    def is_ended(self, content: RecordContent) -> bool:
        return bool(content.values["ended"])


class PracticeSource(RecordSource):
    """A use that is over teaches as much as one that goes on: no note has ended."""

    record_type = DEPLOYMENT
    columns = ("tool_id",)

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        """The tool, which is shown wherever its note is, and the names of who used it."""
        tools = Tool.objects.in_bulk({row["tool_id"] for row in rows})
        users = self.users(tier, pks)
        contexts = {}
        for row in rows:
            tool = tools[row["tool_id"]]
            names = (tool.name, *tool.other_names, *users.get(row["pk"], ()))
            contexts[row["pk"]] = context_of(row, names=names, rows=(f"tool/{tool.slug}",))
        return contexts

    @staticmethod
    def users(tier: str, pks: Iterable[int]) -> dict[int, list[str]]:
        """Names of the organisations that used the tool, by the key of the note."""
        links = DeploymentOrganisation.objects.filter(deployment__in=pks)
        bodies = grouped(links.values_list("deployment_id", "organisation_id"))
        names = organisation_names(tier, set(chain.from_iterable(bodies.values())))
        return {
            note: [name for body in users for name in names.get(body, ())]
            for note, users in bodies.items()
        }


def noted_tools_by_slug() -> dict[str, str]:
    """Names of the public tools of which a practice note tells, for its facet."""
    noted = Tool.objects.published().exclude(deployments=None)
    return dict(noted.values_list("slug", "name"))


class MisuseSource(RecordSource):
    record_type = MISUSE

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        """The names of the tools that counter it."""
        answers = MisuseAnswer.objects.filter(
            pattern__in=pks, tool__in=Tool.objects.published(tier)
        )
        tools = grouped(answers.values_list("pattern_id", "tool__name"))
        return {row["pk"]: context_of(row, names=tools.get(row["pk"], ())) for row in rows}


class HelplineSource(RecordSource):
    record_type = HELPLINE
    columns = ("ended", "organisation_id")

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        """The names of the organisation that runs it."""
        bodies = {row["organisation_id"] for row in rows} - {None}
        names = organisation_names(tier, bodies)
        return {
            row["pk"]: context_of(row, names=names.get(row["organisation_id"], ())) for row in rows
        }

    def is_ended(self, content: RecordContent) -> bool:
        return bool(content.values["ended"])


TOOL_SOURCE = ToolSource(lambda: Tool.objects.all())
ORGANISATION_SOURCE = OrganisationSource(lambda: Organisation.objects.all())
PRACTICE_SOURCE = PracticeSource(lambda: Deployment.objects.all())
MISUSE_SOURCE = MisuseSource(lambda: MisusePattern.objects.all())
HELPLINE_SOURCE = HelplineSource(lambda: Helpline.objects.all())
SOURCES = (TOOL_SOURCE, ORGANISATION_SOURCE, PRACTICE_SOURCE, MISUSE_SOURCE, HELPLINE_SOURCE)

TOOL_LIST = facets_of(TOOL)
ORGANISATION_LIST = facets_of(ORGANISATION)
PRACTICE_LIST = facets_of(
    DEPLOYMENT, {"tool": RecordNames(noted_tools_by_slug, "tool", "deployment")}
)
MISUSE_LIST = facets_of(MISUSE)
HELPLINE_LIST = facets_of(HELPLINE)

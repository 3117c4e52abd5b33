"""What practice notes and misuse patterns put in the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from catalogue.index_documents import (
    RecordSource,
    gathered,
    knowing_rows,
    organisation_names,
    term_rows,
)
from catalogue.models import (
    Deployment,
    DeploymentOrganisation,
    DeploymentTerm,
    MisuseAnswer,
    MisusePattern,
    MisuseTerm,
    Tool,
)
from hub.search_engine.document import IndexDocument
from hub.vocabulary.term_cache import term_cache

PRACTICE_FACETS = (
    "tool",
    "context",
    "place",
    "purpose",
    "user",
    "target_population",
    "trafficking_type",
    "language",
    "connectivity",
    "safeguard",
    "again",
    "evidence_level",
    "verification",
)
MISUSE_FACETS = ("misuse_stage", "technology", "trafficking_type", "context")


def noted_tools_by_slug() -> dict[str, str]:
    """Names of the public tools of which a practice note tells, for its facet."""
    noted = Tool.objects.published().exclude(deployments=None)
    return dict(noted.values_list("slug", "name"))


def _texts(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)


class PracticeSource(RecordSource):
    kind = "deployment"
    facets = PRACTICE_FACETS

    def chunk(self, tier: str, records: QuerySet[Any], pks: list[int]) -> Iterator[IndexDocument]:
        terms = term_cache()
        links = DeploymentTerm.objects.filter(deployment__in=pks)
        carried = gathered(links.values_list("deployment_id", "term_id"))
        users = self.users(tier, pks)
        for note in records.select_related("tool"):
            rows = term_rows(terms, carried.get(note.pk, ()))
            # Of a note that is shown the tool is shown as well.
            rows |= {f"tool/{note.tool.slug}", f"verification/{note.verification}"}
            if note.again:
                rows.add(f"again/{note.again}")
            rows |= knowing_rows(self.facets, rows, note.known_none)
            yield IndexDocument(
                pk=note.pk,
                seq=note.index_seq,
                updated=note.updated_at,
                title=note.title,
                names=(note.tool.name, *note.tool.other_names, *users.get(note.pk, ())),
                summary=note.summary,
                description=_texts(
                    note.site,
                    note.adaptation,
                    note.needed,
                    note.worked,
                    note.failed,
                    note.incidents,
                ),
                language=note.language,
                rows=frozenset(rows),
                ended=False,  # a use that is over teaches as much as one that goes on
                verified_on=note.verified_on,
            )

    @staticmethod
    def users(tier: str, pks: Iterable[int]) -> dict[int, list[str]]:
        """Names of the organisations that used the tool, by the key of the note."""
        links = DeploymentOrganisation.objects.filter(deployment__in=pks)
        bodies = gathered(links.values_list("deployment_id", "organisation_id"))
        names = organisation_names(tier, {pk for found in bodies.values() for pk in found})
        return {
            note: [name for body in found for name in names.get(body, ())]
            for note, found in bodies.items()
        }


class MisuseSource(RecordSource):
    kind = "misuse"
    facets = MISUSE_FACETS

    def chunk(self, tier: str, records: QuerySet[Any], pks: list[int]) -> Iterator[IndexDocument]:
        terms = term_cache()
        links = MisuseTerm.objects.filter(pattern__in=pks)
        carried = gathered(links.values_list("pattern_id", "term_id"))
        visible = Tool.objects.published(tier)
        answers = MisuseAnswer.objects.filter(pattern__in=pks, tool__in=visible)
        tools = gathered(answers.values_list("pattern_id", "tool__name"))
        for pattern in records:
            rows = term_rows(terms, carried.get(pattern.pk, ()))
            rows |= knowing_rows(self.facets, rows, pattern.known_none)
            yield IndexDocument(
                pk=pattern.pk,
                seq=pattern.index_seq,
                updated=pattern.updated_at,
                title=pattern.title,
                names=tuple(tools.get(pattern.pk, ())),
                summary=pattern.summary,
                description=_texts(pattern.warning_signs, pattern.counter_measures),
                language=pattern.language,
                rows=frozenset(rows),
                ended=False,
                verified_on=pattern.verified_on,
            )


PRACTICE = PracticeSource(lambda: Deployment.objects.all())
MISUSE = MisuseSource(lambda: MisusePattern.objects.all())

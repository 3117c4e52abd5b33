"""Misuse patterns: by stage of the crime on one page, and each on a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue.fields.misuse import MISUSE
from catalogue.models import MisuseAnswer, MisusePattern, Tool
from catalogue.presenters.facts import Sources, group_by_scheme, term_fact, verification
from catalogue.presenters.related_sections import LinkedRecord
from hub.records.keyed_rows import KeyedRows
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.view_models import (
    Fact,
    Link,
    VerificationLabel,
)


@dataclass(frozen=True, slots=True)
class CitedLines:
    """A list that needs a source of its own: ``None`` in ``lines`` is "not recorded"."""

    lines: tuple[str, ...] | None
    is_none: bool = False
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A misuse pattern with all that is public of it. ``sources`` number the page's list."""

    slug: str
    url: str
    title: str
    summary: str
    language: str
    facts: tuple[Fact, ...]
    warning_signs: CitedLines
    counter_measures: CitedLines
    tools: tuple[LinkedRecord, ...]
    verification: VerificationLabel
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MisuseStage:
    """A stage of the crime: its patterns, and links to those listed under an earlier stage."""

    slug: str
    title: str
    definition: str
    patterns: tuple[Pattern, ...]
    other_patterns: tuple[Link, ...] = ()


STAGE = "misuse_stage"
NO_STAGE = "stage-not-known"


def public_patterns(pks: Sequence[int]) -> list[MisusePattern]:
    """Patterns in the order of ``pks``, of those that are public at this moment. Four queries."""
    patterns = MisusePattern.objects.published().for_page().in_bulk(pks)
    return [patterns[pk] for pk in pks if pk in patterns]


def build_pattern(record: MisusePattern, refs: Sources) -> Pattern:
    """A pattern as shown; ``refs`` are the page's sources, which it adds its own to."""
    sources = Sources(record.citations.all(), refs.refs)
    schemes = group_by_scheme(
        term_cache().entries(link.term_id for link in record.term_links.all())
    )
    return Pattern(
        slug=record.slug,
        url=record.get_absolute_url(),
        title=record.title,
        summary=record.summary,
        language=record.language,
        facts=tuple(
            _fact(
                record,
                field.name,
                str(field.label_in(field.page)),
                schemes.get(field.name, []),
                sources,
            )
            for field in MISUSE.placed("page", "facts")
        ),
        warning_signs=_cited_lines(record, "warning_signs", sources),
        counter_measures=_cited_lines(record, "counter_measures", sources),
        tools=tuple(
            LinkedRecord(_tool_link(answer), answer.reason)
            for answer in record.answers.all()
            if answer.tool.is_public
        ),
        verification=verification(record, sources),
        sources=tuple(
            sorted({number for numbers in sources.by_subject.values() for number in numbers})
        ),
    )


def _fact(
    record: MisusePattern, scheme: str, label: str, terms: Iterable[CachedTerm], sources: Sources
) -> Fact:
    return term_fact(
        label,
        terms,
        known_none=scheme in record.known_none,
        sources=sources.of(scheme) if terms else (),
        checked=sources.checked.get(scheme),
    )


def _tool_link(answer: MisuseAnswer) -> Link:
    return Link(answer.tool.name, answer.tool.get_absolute_url(), language=answer.tool.language)


def _cited_lines(record: MisusePattern, name: str, sources: Sources) -> CitedLines:
    """Only with the sources of that very fact: those of the whole record do not say it."""
    text = getattr(record, name)
    if not text:
        return CitedLines(None, is_none=name in record.known_none)
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return CitedLines(lines, sources=tuple(sources.by_subject.get(name, ())))


def group_by_stage(records: Iterable[MisusePattern], refs: Sources) -> tuple[MisuseStage, ...]:
    """Every stage in the order of the crime, each pattern whole under the first of its stages."""
    stages = term_cache().schemes.get(STAGE)
    patterns: dict[str, list[Pattern]] = {}
    links: dict[str, list[Link]] = {}
    for record in records:
        view = build_pattern(record, refs)
        grouped = group_by_scheme(
            term_cache().entries(link.term_id for link in record.term_links.all())
        )
        slugs = [
            stage.slug
            for stage in sorted(grouped.get(STAGE, ()), key=lambda stage_term: stage_term.position)
        ]
        patterns.setdefault(slugs[0] if slugs else NO_STAGE, []).append(view)
        for slug in slugs[1:]:
            links.setdefault(slug, []).append(
                Link(view.title, f"#{view.slug}", language=view.language)
            )
    sections = [
        MisuseStage(
            stage.slug,
            stage.label(),
            stage.definition,
            tuple(patterns.get(stage.slug, ())),
            tuple(links.get(stage.slug, ())),
        )
        for stage in (stages.terms if stages else ())
    ]
    if NO_STAGE in patterns:
        sections.append(MisuseStage(NO_STAGE, _("Stage not known"), "", tuple(patterns[NO_STAGE])))
    return tuple(stage for stage in sections if stage.patterns or stage.other_patterns)


_answers_by_tool = KeyedRows(
    lambda tools: (
        MisuseAnswer.objects.filter(tool__in=tools, pattern__in=MisusePattern.objects.published())
        .select_related("pattern")
        .order_by("pattern__title", "pk")
    )
)


def patterns_answered_by(tool: Tool) -> tuple[LinkedRecord, ...]:
    """The public patterns that a tool answers, each with the reason. One query."""
    return tuple(
        LinkedRecord(
            Link(
                answer.pattern.title,
                answer.pattern.get_absolute_url(),
                language=answer.pattern.language,
            ),
            answer.reason,
        )
        for answer in _answers_by_tool([tool.pk])
    )

"""Misuse patterns: by stage of the crime on one page, and each on a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from catalogue.fields.misuse import MISUSE
from catalogue.models import MisuseAnswer, MisusePattern, Tool
from catalogue.presenters.facts import by_scheme, term_fact, verification
from catalogue.presenters.source_numbers import Sources
from catalogue.view_models import Lines, MisuseStage, Pattern, PatternTool
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.view_models import Fact, Link

STAGE = "misuse_stage"
NO_STAGE = "stage-not-known"


def public_patterns(pks: Sequence[int]) -> list[MisusePattern]:
    """Patterns in the order of ``pks``, of those that are public at this moment. Four queries."""
    found = MisusePattern.objects.published().for_page().in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def pattern(record: MisusePattern, refs: Sources) -> Pattern:
    """A pattern as shown; ``refs`` are the page's sources, which it adds its own to."""
    sources = Sources(record.citations.all(), refs.refs)
    schemes = by_scheme(term_cache().entries(link.term_id for link in record.term_links.all()))
    return Pattern(
        slug=record.slug,
        url=record.get_absolute_url(),
        title=record.title,
        summary=record.summary,
        language=record.language,
        facts=tuple(
            _fact(record, one.name, str(one.label_in(one.page)), schemes.get(one.name, []), sources)
            for one in MISUSE.placed("page", "facts")
        ),
        warning_signs=_lines(record, "warning_signs", sources),
        counter_measures=_lines(record, "counter_measures", sources),
        tools=tuple(
            PatternTool(_tool(answer), answer.reason)
            for answer in record.answers.all()
            if answer.tool.is_public
        ),
        verification=verification(record),
        sources=tuple(sorted({n for found in sources.by_subject.values() for n in found})),
    )


def _fact(
    record: MisusePattern, scheme: str, label: str, entries: Iterable[CachedTerm], sources: Sources
) -> Fact:
    return term_fact(
        label,
        entries,
        known_none=scheme in record.known_none,
        sources=sources.of(scheme) if entries else (),
        checked=sources.checked.get(scheme),
    )


def _tool(answer: MisuseAnswer) -> Link:
    return Link(answer.tool.name, answer.tool.get_absolute_url(), language=answer.tool.language)


def _lines(record: MisusePattern, name: str, sources: Sources) -> Lines:
    """Only with the sources of that very fact: those of the whole record do not say it."""
    text = getattr(record, name)
    if not text:
        return Lines(None, none=name in record.known_none)
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return Lines(lines, sources=tuple(sources.by_subject.get(name, ())))


def by_stage(records: Iterable[MisusePattern], refs: Sources) -> tuple[MisuseStage, ...]:
    """Every stage in the order of the crime, each pattern whole under the first of its stages."""
    stages = term_cache().schemes.get(STAGE)
    told: dict[str, list[Pattern]] = {}
    also: dict[str, list[Link]] = {}
    for record in records:
        shown = pattern(record, refs)
        found = by_scheme(term_cache().entries(link.term_id for link in record.term_links.all()))
        slugs = [entry.slug for entry in sorted(found.get(STAGE, ()), key=lambda e: e.position)]
        told.setdefault(slugs[0] if slugs else NO_STAGE, []).append(shown)
        for slug in slugs[1:]:
            also.setdefault(slug, []).append(
                Link(shown.title, f"#{shown.slug}", language=shown.language)
            )
    named = [
        MisuseStage(
            entry.slug,
            entry.label(),
            entry.definition,
            tuple(told.get(entry.slug, ())),
            tuple(also.get(entry.slug, ())),
        )
        for entry in (stages.terms if stages else ())
    ]
    if NO_STAGE in told:
        named.append(MisuseStage(NO_STAGE, _("Stage not known"), "", tuple(told[NO_STAGE])))
    return tuple(stage for stage in named if stage.patterns or stage.also)


def answered_by(tool: Tool) -> tuple[PatternTool, ...]:
    """The public patterns that a tool answers, each with the reason. One query."""
    answers = MisuseAnswer.objects.filter(
        tool=tool, pattern__in=MisusePattern.objects.published()
    ).select_related("pattern")
    return tuple(
        PatternTool(
            Link(
                answer.pattern.title,
                answer.pattern.get_absolute_url(),
                language=answer.pattern.language,
            ),
            answer.reason,
        )
        for answer in answers.order_by("pattern__title", "pk")
    )

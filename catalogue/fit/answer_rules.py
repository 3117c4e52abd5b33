"""The rules about what the reader answered: task, setting, place, people, languages, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from catalogue.fields.shared import PLACE
from catalogue.fit.answers import AnswerOption, FinderQuestion
from catalogue.fit.checks import Case, Check, Level
from catalogue.fit.contexts import WHAT
from catalogue.fit.levels import (
    LANGUAGE_LEVELS,
    LIMIT_LEVELS,
    PLACE_LEVELS,
    STEP_LEVELS,
    TASK_LEVELS,
    WHAT_LEVELS,
    WHO_LEVELS,
    WHOM_LEVELS,
)
from catalogue.fit.limits import LIMIT_BY_SLUG
from catalogue.fit.people import WHO, WHOM
from catalogue.fit.rule import Rule
from catalogue.fit.situation import Situation, answer_label
from catalogue.fit.tasks import TASK
from catalogue.index_documents import STATED
from hub.lists.facet_rows import WORLD
from hub.vocabulary.term_cache import TermCache


def current(rows: Sequence[str], terms: TermCache) -> tuple[str, ...]:
    """The rows, and those of the terms that replaced them: records carry either."""
    successors = [found.key for row in rows if (found := terms.current(row))]
    return tuple(dict.fromkeys([*rows, *successors]))


def _answered(
    situation: Situation,
    question: FinderQuestion,
    facet: str,
    levels: Sequence[Level],
    terms: TermCache,
) -> Iterator[Check]:
    """One check for each answer. The question's points are divided by its answers: whoever names
    three settings does not weigh the setting three times. Tasks are not divided: whoever has two
    looks for a tool that does both, and one that does either still does what is asked.
    """
    chosen = [one for one in question.answers if one.slug in situation.answers(question.slug)]
    *_fitting, nothing, others = levels
    among = 1 if question is TASK else len(chosen)
    for one in chosen:
        found = [
            Case.of(level, current(rows, terms), among=among)
            for level, rows in zip(levels, _groups(one, levels), strict=False)
        ]
        found += [Case.of(nothing, (f"{facet}/not-known",)), Case.of(others)]
        yield Check(question.slug, facet, tuple(found), question.slug, one.slug, str(one.label))


def _groups(one: AnswerOption, levels: Sequence[Level]) -> tuple[tuple[str, ...], ...]:
    return (one.direct, one.near, one.served)[: len(levels) - 2]


def _places(situation: Situation, terms: TermCache) -> Iterator[Check]:
    here, region, wider, world, nothing, others = PLACE_LEVELS
    among = len(situation.place)
    for slug in situation.place:
        entry = terms.get("country", slug) or terms.get("region", slug)
        above = [one for one in terms.above(entry) if one.key != WORLD] if entry else []
        cases = [Case.of(here, (f"{PLACE}/{slug}",), among=among)]
        cases += [
            Case.of(wider if further else region, (f"{STATED}/{one.slug}",), among=among)
            for further, one in enumerate(above)
        ]
        cases += [
            Case.of(world, (f"{STATED}/{WORLD.partition('/')[2]}",), among=among),
            Case.of(nothing, (f"{PLACE}/not-known",)),
            Case.of(others),
        ]
        asked = answer_label("place", slug)
        yield Check("place", PLACE, tuple(cases), "place", slug, asked)


def _languages(situation: Situation, terms: TermCache) -> Iterator[Check]:
    speaks, nothing, others = LANGUAGE_LEVELS
    among = len(situation.language)
    for slug in situation.language:
        cases = (
            Case.of(speaks, current((f"language/{slug}",), terms), among=among),
            Case.of(nothing, ("language/not-known",)),
            Case.of(others, among=among),
        )
        asked = answer_label("language", slug)
        yield Check("language", "language", cases, "language", slug, asked)


def _limits(situation: Situation, terms: TermCache) -> Iterator[Check]:
    """Limits are not divided: each has to be kept."""
    against, nothing = LIMIT_LEVELS[2], LIMIT_LEVELS[4]
    for slug in situation.limit:
        limit = LIMIT_BY_SLUG[slug]
        cases = [
            Case.of(STEP_LEVELS[step], current(rows, terms), sentence=sentence)
            for step, rows, sentence in limit.steps
        ]
        if limit.only:
            silent = (f"{limit.facet}/not-known",)
            cases.append(Case.of(nothing, silent, sentence=limit.unknown))
            cases.append(Case.of(against, sentence=limit.only))
        else:
            cases.append(Case.of(nothing, sentence=limit.unknown))
        yield Check("limit", limit.facet, tuple(cases), "limit", slug, str(limit.label))


ASKED = (
    Rule(
        "task",
        _("Does what you must do"),
        _("A tool that does something else does not help, however well it fits otherwise."),
        TASK_LEVELS,
        ("purpose",),
        lambda situation, terms: _answered(situation, TASK, "purpose", TASK_LEVELS, terms),
    ),
    Rule(
        "what",
        _("Used in a setting like yours"),
        _("What works in an office may fail in a camp. Settings that are alike count in part."),
        WHAT_LEVELS,
        ("context",),
        lambda situation, terms: _answered(situation, WHAT, "context", WHAT_LEVELS, terms),
    ),
    Rule(
        "place",
        _("Used where you are"),
        _(
            "Law, services and languages differ by place. A region around your country speaks for "
            "it less than the country itself, and “worldwide” least. A tool recorded for another "
            "place only is not excluded."
        ),
        PLACE_LEVELS,
        ("place", "country", "region"),
        _places,
    ),
    Rule(
        "who",
        _("Made for people like you"),
        _("A tool asks of its users what people in one line of work know and may do."),
        WHO_LEVELS,
        ("user",),
        lambda situation, terms: _answered(situation, WHO, "user", WHO_LEVELS, terms),
    ),
    Rule(
        "whom",
        _("Meant for the people you think of"),
        _("Words, channels and safeguards are made for somebody."),
        WHOM_LEVELS,
        (WHOM.scheme,),
        lambda situation, terms: _answered(situation, WHOM, WHOM.scheme, WHOM_LEVELS, terms),
    ),
    Rule(
        "language",
        _("Speaks your languages"),
        _(
            "A recorded list of languages that lacks yours is a reason against. It is no "
            "exclusion: lists are often incomplete, and languages can be added."
        ),
        LANGUAGE_LEVELS,
        ("language",),
        _languages,
    ),
    Rule(
        "limit",
        _("Keeps within your limits"),
        _(
            "A tool that is known to break a hard limit is not recommended. Where several ways of "
            "use are recorded, one that keeps within the limit is enough. What is not known breaks "
            "nothing."
        ),
        LIMIT_LEVELS,
        ("connectivity", "access", "safeguard", "technology"),
        _limits,
    ),
)

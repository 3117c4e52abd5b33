"""How well a tool can answer each question of the reader: what it is worth, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from catalogue.fields.shared import PLACE
from catalogue.fit.checks import Case, Check, FitVerdict, Level, Rule
from catalogue.fit.contexts import WHAT
from catalogue.fit.limits import LIMIT_BY_SLUG, LimitStep
from catalogue.fit.questions import TASK, WHO, WHOM, AnswerOption, FinderQuestion, LazyText
from catalogue.fit.situation import Situation, answer_label
from catalogue.index_documents import STATED
from catalogue.place_names import place_rows
from hub.lists.facet_rows import WORLD
from hub.vocabulary.country_groups import country_groups
from hub.vocabulary.term_cache import CachedTerm, TermCache


def _not_recorded(sentence: LazyText) -> Level:
    return Level(
        "not-recorded", FitVerdict.UNKNOWN, 0, _("Nothing is recorded of this fact."), sentence
    )


def _others(sentence: LazyText) -> Level:
    return Level(
        "others",
        FitVerdict.UNKNOWN,
        0,
        _("Other values are recorded: that does not say that this one is not true."),
        sentence,
    )


TASK_LEVELS = (
    Level(
        "does",
        FitVerdict.FITS,
        100,
        _("The tool does it."),
        _("It does what you need to do: %(named)s."),
    ),
    Level(
        "near",
        FitVerdict.FITS,
        40,
        _("The tool does something that comes near."),
        _("It does something near to what you need to do: %(named)s."),
        partial=True,
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it does this is not known.")),
    _others(_("Sources name %(recorded)s; whether it does this too is not known: “%(asked)s”.")),
)

WHAT_LEVELS = (
    Level(
        "same",
        FitVerdict.FITS,
        60,
        _("The tool is used in this setting."),
        _("It is used in a setting like yours: %(named)s."),
    ),
    Level(
        "alike",
        FitVerdict.FITS,
        20,
        _("The tool is used in a setting that is alike."),
        _("It is used in a similar setting: %(named)s."),
        partial=True,
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it suits your setting is not known.")),
    _others(
        _("Sources name %(recorded)s; whether it suits your setting is not known: “%(asked)s”.")
    ),
)

PLACE_LEVELS = (
    Level(
        "here",
        FitVerdict.FITS,
        80,
        _("The tool is used in this country, or in a place within this region."),
        _("It is used where you are: %(named)s."),
    ),
    Level(
        "region",
        FitVerdict.FITS,
        50,
        _("Sources name the region around it."),
        _("It is used in the region around %(asked)s: %(named)s."),
        partial=True,
    ),
    Level(
        "wider",
        FitVerdict.FITS,
        30,
        _("Sources name a wider region around it."),
        _("It is used in the wider region around %(asked)s: %(named)s."),
        partial=True,
    ),
    Level(
        "world",
        FitVerdict.FITS,
        20,
        _("Sources say that it is used worldwide."),
        _("It is offered worldwide: %(named)s. Nothing is said of %(asked)s itself."),
        partial=True,
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it works in %(asked)s is not known.")),
    _others(_("Sources name only %(recorded)s; whether it works in %(asked)s is not known.")),
)

WHO_LEVELS = (
    Level(
        "same",
        FitVerdict.FITS,
        40,
        _("The tool is made for people with this task."),
        _("It is made for people like you: %(named)s."),
    ),
    Level(
        "near",
        FitVerdict.FITS,
        15,
        _("The tool is made for people with similar work."),
        _("It is made for people near to your work: %(named)s."),
        partial=True,
    ),
    Level(
        "served",
        FitVerdict.FITS,
        10,
        _("The people you help use the tool themselves."),
        _("People whom you may help use it themselves: %(named)s."),
        partial=True,
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it is made for you is not known.")),
    _others(_("Sources name %(recorded)s; whether it is open to your work too is not known.")),
)

WHOM_LEVELS = (
    Level(
        "same",
        FitVerdict.FITS,
        40,
        _("The tool is meant for these people."),
        _("It is meant for the people you think of: %(named)s."),
    ),
    Level(
        "near",
        FitVerdict.FITS,
        15,
        _("The tool is meant for people who overlap with them."),
        _("It is meant for people near to those you think of: %(named)s."),
        partial=True,
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whom it is meant for is not known.")),
    _others(_("Sources name %(recorded)s; whether it suits others too is not known: “%(asked)s”.")),
)

LANGUAGE_LEVELS = (
    Level(
        "speaks",
        FitVerdict.FITS,
        40,
        _("The language is recorded."),
        _("It is available in %(named)s."),
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it speaks %(asked)s is not known.")),
    Level(
        "others",
        FitVerdict.CONFLICTS,
        -30,
        _("Only other languages are recorded: a reason against, not an exclusion."),
        _("Sources name only %(recorded)s, not %(asked)s."),
    ),
)

LIMIT_LEVELS = (
    Level(
        "within",
        FitVerdict.FITS,
        40,
        _("A recorded way of use keeps within the limit."),
        _("It keeps within your limit “%(asked)s”: %(named)s."),
    ),
    Level(
        "partly",
        FitVerdict.FITS,
        20,
        _("A part of the tool, or a way that comes near, keeps within the limit."),
        _("It keeps within your limit “%(asked)s” in part: %(named)s."),
        partial=True,
    ),
    Level(
        "only-others",
        FitVerdict.CONFLICTS,
        -20,
        _("Sources name ways of use, and none of them keeps within the limit for certain."),
        _("Sources name only %(recorded)s; your limit is “%(asked)s”."),
    ),
    Level(
        "breaks",
        FitVerdict.CONFLICTS,
        -120,
        _("The limit is known to be broken: no recorded way of use keeps within it."),
        _("It breaks your limit “%(asked)s”: %(named)s."),
        breaks=True,
    ),
    _not_recorded(_("“%(fact)s” is not recorded: your limit is “%(asked)s”.")),
)

STEP_LEVELS = {
    LimitStep.FITS: LIMIT_LEVELS[0],
    LimitStep.PARTLY: LIMIT_LEVELS[1],
    LimitStep.AGAINST: LIMIT_LEVELS[2],
    LimitStep.BREAKS: LIMIT_LEVELS[3],
}


def with_successors(rows: Sequence[str], terms: TermCache) -> tuple[str, ...]:
    """The rows and those of the terms that replaced them: records may carry either."""
    successors = [term.key for row in rows for term in terms.all_current(row)]
    return tuple(dict.fromkeys([*rows, *successors]))


def _question_checks(
    situation: Situation,
    question: FinderQuestion,
    facet: str,
    levels: Sequence[Level],
    terms: TermCache,
) -> Iterator[Check]:
    """One check for each answer to a question.

    The points of the question are divided by the number of answers, so that three settings do not
    weigh three times one setting. Tasks are not divided: a tool for one of two tasks fits in full.
    """
    chosen = [
        option for option in question.answers if option.slug in situation.answers(question.slug)
    ]
    *_fitting, nothing, others = levels
    divisor = 1 if question is TASK else len(chosen)
    for option in chosen:
        cases = [
            Case.of(level, with_successors(rows, terms), divisor=divisor)
            for level, rows in zip(levels, _answer_rows(option, levels), strict=False)
        ]
        cases += [Case.of(nothing, (f"{facet}/not-known",)), Case.of(others)]
        yield Check(
            question.slug, facet, tuple(cases), question.slug, option.slug, str(option.label)
        )


def _answer_rows(option: AnswerOption, levels: Sequence[Level]) -> tuple[tuple[str, ...], ...]:
    return (option.direct, option.near, option.served)[: len(levels) - 2]


def _place_checks(situation: Situation, terms: TermCache) -> Iterator[Check]:
    exact, region, wider, world, nothing, others = PLACE_LEVELS
    divisor = len(situation.place)
    for slug in situation.place:
        cases = [Case.of(exact, place_rows(slug), divisor=divisor)]
        cases += [
            Case.of(wider if depth else region, (f"{STATED}/{ancestor.slug}",), divisor=divisor)
            for depth, ancestor in enumerate(_around(slug, terms))
        ]
        cases += [
            Case.of(world, (f"{STATED}/{WORLD.partition('/')[2]}",), divisor=divisor),
            Case.of(nothing, (f"{PLACE}/not-known",)),
            Case.of(others),
        ]
        label = answer_label("place", slug)
        yield Check("place", PLACE, tuple(cases), "place", slug, label)


def _around(slug: str, terms: TermCache) -> list[CachedTerm]:
    """The regions around a place, nearest first, without the World."""
    group = country_groups().get(slug)
    if group:
        wider = terms.get("region", group.wider)
        around = [wider, *terms.above(wider)] if wider else []
    else:
        term = terms.get("country", slug) or terms.get("region", slug)
        around = [*terms.above(term)] if term else []
    return [region for region in around if region.key != WORLD]


def _language_checks(situation: Situation, terms: TermCache) -> Iterator[Check]:
    speaks, nothing, others = LANGUAGE_LEVELS
    divisor = len(situation.language)
    for slug in situation.language:
        cases = (
            Case.of(speaks, with_successors((f"language/{slug}",), terms), divisor=divisor),
            Case.of(nothing, ("language/not-known",)),
            Case.of(others, divisor=divisor),
        )
        label = answer_label("language", slug)
        yield Check("language", "language", cases, "language", slug, label)


def _limit_checks(situation: Situation, terms: TermCache) -> Iterator[Check]:
    """One check for each limit. Their points are not divided: each limit must be kept."""
    against, nothing = LIMIT_LEVELS[2], LIMIT_LEVELS[4]
    for limit in filter(None, map(LIMIT_BY_SLUG.get, situation.limit)):
        cases = [
            Case.of(STEP_LEVELS[step], with_successors(rows, terms), sentence=sentence)
            for step, rows, sentence in limit.steps
        ]
        if limit.only:
            silent = (f"{limit.facet}/not-known",)
            cases.append(Case.of(nothing, silent, sentence=limit.unknown))
            cases.append(Case.of(against, sentence=limit.only))
        else:
            cases.append(Case.of(nothing, sentence=limit.unknown))
        yield Check("limit", limit.facet, tuple(cases), "limit", limit.slug, str(limit.label))


ANSWER_RULES = (
    Rule(
        "task",
        _("Does what you need to do"),
        _("A tool that does something else does not help, however well it fits otherwise."),
        TASK_LEVELS,
        ("purpose",),
        lambda situation, terms: _question_checks(situation, TASK, "purpose", TASK_LEVELS, terms),
    ),
    Rule(
        "what",
        _("Used in a setting like yours"),
        _("What works in an office may fail in a camp. Settings that are alike count in part."),
        WHAT_LEVELS,
        ("context",),
        lambda situation, terms: _question_checks(situation, WHAT, "context", WHAT_LEVELS, terms),
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
        _place_checks,
    ),
    Rule(
        "who",
        _("Made for people like you"),
        _("A tool asks of its users what people in one line of work know and may do."),
        WHO_LEVELS,
        ("user",),
        lambda situation, terms: _question_checks(situation, WHO, "user", WHO_LEVELS, terms),
    ),
    Rule(
        "whom",
        _("Meant for the people you think of"),
        _("Words, channels and safeguards are made for somebody."),
        WHOM_LEVELS,
        (WHOM.scheme,),
        lambda situation, terms: _question_checks(situation, WHOM, WHOM.scheme, WHOM_LEVELS, terms),
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
        _language_checks,
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
        _limit_checks,
    ),
)

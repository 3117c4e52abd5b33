"""The rules about what the reader answered: task, setting, place, people, languages, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from catalogue.fit.answers import Answer, Question, Words
from catalogue.fit.checks import Case, Check, Level
from catalogue.fit.contexts import WHAT
from catalogue.fit.limits import LIMIT_BY_SLUG, Step
from catalogue.fit.people import WHO, WHOM
from catalogue.fit.reason import Verdict
from catalogue.fit.rule import Rule
from catalogue.fit.situation import Situation, answer_label
from catalogue.fit.tasks import TASK
from catalogue.indexing import PLACE, STATED, WORLD
from hub.vocabulary.book import Book

FITS, CONFLICTS, UNKNOWN = Verdict.FITS, Verdict.CONFLICTS, Verdict.UNKNOWN


def _not_recorded(sentence: Words) -> Level:
    return Level("not-recorded", UNKNOWN, 0, _("Nothing is recorded of this fact."), sentence)


def _others(sentence: Words) -> Level:
    return Level(
        "others",
        UNKNOWN,
        0,
        _("Other values are recorded: that does not say that this one is not true."),
        sentence,
    )


TASK_LEVELS = (
    Level("does", FITS, 100, _("The tool does it."), _("It does what you must do: %(named)s.")),
    Level(
        "near",
        FITS,
        40,
        _("The tool does something that comes near."),
        _("It does something near to what you must do: %(named)s."),
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it does this is not known.")),
    _others(_("Sources name %(recorded)s; whether it does this too is not known: “%(asked)s”.")),
)
WHAT_LEVELS = (
    Level(
        "same",
        FITS,
        60,
        _("The tool is used in this setting."),
        _("It is used in a setting like yours: %(named)s."),
    ),
    Level(
        "alike",
        FITS,
        20,
        _("The tool is used in a setting that is alike."),
        _("It is used in a similar setting: %(named)s."),
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it suits your setting is not known.")),
    _others(
        _("Sources name %(recorded)s; whether it suits your setting is not known: “%(asked)s”.")
    ),
)
PLACE_LEVELS = (
    Level(
        "here",
        FITS,
        80,
        _("The tool is used in this country, or in a place within this region."),
        _("It is used where you are: %(named)s."),
    ),
    Level(
        "region",
        FITS,
        50,
        _("Sources name the region around it."),
        _("It is used in the region around %(asked)s: %(named)s."),
    ),
    Level(
        "wider",
        FITS,
        30,
        _("Sources name a wider region around it."),
        _("It is used in the wider region around %(asked)s: %(named)s."),
    ),
    Level(
        "world",
        FITS,
        20,
        _("Sources say that it is used worldwide."),
        _("It is offered worldwide: %(named)s. Nothing is said of %(asked)s itself."),
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it works in %(asked)s is not known.")),
    _others(_("Sources name only %(recorded)s; whether it works in %(asked)s is not known.")),
)
WHO_LEVELS = (
    Level(
        "same",
        FITS,
        40,
        _("The tool is made for people with this task."),
        _("It is made for people like you: %(named)s."),
    ),
    Level(
        "near",
        FITS,
        15,
        _("The tool is made for people with similar work."),
        _("It is made for people near to your work: %(named)s."),
    ),
    Level(
        "served",
        FITS,
        10,
        _("The people you help use the tool themselves."),
        _("People whom you may help use it themselves: %(named)s."),
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it is made for you is not known.")),
    _others(_("Sources name %(recorded)s; whether it is open to your work too is not known.")),
)
WHOM_LEVELS = (
    Level(
        "same",
        FITS,
        40,
        _("The tool is meant for these people."),
        _("It is meant for the people you think of: %(named)s."),
    ),
    Level(
        "near",
        FITS,
        15,
        _("The tool is meant for people who overlap with them."),
        _("It is meant for people near to those you think of: %(named)s."),
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whom it is meant for is not known.")),
    _others(_("Sources name %(recorded)s; whether it suits others too is not known: “%(asked)s”.")),
)
LANGUAGE_LEVELS = (
    Level(
        "speaks",
        FITS,
        40,
        _("The language is recorded."),
        _("It is available in %(named)s."),
    ),
    _not_recorded(_("“%(fact)s” is not recorded: whether it speaks %(asked)s is not known.")),
    Level(
        "others",
        CONFLICTS,
        -30,
        _("Only other languages are recorded: a reason against, not an exclusion."),
        _("Sources name only %(recorded)s, not %(asked)s."),
    ),
)
LIMIT_LEVELS = (
    Level(
        "within",
        FITS,
        40,
        _("A recorded way of use keeps within the limit."),
        _("It keeps within your limit “%(asked)s”: %(named)s."),
    ),
    Level(
        "partly",
        FITS,
        20,
        _("A part of the tool, or a way that comes near, keeps within the limit."),
        _("It keeps within your limit “%(asked)s” in part: %(named)s."),
    ),
    Level(
        "only-others",
        CONFLICTS,
        -20,
        _("Sources name ways of use, and none of them keeps within the limit for certain."),
        _("Sources name only %(recorded)s; your limit is “%(asked)s”."),
    ),
    Level(
        "breaks",
        CONFLICTS,
        -120,
        _("The limit is known to be broken: no recorded way of use keeps within it."),
        _("It breaks your limit “%(asked)s”: %(named)s."),
        breaks=True,
    ),
    _not_recorded(_("“%(fact)s” is not recorded: your limit is “%(asked)s”.")),
)
STEP_LEVELS = {
    Step.FITS: LIMIT_LEVELS[0],
    Step.PARTLY: LIMIT_LEVELS[1],
    Step.AGAINST: LIMIT_LEVELS[2],
    Step.BREAKS: LIMIT_LEVELS[3],
}


def current(rows: Sequence[str], terms: Book) -> tuple[str, ...]:
    """The rows, and those of the terms that replaced them: records carry either."""
    successors = [found.key for row in rows if (found := terms.current(row))]
    return tuple(dict.fromkeys([*rows, *successors]))


def _answered(
    situation: Situation, question: Question, facet: str, levels: Sequence[Level], terms: Book
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


def _groups(one: Answer, levels: Sequence[Level]) -> tuple[tuple[str, ...], ...]:
    return (one.direct, one.near, one.served)[: len(levels) - 2]


def _places(situation: Situation, terms: Book) -> Iterator[Check]:
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


def _languages(situation: Situation, terms: Book) -> Iterator[Check]:
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


def _limits(situation: Situation, terms: Book) -> Iterator[Check]:
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
        ("target_population",),
        lambda situation, terms: _answered(
            situation, WHOM, "target_population", WHOM_LEVELS, terms
        ),
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

"""How well a tool can answer each question of the reader: what it is worth, and in which words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fit.answers import Words
from catalogue.fit.checks import Level
from catalogue.fit.limit import LimitStep
from catalogue.fit.reason import FitVerdict


def _not_recorded(sentence: Words) -> Level:
    return Level(
        "not-recorded", FitVerdict.UNKNOWN, 0, _("Nothing is recorded of this fact."), sentence
    )


def _others(sentence: Words) -> Level:
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
        _("It does what you must do: %(named)s."),
    ),
    Level(
        "near",
        FitVerdict.FITS,
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
    ),
    Level(
        "wider",
        FitVerdict.FITS,
        30,
        _("Sources name a wider region around it."),
        _("It is used in the wider region around %(asked)s: %(named)s."),
    ),
    Level(
        "world",
        FitVerdict.FITS,
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
    ),
    Level(
        "served",
        FitVerdict.FITS,
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

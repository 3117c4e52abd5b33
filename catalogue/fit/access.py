"""The rule about access: what nobody lets you use does not help."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from catalogue.fit.checks import Case, Check, Level, rows_of
from catalogue.fit.reason import FitVerdict
from catalogue.fit.rule import Rule
from catalogue.fit.situation import Situation
from hub.vocabulary.term_cache import TermCache

AUTHORITIES = {"law-enforcement", "prosecutor-judge", "border-immigration", "labour-inspector"}

CLOSED = Level(
    "closed",
    FitVerdict.CONFLICTS,
    -120,
    _("It is known to be closed to you: internal, or for authorities that you do not belong to."),
    _("It is not open to you: %(named)s."),
    breaks=True,
)
HURDLE = Level(
    "hurdle",
    FitVerdict.CONFLICTS,
    -5,
    _("You must pay, join, or show who you are."),
    _("Before you can use it: %(named)s."),
)
ACCESS_UNKNOWN = Level(
    "not-recorded",
    FitVerdict.UNKNOWN,
    0,
    _("Nothing is recorded of access."),
    _("“%(fact)s” is not recorded: who may use it, and at what cost, is not known."),
)


def _open(situation: Situation, _terms: TermCache) -> Iterator[Check]:
    closed = ["internal"]
    if situation.who and not AUTHORITIES & set(situation.who):
        closed.append("law-enforcement-only")
    yield Check(
        "open",
        "access",
        (
            Case.of(CLOSED, rows_of("access", *closed)),
            Case.of(
                HURDLE, rows_of("access", "paid", "member-only", "free-vetted", "research-access")
            ),
            Case.of(ACCESS_UNKNOWN, rows_of("access", "not-known")),
        ),
    )


ACCESS = (
    Rule(
        "open",
        _("Open to you"),
        _("What nobody lets you use does not help. What it costs to get in counts a little."),
        (CLOSED, HURDLE, ACCESS_UNKNOWN),
        ("access",),
        _open,
    ),
)

"""The rules about a tool's evidence, status, verification and purpose."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from catalogue.fit.checks import Case, Check, FitVerdict, Level, Rule, fixed_checks
from catalogue.fit.contexts import CRISIS
from catalogue.fit.questions import term_rows
from catalogue.fit.situation import Situation
from catalogue.models.tool import ENDED
from hub.vocabulary.term_cache import TermCache

MAKERS_OF_DATA = {"researcher", "developer"}


EVIDENCE_LEVELS = (
    Level(
        "harm",
        FitVerdict.CONFLICTS,
        -30,
        _("A study found damage or no effect."),
        _("A study speaks against it: %(named)s."),
    ),
    Level(
        "outside",
        FitVerdict.FITS,
        20,
        _("Others than its makers have evaluated it."),
        _("There is evidence from outside: %(named)s."),
    ),
    Level(
        "some",
        FitVerdict.FITS,
        10,
        _("There is a study, a practice note, or figures from the maker."),
        _("There is some evidence: %(named)s."),
    ),
    Level(
        "nothing",
        FitVerdict.CONFLICTS,
        -5,
        _("Somebody looked for evidence and found none."),
        _("Somebody looked for evidence: %(named)s."),
    ),
    Level(
        "description",
        FitVerdict.UNKNOWN,
        0,
        _("It is known from a description, or nothing is recorded."),
        _("Whether it works is not known: “%(fact)s” holds no study, figures or practice note."),
    ),
)


def _evidence_check() -> Check:
    harm, outside, some, nothing, description = EVIDENCE_LEVELS
    rows = (
        Case.of(harm, term_rows("evidence_level", "evidence-of-harm")),
        Case.of(outside, term_rows("evidence_level", "independent-evaluation")),
        Case.of(
            some,
            term_rows(
                "evidence_level", "peer-reviewed", "user-study", "usage-figures", "practice-note"
            ),
        ),
        Case.of(nothing, term_rows("evidence_level", "none", "known-none")),
        Case.of(description),
    )
    return Check("evidence", "evidence_level", rows, fixed=True)


STATUS_LEVELS = (
    Level(
        "ended",
        FitVerdict.CONFLICTS,
        -60,
        _("It has ended; shown only on request."),
        _("It has ended: %(named)s."),
    ),
    Level(
        "lives",
        FitVerdict.FITS,
        10,
        _("It is in use and supported."),
        _("It is in use: %(named)s."),
    ),
    Level(
        "early",
        FitVerdict.CONFLICTS,
        -5,
        _("It was tried in a limited place or time."),
        _("It is not a settled service: %(named)s."),
    ),
    Level(
        "not-usable",
        FitVerdict.CONFLICTS,
        -20,
        _("It is a design or a research result, not something one can use in the field."),
        _("It is not a service that one can use: %(named)s."),
    ),
    Level(
        "not-recorded",
        FitVerdict.UNKNOWN,
        0,
        _("Nothing is recorded of its status."),
        _("“%(fact)s” is not recorded: whether it still runs is not known."),
    ),
)


def _status_checks(situation: Situation, _terms: TermCache) -> Iterator[Check]:
    ended, lives, early, not_usable, nothing = STATUS_LEVELS
    # A data set or a model is what people who work with data look for.
    for_data = bool(MAKERS_OF_DATA & set(situation.who))
    not_yet = ("concept",) if for_data else ("concept", "research-output")
    cases = (
        Case.of(ended, term_rows("status", *sorted(ENDED))),
        Case.of(lives, term_rows("status", "active", "scaled")),
        Case.of(early, term_rows("status", "pilot")),
        Case.of(not_usable, term_rows("status", *not_yet)),
        Case.of(nothing, term_rows("status", "not-known")),
    )
    yield Check("status", "status", cases)


VERIFICATION_LEVELS = (
    Level(
        "vouched",
        FitVerdict.FITS,
        10,
        _("A curator, the owner or a practitioner has checked the record."),
        _("Its record has been checked: %(named)s."),
    ),
    Level(
        "disputed",
        FitVerdict.CONFLICTS,
        -10,
        _("Somebody says that a part of the record is wrong."),
        _("A part of its record is in dispute: %(named)s."),
    ),
    Level(
        "stale",
        FitVerdict.UNKNOWN,
        0,
        _("The last check was too long ago."),
        _("Whether its record still holds is not known: %(named)s."),
    ),
    Level(
        "unreviewed",
        FitVerdict.UNKNOWN,
        0,
        _("Nobody has checked the record yet."),
        _("Nobody has checked its record yet: %(named)s."),
    ),
)


def _verification_check() -> Check:
    vouched, disputed, stale, unreviewed = VERIFICATION_LEVELS
    checked = ("source-checked", "owner-confirmed", "practitioner-confirmed")
    cases = (
        Case.of(vouched, term_rows("verification", *checked)),
        Case.of(disputed, term_rows("verification", "disputed")),
        Case.of(stale, term_rows("verification", "stale")),
        Case.of(unreviewed, term_rows("verification", "unreviewed")),
    )
    return Check("verification", "verification", cases, fixed=True)


PURPOSE_LEVELS = (
    Level(
        "dedicated",
        FitVerdict.FITS,
        5,
        _("It was made against trafficking, and you did not name a crisis."),
        _("Its purpose is yours: %(named)s."),
    ),
    Level(
        "not-recorded",
        FitVerdict.UNKNOWN,
        0,
        _("Nothing is recorded of what it was made for, and you did not name a crisis."),
        _("“%(fact)s” is not recorded: whether it was made against trafficking is not known."),
    ),
)


def _purpose_checks(situation: Situation, _terms: TermCache) -> Iterator[Check]:
    """In a crisis the general tools are the ones that exist: no merit in being dedicated there."""
    dedicated, nothing = PURPOSE_LEVELS
    cases = (
        Case.of(dedicated, term_rows("scope", "dedicated")),
        Case.of(nothing, term_rows("scope", "not-known")),
    )
    if not CRISIS & set(situation.what):
        yield Check("made-for", "scope", cases)


MATURITY_RULES = (
    Rule(
        "evidence",
        _("Evidence"),
        _("Evidence is thin in this field, so a little of it counts."),
        EVIDENCE_LEVELS,
        ("evidence_level",),
        fixed_checks(_evidence_check()),
    ),
    Rule(
        "status",
        _("Still running"),
        _("Half of all records do not say whether the tool still runs."),
        STATUS_LEVELS,
        ("status",),
        _status_checks,
    ),
    Rule(
        "verification",
        _("Checked record"),
        _("Says how far to trust the record, not the tool."),
        VERIFICATION_LEVELS,
        ("verification",),
        fixed_checks(_verification_check()),
    ),
    Rule(
        "made-for",
        _("Made against trafficking"),
        _("Outside a crisis, a tool made against trafficking knows more of it than a general one."),
        PURPOSE_LEVELS,
        ("scope",),
        _purpose_checks,
    ),
)

"""The rules that apply whatever was answered: access, surveillance, safeguards, risks, cautions."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from catalogue.fit.checks import SILENT, Case, Check, FitVerdict, Level, Rule, fixed_checks
from catalogue.fit.questions import term_rows
from catalogue.fit.situation import Situation
from catalogue.index_documents import CAUTION, INFERRED
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


def _access_checks(situation: Situation, _terms: TermCache) -> Iterator[Check]:
    closed = ["internal"]
    if situation.who and not AUTHORITIES & set(situation.who):
        closed.append("law-enforcement-only")
    yield Check(
        "open",
        "access",
        (
            Case.of(CLOSED, term_rows("access", *closed)),
            Case.of(
                HURDLE, term_rows("access", "paid", "member-only", "free-vetted", "research-access")
            ),
            Case.of(ACCESS_UNKNOWN, term_rows("access", "not-known")),
        ),
    )


ACCESS_RULES = (
    Rule(
        "open",
        _("Open to you"),
        _("What nobody lets you use does not help. What it costs to get in counts a little."),
        (CLOSED, HURDLE, ACCESS_UNKNOWN),
        ("access",),
        _access_checks,
    ),
)


PROTECTS_DATA = (
    "no-personal-data",
    "anonymised-output",
    "anonymous-use",
    "encryption",
    "role-based-access",
    "disguise-quick-exit",
)


PROTECTS_PEOPLE = (
    "informed-consent",
    "survivor-involvement",
    "human-review",
    "independent-audit",
    "dpia-published",
    "dpia-done",
    "lawful-basis-stated",
)


RISKS = (
    "risk-surveillance",
    "risk-misidentification",
    "risk-retaliation",
    "risk-no-remedy",
    "risk-dual-use",
)


HIDES = Level(
    "hides",
    FitVerdict.FITS,
    20,
    _("It hides, encrypts, or needs no name, where somebody watches."),
    _("Where somebody watches, this helps: %(named)s."),
)


EXPOSES = Level(
    "exposes",
    FitVerdict.CONFLICTS,
    -20,
    _("It can endanger people where somebody watches."),
    _("Where somebody watches, this endangers people: %(named)s."),
)


WATCHED_UNKNOWN = Level(
    "not-recorded",
    FitVerdict.UNKNOWN,
    0,
    _("Nothing is recorded on being watched or searched."),
    _("Under “%(fact)s” nothing says what happens if a device is watched or seized."),
)


def _surveillance_checks(situation: Situation, _terms: TermCache) -> Iterator[Check]:
    if "repressive-setting" not in situation.what:
        return
    yield Check(
        "watched",
        "safeguard",
        (
            Case.of(EXPOSES, term_rows("safeguard", "risk-surveillance", "risk-retaliation")),
            Case.of(
                HIDES, term_rows("safeguard", "disguise-quick-exit", "encryption", "anonymous-use")
            ),
            Case.of(WATCHED_UNKNOWN),
        ),
    )


DATA_SAFE = Level(
    "data",
    FitVerdict.FITS,
    5,
    _("A safeguard for data is stated."),
    _("Safeguards for data are stated: %(named)s."),
)


PEOPLE_SAFE = Level(
    "people",
    FitVerdict.FITS,
    5,
    _("A safeguard for people is stated: consent, human review, survivors' say, an audit."),
    _("Safeguards for people are stated: %(named)s."),
)


SAFEGUARDS_UNKNOWN = Level(
    "not-recorded",
    FitVerdict.UNKNOWN,
    0,
    _("No safeguard is recorded."),
    _("Under “%(fact)s” no safeguard is recorded: how it protects people is not known."),
)


def _safeguard_checks() -> Iterator[Check]:
    data = term_rows("safeguard", *PROTECTS_DATA)
    people = term_rows("safeguard", *PROTECTS_PEOPLE)
    unknown = Case.of(SAFEGUARDS_UNKNOWN)
    yield Check("safeguards", "safeguard", (Case.of(DATA_SAFE, data),), fixed=True)
    yield Check("safeguards", "safeguard", (Case.of(PEOPLE_SAFE, people),), fixed=True)
    # Said once, and only where neither group is there: then either may turn out to be true.
    yield Check(
        "safeguards",
        "safeguard",
        (Case.of(NO_REASON, (*data, *people)), unknown),
        siblings=(0, DATA_SAFE.points + PEOPLE_SAFE.points),
        fixed=True,
    )


# Takes a record out of a check without a word.
NO_REASON = Level("", FitVerdict.UNKNOWN, 0, "", SILENT)


INFERRED_RISK = Level(
    "inferred",
    FitVerdict.CONFLICTS,
    -5,
    _("A risk that an editor infers from the technique; no source reports it of this tool."),
    _("An editor infers from the technique: %(named)s."),
)


STATED_RISK = Level(
    "stated",
    FitVerdict.CONFLICTS,
    -10,
    _("A risk that a source reports."),
    _("A source reports: %(named)s."),
)


def _risk_checks() -> Iterator[Check]:
    for risk in RISKS:
        cases = (
            Case.of(INFERRED_RISK, term_rows(INFERRED, risk)),
            Case.of(STATED_RISK, term_rows("safeguard", risk)),
        )
        yield Check("risks", "risk", cases, fixed=True)


NOTED = Level(
    "noted",
    FitVerdict.CONFLICTS,
    -10,
    _("Its page carries a caution from a source or an editor."),
    _("Its page carries a caution that you should read first, under “%(named)s”."),
)


CAUTION_CHECK = Check(
    "caution", "caution", (Case.of(NOTED, term_rows(CAUTION, "noted")),), fixed=True
)


SAFETY_RULES = (
    Rule(
        "watched",
        _("Safe where somebody watches"),
        _("Applies where you say that phones and files may be watched or seized."),
        (HIDES, EXPOSES, WATCHED_UNKNOWN),
        ("safeguard",),
        _surveillance_checks,
    ),
    Rule(
        "safeguards",
        _("Safeguards"),
        _("Stated safeguards count for a tool, but only a little: nobody has tested them for us."),
        (DATA_SAFE, PEOPLE_SAFE, SAFEGUARDS_UNKNOWN),
        ("safeguard",),
        fixed_checks(*_safeguard_checks()),
    ),
    Rule(
        "risks",
        _("Risks"),
        _("Each risk counts against a tool; one that an editor infers counts half."),
        (STATED_RISK, INFERRED_RISK),
        ("risk", "safeguard"),
        fixed_checks(*_risk_checks()),
    ),
    Rule(
        "caution",
        _("Caution"),
        _("A caution can matter more than all the rest; we cannot weigh it for you."),
        (NOTED,),
        ("caution",),
        fixed_checks(CAUTION_CHECK),
    ),
)

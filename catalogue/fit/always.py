"""The rules that apply in every situation: access, safety, evidence, and whether it lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from catalogue.fit.checks import SILENT, Case, Check, Level
from catalogue.fit.contexts import CRISIS
from catalogue.fit.reason import Verdict
from catalogue.fit.rule import Rule
from catalogue.fit.situation import Situation
from catalogue.indexing import CAUTION, INFERRED
from catalogue.models.tool import ENDED
from hub.vocabulary.book import Book

FITS, CONFLICTS, UNKNOWN = Verdict.FITS, Verdict.CONFLICTS, Verdict.UNKNOWN
AUTHORITIES = {"law-enforcement", "prosecutor-judge", "border-immigration", "labour-inspector"}
MAKERS_OF_DATA = {"researcher", "developer"}
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


def _rows(scheme: str, *slugs: str) -> tuple[str, ...]:
    return tuple(f"{scheme}/{slug}" for slug in slugs)


CLOSED = Level(
    "closed",
    CONFLICTS,
    -120,
    _("It is known to be closed to you: internal, or for authorities that you do not belong to."),
    _("It is not open to you: %(named)s."),
    breaks=True,
)
HURDLE = Level(
    "hurdle",
    CONFLICTS,
    -5,
    _("You must pay, join, or show who you are."),
    _("Before you can use it: %(named)s."),
)
ACCESS_UNKNOWN = Level(
    "not-recorded",
    UNKNOWN,
    0,
    _("Nothing is recorded of access."),
    _("“%(fact)s” is not recorded: who may use it, and at what cost, is not known."),
)


def _open(situation: Situation, _terms: Book) -> Iterator[Check]:
    closed = ["internal"]
    if situation.who and not AUTHORITIES & set(situation.who):
        closed.append("law-enforcement-only")
    yield Check(
        "open",
        "access",
        (
            Case.of(CLOSED, _rows("access", *closed)),
            Case.of(
                HURDLE, _rows("access", "paid", "member-only", "free-vetted", "research-access")
            ),
            Case.of(ACCESS_UNKNOWN, _rows("access", "not-known")),
        ),
    )


HIDES = Level(
    "hides",
    FITS,
    20,
    _("It hides, encrypts, or needs no name, where somebody watches."),
    _("Where somebody watches, this helps: %(named)s."),
)
EXPOSES = Level(
    "exposes",
    CONFLICTS,
    -20,
    _("It can endanger people where somebody watches."),
    _("Where somebody watches, this endangers people: %(named)s."),
)
WATCHED_UNKNOWN = Level(
    "not-recorded",
    UNKNOWN,
    0,
    _("Nothing is recorded on being watched or searched."),
    _("Under “%(fact)s” nothing says what happens if a device is watched or seized."),
)


def _watched(situation: Situation, _terms: Book) -> Iterator[Check]:
    if "repressive-setting" not in situation.what:
        return
    yield Check(
        "watched",
        "safeguard",
        (
            Case.of(EXPOSES, _rows("safeguard", "risk-surveillance", "risk-retaliation")),
            Case.of(
                HIDES, _rows("safeguard", "disguise-quick-exit", "encryption", "anonymous-use")
            ),
            Case.of(WATCHED_UNKNOWN),
        ),
    )


DATA_SAFE = Level(
    "data",
    FITS,
    5,
    _("A safeguard for data is stated."),
    _("Safeguards for data are stated: %(named)s."),
)
PEOPLE_SAFE = Level(
    "people",
    FITS,
    5,
    _("A safeguard for people is stated: consent, human review, survivors' say, an audit."),
    _("Safeguards for people are stated: %(named)s."),
)
SAFEGUARDS_UNKNOWN = Level(
    "not-recorded",
    UNKNOWN,
    0,
    _("No safeguard is recorded."),
    _("Under “%(fact)s” no safeguard is recorded: how it protects people is not known."),
)


def _safeguards(_situation: Situation, _terms: Book) -> Iterator[Check]:
    data = _rows("safeguard", *PROTECTS_DATA)
    people = _rows("safeguard", *PROTECTS_PEOPLE)
    unknown = Case.of(SAFEGUARDS_UNKNOWN)
    yield Check("safeguards", "safeguard", (Case.of(DATA_SAFE, data),))
    # Said once, and only where neither group is there.
    yield Check("safeguards", "safeguard", (Case.of(PEOPLE_SAFE, people),))
    yield Check("safeguards", "safeguard", (Case.of(PASSED, (*data, *people)), unknown))


# Takes a record out of a check without a word.
PASSED = Level("", UNKNOWN, 0, "", SILENT)

INFERRED_RISK = Level(
    "inferred",
    CONFLICTS,
    -5,
    _("A risk that an editor infers from the technique; no source reports it of this tool."),
    _("An editor infers from the technique: %(named)s."),
)
STATED_RISK = Level(
    "stated",
    CONFLICTS,
    -10,
    _("A risk that a source reports."),
    _("A source reports: %(named)s."),
)


def _risks(_situation: Situation, _terms: Book) -> Iterator[Check]:
    for risk in RISKS:
        cases = (
            Case.of(INFERRED_RISK, _rows(INFERRED, risk)),
            Case.of(STATED_RISK, _rows("safeguard", risk)),
        )
        yield Check("risks", "safeguard", cases)


NOTED = Level(
    "noted",
    CONFLICTS,
    -10,
    _("Its page carries a caution from a source or an editor."),
    _("Its page carries a caution that you should read first, under “%(named)s”."),
)


def _caution(_situation: Situation, _terms: Book) -> Iterator[Check]:
    yield Check("caution", "caution", (Case.of(NOTED, _rows(CAUTION, "noted")),))


EVIDENCE_LEVELS = (
    Level(
        "harm",
        CONFLICTS,
        -30,
        _("A study found damage or no effect."),
        _("A study speaks against it: %(named)s."),
    ),
    Level(
        "outside",
        FITS,
        20,
        _("Others than its makers have evaluated it."),
        _("There is evidence from outside: %(named)s."),
    ),
    Level(
        "some",
        FITS,
        10,
        _("There is a study, a practice note, or figures from the maker."),
        _("There is some evidence: %(named)s."),
    ),
    Level(
        "nothing",
        CONFLICTS,
        -5,
        _("Somebody looked for evidence and found none."),
        _("Somebody looked for evidence: %(named)s."),
    ),
    Level(
        "description",
        UNKNOWN,
        0,
        _("It is known from a description, or nothing is recorded."),
        _("Whether it works is not known: “%(fact)s” holds no study, figures or practice note."),
    ),
)


def _evidence(_situation: Situation, _terms: Book) -> Iterator[Check]:
    harm, outside, some, nothing, description = EVIDENCE_LEVELS
    rows = (
        Case.of(harm, _rows("evidence_level", "evidence-of-harm")),
        Case.of(outside, _rows("evidence_level", "independent-evaluation")),
        Case.of(
            some,
            _rows(
                "evidence_level", "peer-reviewed", "user-study", "usage-figures", "practice-note"
            ),
        ),
        Case.of(nothing, _rows("evidence_level", "none", "known-none")),
        Case.of(description),
    )
    yield Check("evidence", "evidence_level", rows)


STATUS_LEVELS = (
    Level(
        "ended",
        CONFLICTS,
        -60,
        _("It has ended; shown only on request."),
        _("It has ended: %(named)s."),
    ),
    Level("lives", FITS, 10, _("It is in use and supported."), _("It is in use: %(named)s.")),
    Level(
        "early",
        CONFLICTS,
        -5,
        _("It was tried in a limited place or time."),
        _("It is not a settled service: %(named)s."),
    ),
    Level(
        "not-usable",
        CONFLICTS,
        -20,
        _("It is a design or a research result, not something one can use in the field."),
        _("It is not a service that one can use: %(named)s."),
    ),
    Level(
        "not-recorded",
        UNKNOWN,
        0,
        _("Nothing is recorded of its status."),
        _("“%(fact)s” is not recorded: whether it still runs is not known."),
    ),
)


def _status(situation: Situation, _terms: Book) -> Iterator[Check]:
    ended, lives, early, not_usable, nothing = STATUS_LEVELS
    # A data set or a model is what people who work with data look for.
    for_data = bool(MAKERS_OF_DATA & set(situation.who))
    not_yet = ("concept",) if for_data else ("concept", "research-output")
    cases = (
        Case.of(ended, _rows("status", *sorted(ENDED))),
        Case.of(lives, _rows("status", "active", "scaled")),
        Case.of(early, _rows("status", "pilot")),
        Case.of(not_usable, _rows("status", *not_yet)),
        Case.of(nothing, _rows("status", "not-known")),
    )
    yield Check("status", "status", cases)


VERIFICATION_LEVELS = (
    Level(
        "vouched",
        FITS,
        10,
        _("A curator, the owner or a practitioner has checked the record."),
        _("Its record has been checked: %(named)s."),
    ),
    Level(
        "disputed",
        CONFLICTS,
        -10,
        _("Somebody says that a part of the record is wrong."),
        _("A part of its record is in dispute: %(named)s."),
    ),
    Level(
        "stale",
        UNKNOWN,
        0,
        _("The last check was too long ago."),
        _("Whether its record still holds is not known: %(named)s."),
    ),
    Level(
        "unreviewed",
        UNKNOWN,
        0,
        _("Nobody has checked the record yet."),
        _("Nobody has checked its record yet: %(named)s."),
    ),
)


def _verification(_situation: Situation, _terms: Book) -> Iterator[Check]:
    vouched, disputed, stale, unreviewed = VERIFICATION_LEVELS
    checked = ("source-checked", "owner-confirmed", "practitioner-confirmed")
    cases = (
        Case.of(vouched, _rows("verification", *checked)),
        Case.of(disputed, _rows("verification", "disputed")),
        Case.of(stale, _rows("verification", "stale")),
        Case.of(unreviewed, _rows("verification", "unreviewed")),
    )
    yield Check("verification", "verification", cases)


DEDICATED = Level(
    "dedicated",
    FITS,
    5,
    _("It was made against trafficking, and you did not name a crisis."),
    _("Its purpose is yours: %(named)s."),
)


def _made_for(situation: Situation, _terms: Book) -> Iterator[Check]:
    """In a crisis the general tools are the ones that exist: no merit in being dedicated there."""
    if not CRISIS & set(situation.what):
        yield Check("made-for", "scope", (Case.of(DEDICATED, _rows("scope", "dedicated")),))


_Make = Callable[[Situation, Book], Iterator[Check]]

ALWAYS = (
    Rule(
        "open",
        _("Open to you"),
        _("What nobody lets you use does not help. What it costs to get in counts a little."),
        (CLOSED, HURDLE, ACCESS_UNKNOWN),
        ("access",),
        _open,
    ),
    Rule(
        "watched",
        _("Safe where somebody watches"),
        _("Applies where you say that phones and files may be watched or seized."),
        (HIDES, EXPOSES, WATCHED_UNKNOWN),
        ("safeguard",),
        _watched,
    ),
    Rule(
        "safeguards",
        _("Safeguards"),
        _("Stated safeguards count for a tool, but only a little: nobody has tested them for us."),
        (DATA_SAFE, PEOPLE_SAFE, SAFEGUARDS_UNKNOWN),
        ("safeguard",),
        _safeguards,
    ),
    Rule(
        "risks",
        _("Risks"),
        _("Each risk counts against a tool; one that an editor infers counts half."),
        (STATED_RISK, INFERRED_RISK),
        ("safeguard",),
        _risks,
    ),
    Rule(
        "caution",
        _("Caution"),
        _("A caution can matter more than all the rest; we cannot weigh it for you."),
        (NOTED,),
        ("caution",),
        _caution,
    ),
    Rule(
        "evidence",
        _("Evidence"),
        _("Evidence is thin in this field, so a little of it counts."),
        EVIDENCE_LEVELS,
        ("evidence_level",),
        _evidence,
    ),
    Rule(
        "status",
        _("Still running"),
        _("Half of all records do not say whether the tool still runs."),
        STATUS_LEVELS,
        ("status",),
        _status,
    ),
    Rule(
        "verification",
        _("Checked record"),
        _("Says how far to trust the record, not the tool."),
        VERIFICATION_LEVELS,
        ("verification",),
        _verification,
    ),
    Rule(
        "made-for",
        _("Made against trafficking"),
        _("Outside a crisis, a tool made against trafficking knows more of it than a general one."),
        (DEDICATED,),
        ("scope",),
        _made_for,
    ),
)

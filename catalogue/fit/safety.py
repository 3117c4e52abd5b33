"""The rules about what a tool can do to people: watching, safeguards, risks, cautions."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from catalogue.fit.checks import SILENT, Case, Check, Level, rows_of
from catalogue.fit.reason import FitVerdict
from catalogue.fit.rule import Rule
from catalogue.fit.situation import Situation
from catalogue.index_documents import CAUTION, INFERRED
from hub.vocabulary.term_cache import TermCache

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


def _watched(situation: Situation, _terms: TermCache) -> Iterator[Check]:
    if "repressive-setting" not in situation.what:
        return
    yield Check(
        "watched",
        "safeguard",
        (
            Case.of(EXPOSES, rows_of("safeguard", "risk-surveillance", "risk-retaliation")),
            Case.of(
                HIDES, rows_of("safeguard", "disguise-quick-exit", "encryption", "anonymous-use")
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


def _safeguards(_situation: Situation, _terms: TermCache) -> Iterator[Check]:
    data = rows_of("safeguard", *PROTECTS_DATA)
    people = rows_of("safeguard", *PROTECTS_PEOPLE)
    unknown = Case.of(SAFEGUARDS_UNKNOWN)
    yield Check("safeguards", "safeguard", (Case.of(DATA_SAFE, data),))
    # Said once, and only where neither group is there.
    yield Check("safeguards", "safeguard", (Case.of(PEOPLE_SAFE, people),))
    yield Check("safeguards", "safeguard", (Case.of(PASSED, (*data, *people)), unknown))


# Takes a record out of a check without a word.
PASSED = Level("", FitVerdict.UNKNOWN, 0, "", SILENT)

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


def _risks(_situation: Situation, _terms: TermCache) -> Iterator[Check]:
    for risk in RISKS:
        cases = (
            Case.of(INFERRED_RISK, rows_of(INFERRED, risk)),
            Case.of(STATED_RISK, rows_of("safeguard", risk)),
        )
        yield Check("risks", "safeguard", cases)


NOTED = Level(
    "noted",
    FitVerdict.CONFLICTS,
    -10,
    _("Its page carries a caution from a source or an editor."),
    _("Its page carries a caution that you should read first, under “%(named)s”."),
)


def _caution(_situation: Situation, _terms: TermCache) -> Iterator[Check]:
    yield Check("caution", "caution", (Case.of(NOTED, rows_of(CAUTION, "noted")),))


SAFETY = (
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
)

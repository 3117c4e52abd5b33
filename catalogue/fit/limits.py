"""What limits the reader: ways of use that keep within a limit, and those that break it.

A record may name several ways of use side by side: the first step that applies decides, and the
ways that satisfy a limit stand before those that break it. So ``sms-only`` beside
``internet-required`` works without internet, and a limit is broken only where no recorded way
satisfies it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from catalogue.fit.questions import LazyText, term_rows


class LimitStep(Enum):
    FITS = "fits"
    PARTLY = "partly"
    AGAINST = "against"
    BREAKS = "breaks"


@dataclass(frozen=True)
class Limit:
    """``steps``: (what it means, rows, sentence), the first that applies decides.

    ``facet``: the fact that would have to be known. ``only``: the sentence where that fact is
    recorded without a word on the limit; it is a reason against for connection and access, where
    sources list what there is, and otherwise (``only`` empty) merely not known. ``unknown``: the
    sentence where nothing is recorded. Sentences may use %(named)s (the facts that decided),
    %(recorded)s (all that is recorded) and %(fact)s (what the fact is called).
    """

    slug: str
    label: LazyText
    facet: str
    steps: tuple[tuple[LimitStep, tuple[str, ...], LazyText], ...]
    unknown: LazyText
    only: LazyText = ""

    @property
    def hard(self) -> bool:
        return any(step is LimitStep.BREAKS for step, _rows, _sentence in self.steps)


# "Known to be none" for connection and device: it needs neither, so no such limit is broken.
NOTHING_NEEDED = "known-none"
ANY_PHONE = "sms-only ussd-only voice-call feature-phone"

CONNECTION_LIMITS = (
    Limit(
        "no-internet",
        _("No internet"),
        "connectivity",
        (
            (
                LimitStep.FITS,
                term_rows("connectivity", "offline-first", ANY_PHONE, NOTHING_NEEDED),
                _("It works without internet: %(named)s."),
            ),
            (
                # Reading after a download, or a device at a staffed point: good for a part of it.
                LimitStep.PARTLY,
                term_rows("connectivity", "offline-cache shared-kiosk"),
                _("Some of it works without internet: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                term_rows("connectivity", "internet-required stable-internet messaging-app"),
                _("It does not work without internet: sources name only %(recorded)s."),
            ),
        ),
        unknown=_("Whether it works without internet is not known: “%(fact)s” is not recorded."),
        only=_("Nothing says that it works without internet: sources name only %(recorded)s."),
    ),
    Limit(
        "weak-internet",
        _("Slow or unreliable internet"),
        "connectivity",
        (
            (
                LimitStep.FITS,
                term_rows("connectivity", "offline-first low-bandwidth", ANY_PHONE, NOTHING_NEEDED),
                _("It works where internet is weak: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                term_rows("connectivity", "offline-cache shared-kiosk"),
                _("Some of it works where internet is weak: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                term_rows("connectivity", "stable-internet"),
                _("It needs a good line: sources name only %(recorded)s."),
            ),
        ),
        unknown=_("Whether it works on a weak line is not known: “%(fact)s” is not recorded."),
        only=_("Nothing says that it works on a weak line: sources name only %(recorded)s."),
    ),
    Limit(
        "sms-only",
        _("Only text messages (SMS)"),
        "connectivity",
        (
            (
                LimitStep.FITS,
                term_rows("connectivity", "sms-only", NOTHING_NEEDED),
                _("It works by text message: %(named)s."),
            ),
            (
                # A phone that can text can call: not what was asked for, but within the limit.
                LimitStep.PARTLY,
                term_rows("connectivity", "ussd-only voice-call feature-phone"),
                _("It works on a phone that can text, though not by text: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                term_rows(
                    "connectivity",
                    "internet-required stable-internet messaging-app smartphone desktop "
                    "offline-first offline-cache",
                ),
                _("It does not work by text message: sources name only %(recorded)s."),
            ),
        ),
        unknown=_("Whether it works by text message is not known: “%(fact)s” is not recorded."),
        only=_("Nothing says that it works by text message: sources name only %(recorded)s."),
    ),
    Limit(
        "basic-phones",
        _("Only basic phones, no smartphones or computers"),
        "connectivity",
        (
            (
                LimitStep.FITS,
                term_rows("connectivity", ANY_PHONE, NOTHING_NEEDED),
                _("It works on a basic phone: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                term_rows("connectivity", "shared-kiosk"),
                _("Nobody needs a phone for it: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                term_rows(
                    "connectivity",
                    "smartphone messaging-app desktop internet-required stable-internet",
                ),
                _("It does not work on a basic phone: sources name only %(recorded)s."),
            ),
        ),
        unknown=_("Whether it works on a basic phone is not known: “%(fact)s” is not recorded."),
        only=_("Nothing says that it works on a basic phone: sources name only %(recorded)s."),
    ),
    Limit(
        "no-computer",
        _("No computer"),
        "connectivity",
        (
            (
                LimitStep.FITS,
                term_rows("connectivity", "smartphone messaging-app", ANY_PHONE, NOTHING_NEEDED),
                _("It works without a computer: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                term_rows("connectivity", "shared-kiosk"),
                _("A computer is provided: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                term_rows("connectivity", "desktop"),
                _("It needs a computer: sources name only %(recorded)s."),
            ),
        ),
        unknown=_("Whether it needs a computer is not known: “%(fact)s” is not recorded."),
        only=_("Nothing says that it works without a computer: sources name only %(recorded)s."),
    ),
    Limit(
        "no-reading",
        _("People do not read, or not this script"),
        "connectivity",
        (
            (
                LimitStep.FITS,
                ("connectivity/voice-call", "technology/voice-ivr"),
                _("It speaks: %(named)s."),
            ),
        ),
        unknown=_("Under “%(fact)s” nothing says that it can be used without reading."),
    ),
    Limit(
        "no-airtime",
        _("People cannot pay for calls, texts or data"),
        "connectivity",
        (
            (
                LimitStep.FITS,
                term_rows("connectivity", "toll-free", NOTHING_NEEDED),
                _("It costs people nothing to use: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                term_rows("connectivity", "offline-first offline-cache shared-kiosk"),
                _("It does not need a connection that people pay for all the time: %(named)s."),
            ),
        ),
        unknown=_(
            "Whether people pay for the connection is not known: “%(fact)s” is not recorded."
        ),
        only=_("Nothing says that it is free to contact: sources name only %(recorded)s."),
    ),
)

LIMITS = (
    *CONNECTION_LIMITS,
    Limit(
        "shared-phones",
        _("People share phones, or somebody looks at theirs"),
        "safeguard",
        (
            (
                LimitStep.FITS,
                ("safeguard/disguise-quick-exit", "connectivity/shared-kiosk"),
                _("It leaves little to find on a shared phone: %(named)s."),
            ),
            (
                LimitStep.AGAINST,
                ("safeguard/risk-retaliation",),
                _("It can endanger whoever is found with it: %(named)s."),
            ),
            (
                # Any phone will do, or no name is given; the phone's list of calls remains.
                LimitStep.PARTLY,
                (
                    *term_rows("connectivity", "voice-call ussd-only feature-phone"),
                    "safeguard/anonymous-use",
                ),
                _("A borrowed phone will do, or no name is needed: %(named)s."),
            ),
        ),
        unknown=_("Under “%(fact)s” nothing says what it leaves on a shared phone."),
    ),
    Limit(
        "no-budget",
        _("No money for it"),
        "access",
        (
            (
                LimitStep.FITS,
                term_rows("access", "free-public free-vetted freemium"),
                _("There is no fee: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                term_rows("access", "open-source-self-run"),
                _("The code is free, running it is not: %(named)s."),
            ),
            (LimitStep.BREAKS, term_rows("access", "paid"), _("It costs money: %(named)s.")),
        ),
        unknown=_("What it costs is not known: “%(fact)s” is not recorded."),
        only=_("Nothing says that it is free: sources name only %(recorded)s."),
    ),
    Limit(
        "no-vetting",
        _("We cannot be vetted or join a network"),
        "access",
        (
            (
                LimitStep.FITS,
                term_rows("access", "free-public open-source-self-run"),
                _("Nobody checks who you are: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                term_rows("access", "freemium"),
                _("A part is offered without mention of a check: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                term_rows("access", "free-vetted law-enforcement-only member-only internal"),
                _("It is not open to everyone: %(named)s."),
            ),
        ),
        unknown=_("Who may use it is not known: “%(fact)s” is not recorded."),
        only=_("Nothing says that it is open to all: sources name only %(recorded)s."),
    ),
    Limit(
        "no-technician",
        _("Nobody to install and run software for us"),
        "access",
        (
            (
                LimitStep.PARTLY,
                term_rows("access", "free-public freemium paid"),
                _("It is offered, not left to you to run: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                ("access/open-source-self-run", "connectivity/self-hosted-server"),
                _("You would have to run it yourselves: %(named)s."),
            ),
        ),
        unknown=_("Under “%(fact)s” nothing says whether you would have to run it yourselves."),
    ),
    Limit(
        "no-sensitive-data",
        _("Sensitive data may not be recorded (health, sexual life, children, being a victim)"),
        "data_handled",
        (
            (
                LimitStep.FITS,
                term_rows("safeguard", "no-personal-data anonymised-output"),
                _("It does without data about known people: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                term_rows("safeguard", "special-category-data children-data"),
                _("It takes sensitive data: %(named)s."),
            ),
            (
                LimitStep.AGAINST,
                term_rows("safeguard", "personal-data"),
                _("It takes data about people, sensitive or not: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                term_rows("safeguard", "anonymous-use"),
                _("Nobody has to give a name: %(named)s."),
            ),
        ),
        unknown=_("Under “%(fact)s” nothing says whether it takes sensitive data."),
    ),
    Limit(
        "no-personal-data",
        _("No data about people may be recorded at all"),
        "data_handled",
        (
            (
                LimitStep.FITS,
                term_rows("safeguard", "no-personal-data anonymised-output"),
                _("It does without data about known people: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                term_rows("safeguard", "anonymous-use"),
                _("Nobody has to give a name: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                term_rows("safeguard", "personal-data special-category-data children-data"),
                _("It takes data about people: %(named)s."),
            ),
        ),
        unknown=_("Under “%(fact)s” nothing says whether it takes data about people."),
    ),
)


@dataclass(frozen=True)
class Precondition:
    """A limit that no tool can keep or break. ``step``: what to do before any tool is used."""

    slug: str
    label: LazyText
    step: LazyText


PRECONDITIONS = (
    Precondition(
        "no-consent-process",
        _("No agreed way to ask people for consent"),
        _(
            "Agree how you ask for consent: in a language the person speaks, what is recorded, who "
            "sees it, and how to say no or change one’s mind later."
        ),
    ),
    Precondition(
        "no-referral-path",
        _("Nobody yet to refer people to"),
        _(
            "Agree who takes over when somebody needs help: shelter, health, law, day and night. "
            "To find people without anywhere to send them can do harm."
        ),
    ),
    Precondition(
        "no-data-agreement",
        _("No agreement on who may see the data"),
        _(
            "Agree in writing who may see, keep and pass on data about people, for how long, and "
            "what happens if the authorities or a donor ask for it."
        ),
    ),
)

# All that can be answered to “What limits you?”.
LIMIT_ANSWERS: tuple[Limit | Precondition, ...] = (*LIMITS, *PRECONDITIONS)
PRECONDITION_BY_SLUG = {each.slug: each for each in PRECONDITIONS}
LIMIT_BY_SLUG = {limit.slug: limit for limit in LIMITS}

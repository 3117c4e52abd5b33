"""What limits you? Connection and device, money, trust, and what may be recorded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fit.connection import LIMITS_OF_CONNECTION
from catalogue.fit.limit import Limit, LimitStep, rows

LIMITS = (
    *LIMITS_OF_CONNECTION,
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
                    *rows("connectivity", "voice-call ussd-only feature-phone"),
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
                rows("access", "free-public free-vetted freemium"),
                _("There is no fee: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                rows("access", "open-source-self-run"),
                _("The code is free, running it is not: %(named)s."),
            ),
            (LimitStep.BREAKS, rows("access", "paid"), _("It costs money: %(named)s.")),
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
                rows("access", "free-public open-source-self-run"),
                _("Nobody checks who you are: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                rows("access", "freemium"),
                _("A part is offered without mention of a check: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                rows("access", "free-vetted law-enforcement-only member-only internal"),
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
                rows("access", "free-public freemium paid"),
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
        "safeguard",
        (
            (
                LimitStep.FITS,
                rows("safeguard", "no-personal-data anonymised-output"),
                _("It does without data about known people: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                rows("safeguard", "special-category-data children-data"),
                _("It takes sensitive data: %(named)s."),
            ),
            (
                LimitStep.AGAINST,
                rows("safeguard", "personal-data"),
                _("It takes data about people, sensitive or not: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                rows("safeguard", "anonymous-use"),
                _("Nobody has to give a name: %(named)s."),
            ),
        ),
        unknown=_("Under “%(fact)s” nothing says whether it takes sensitive data."),
    ),
    Limit(
        "no-personal-data",
        _("No data about people may be recorded at all"),
        "safeguard",
        (
            (
                LimitStep.FITS,
                rows("safeguard", "no-personal-data anonymised-output"),
                _("It does without data about known people: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                rows("safeguard", "anonymous-use"),
                _("Nobody has to give a name: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                rows("safeguard", "personal-data special-category-data children-data"),
                _("It takes data about people: %(named)s."),
            ),
        ),
        unknown=_("Under “%(fact)s” nothing says whether it takes data about people."),
    ),
)

LIMIT_BY_SLUG = {limit.slug: limit for limit in LIMITS}

"""Limits of connection and device."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fit.limit import Limit, LimitStep, rows

# "Known to be none" for connection and device: it needs neither, so no such limit is broken.
NOTHING_NEEDED = " known-none"
ANY_PHONE = "sms-only ussd-only voice-call feature-phone"

LIMITS_OF_CONNECTION = (
    Limit(
        "no-internet",
        _("No internet"),
        "connectivity",
        (
            (
                LimitStep.FITS,
                rows("connectivity", f"offline-first {ANY_PHONE}{NOTHING_NEEDED}"),
                _("It works without internet: %(named)s."),
            ),
            (
                # Reading after a download, or a device at a staffed point: good for a part of it.
                LimitStep.PARTLY,
                rows("connectivity", "offline-cache shared-kiosk"),
                _("Some of it works without internet: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                rows("connectivity", "internet-required stable-internet messaging-app"),
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
                rows("connectivity", f"offline-first low-bandwidth {ANY_PHONE}{NOTHING_NEEDED}"),
                _("It works where internet is weak: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                rows("connectivity", "offline-cache shared-kiosk"),
                _("Some of it works where internet is weak: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                rows("connectivity", "stable-internet"),
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
                rows("connectivity", f"sms-only{NOTHING_NEEDED}"),
                _("It works by text message: %(named)s."),
            ),
            (
                # A phone that can text can call: not what was asked for, but within the limit.
                LimitStep.PARTLY,
                rows("connectivity", "ussd-only voice-call feature-phone"),
                _("It works on a phone that can text, though not by text: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                rows(
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
                rows("connectivity", f"{ANY_PHONE}{NOTHING_NEEDED}"),
                _("It works on a basic phone: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                rows("connectivity", "shared-kiosk"),
                _("Nobody needs a phone for it: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                rows(
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
                rows("connectivity", f"smartphone messaging-app {ANY_PHONE}{NOTHING_NEEDED}"),
                _("It works without a computer: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                rows("connectivity", "shared-kiosk"),
                _("A computer is provided: %(named)s."),
            ),
            (
                LimitStep.BREAKS,
                rows("connectivity", "desktop"),
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
                rows("connectivity", f"toll-free{NOTHING_NEEDED}"),
                _("It costs people nothing to use: %(named)s."),
            ),
            (
                LimitStep.PARTLY,
                rows("connectivity", "offline-first offline-cache shared-kiosk"),
                _("It does not need a connection that people pay for all the time: %(named)s."),
            ),
        ),
        unknown=_(
            "Whether people pay for the connection is not known: “%(fact)s” is not recorded."
        ),
        only=_("Nothing says that it is free to contact: sources name only %(recorded)s."),
    ),
)

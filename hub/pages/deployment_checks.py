"""What a site that goes public is told by ``check --deploy`` about who runs it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.web.operator import contact_uri, is_email, is_https


class Expected(NamedTuple):
    """A setting that a public site should have: its name, and what readers miss without it."""

    setting: str
    number: int
    sentence: str | Promise
    hint: str | Promise


EXPECTED = (
    Expected(
        "OPERATOR_NAME",
        1,
        gettext_lazy("Readers are not told who runs this site."),
        gettext_lazy("Set OPERATOR_NAME to the person or organisation that answers for it."),
    ),
    Expected(
        "OPERATOR_ADDRESS",
        2,
        gettext_lazy("Readers are not told where its operator can be found."),
        gettext_lazy("Set OPERATOR_ADDRESS to a postal address; many countries demand one by law."),
    ),
    Expected(
        "CONTACT_EMAIL",
        3,
        gettext_lazy("Nobody can report that a record is wrong."),
        gettext_lazy("Set CONTACT_EMAIL to an e-mail address that somebody reads each day."),
    ),
    Expected(
        "OPERATOR_FUNDING",
        4,
        gettext_lazy("Readers are not told who pays for this site."),
        gettext_lazy("Set OPERATOR_FUNDING to one sentence; “Nobody: volunteers run it.” is one."),
    ),
    Expected(
        "DATA_LICENCE",
        5,
        gettext_lazy("Readers are not told what they may do with the records."),
        gettext_lazy("Set DATA_LICENCE to the name of a licence, and behind it its address."),
    ),
)


def operator_is_named(**options: Any) -> list[CheckMessage]:
    """Who runs the site, how to reach them, who pays, what may be reused."""
    return [
        CheckWarning(str(sentence), hint=str(hint), id=f"pages.W{number:03}")
        for setting, number, sentence, hint in EXPECTED
        if not getattr(settings, setting)
    ]


def contacts_can_be_used(**options: Any) -> list[CheckMessage]:
    """An address that is none is not shown: readers would write to nobody."""
    messages: list[CheckMessage] = []
    contact, security = settings.CONTACT_EMAIL, settings.SECURITY_CONTACT
    if contact and not is_email(contact):
        messages.append(_unusable("CONTACT_EMAIL", 6, _("Write one e-mail address and no name.")))
    if security not in ("", contact) and not contact_uri(security):
        hint = _("Write an e-mail address, or the https:// address of a page.")
        messages.append(_unusable("SECURITY_CONTACT", 7, hint))
    if settings.SECURITY_POLICY and not is_https(settings.SECURITY_POLICY):
        messages.append(_unusable("SECURITY_POLICY", 8, _("Write the https:// address of a page.")))
    return messages


def _unusable(setting: str, number: int, hint: str) -> CheckMessage:
    sentence = _("%(setting)s is no address that readers could use, and is not shown.")
    return CheckWarning(sentence % {"setting": setting}, hint=hint, id=f"pages.W{number:03}")

"""What a site that goes public is told by ``check --deploy`` about who runs it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

from hub.web.operator import contact_uri, is_email, is_https


class Expected(NamedTuple):
    """A setting that a public site should have: its name, and what readers miss without it."""

    setting: str
    number: int
    sentence: str
    hint: str


EXPECTED = (
    Expected(
        "OPERATOR_NAME",
        1,
        "Readers are not told who runs this site.",
        "Set OPERATOR_NAME to the person or organisation that answers for it.",
    ),
    Expected(
        "OPERATOR_ADDRESS",
        2,
        "Readers are not told where its operator can be found.",
        "Set OPERATOR_ADDRESS to a postal address; many countries demand one by law.",
    ),
    Expected(
        "CONTACT_EMAIL",
        3,
        "Nobody can report that a record is wrong.",
        "Set CONTACT_EMAIL to an e-mail address that somebody reads every working day.",
    ),
    Expected(
        "OPERATOR_FUNDING",
        4,
        "Readers are not told who pays for this site.",
        "Set OPERATOR_FUNDING to one sentence; “Nobody: volunteers run it.” is one.",
    ),
    Expected(
        "DATA_LICENCE",
        5,
        "Readers are not told what they may do with the records.",
        "Set DATA_LICENCE to the name of a licence, and behind it its address.",
    ),
)


def operator_is_named(**options: Any) -> list[CheckMessage]:
    """Who runs the site, how to reach them, who pays, what may be reused."""
    return [
        CheckWarning(expected.sentence, hint=expected.hint, id=f"pages.W{expected.number:03}")
        for expected in EXPECTED
        if not getattr(settings, expected.setting)
    ]


def contacts_can_be_used(**options: Any) -> list[CheckMessage]:
    """An address that is none is not shown: readers would write to nobody."""
    messages: list[CheckMessage] = []
    contact, security = settings.CONTACT_EMAIL, settings.SECURITY_CONTACT
    if contact and not is_email(contact):
        messages.append(_unusable("CONTACT_EMAIL", 6, "Write one e-mail address and no name."))
    if security not in ("", contact) and not contact_uri(security):
        hint = "Write an e-mail address, or the https:// address of a page."
        messages.append(_unusable("SECURITY_CONTACT", 7, hint))
    if settings.SECURITY_POLICY and not is_https(settings.SECURITY_POLICY):
        messages.append(_unusable("SECURITY_POLICY", 8, "Write the https:// address of a page."))
    return messages


def _unusable(setting: str, number: int, hint: str) -> CheckMessage:
    sentence = f"{setting} is no address that readers could use, and is not shown."
    return CheckWarning(sentence, hint=hint, id=f"pages.W{number:03}")

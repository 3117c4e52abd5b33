"""The log of who may do what.

Each change is a row, and a mail to every administrator but the one whom it is about.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import AccessChange, Person
from hub.accounts.roles import ADMINISTRATOR, CURATOR, FOCAL_POINT, VOCABULARY
from hub.identity.site_identity import site_name
from hub.outbox import mail_kinds, queue
from hub.outbox.mail_kinds import SealedMessage
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database
from hub.records.registry import Registry

What = AccessChange.What
KEPT = datetime.timedelta(days=730)
# In the order in which they are offered.
ROLE_LABELS: dict[str, str | Promise] = {
    CURATOR: gettext_lazy("Curator"),
    FOCAL_POINT: gettext_lazy("Focal point: edits the records of some organisations only"),
    VOCABULARY: gettext_lazy("Vocabulary: changes the terms of the catalogue"),
    ADMINISTRATOR: gettext_lazy("Administrator: also makes people"),
}
ROLE_NAMES: dict[str, str | Promise] = {
    CURATOR: gettext_lazy("curator"),
    FOCAL_POINT: gettext_lazy("focal point"),
    VOCABULARY: gettext_lazy("vocabulary"),
    ADMINISTRATOR: gettext_lazy("administrator"),
}
# What upper rooms know of what a person may do, each as a text; empty for nothing.
access_texts: Registry[Callable[[Person], str]] = Registry("what else a person may do")


@dataclass(frozen=True)
class Access:
    """What a person may do, to be compared with what they may do later."""

    is_active: bool
    text: str

    @classmethod
    def of(cls, person: Person) -> Self:
        roles = [str(ROLE_NAMES.get(name, name)) for name in sorted(role_names(person))]
        if person.is_superuser:
            roles.append(_("superuser"))
        parts = [person.email, ", ".join(roles) or _("no role")]
        parts += [text for make in access_texts.values() if (text := make(person))]
        return cls(person.is_active, "; ".join(parts))


def role_names(person: Person) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


def log_invitation(person: Person, *, by: Person | None) -> AccessChange:
    with translation.override(settings.LANGUAGE_CODE):
        return _log(What.INVITED, person, "", Access.of(person).text, by=by)


def log_difference(person: Person, before: Access, *, by: Person | None) -> AccessChange | None:
    """What is different now; None where nothing is."""
    with translation.override(settings.LANGUAGE_CODE):
        after = Access.of(person)
        if after == before:
            return None
        what = What.CHANGED
        if after.is_active != before.is_active:
            what = What.OPENED if after.is_active else What.CLOSED
        return _log(what, person, before.text, after.text, by=by)


def log_closing(person: Person, what: str, *, by: Person | None) -> AccessChange:
    """That an account was closed or removed; the person is still there."""
    with translation.override(settings.LANGUAGE_CODE):
        return _log(what, person, Access.of(person).text, "", by=by)


def access_of(person: Person) -> Access:
    with translation.override(settings.LANGUAGE_CODE):
        return Access.of(person)


def erase_old() -> int:
    """Delete what is older than two years, with the addresses of those who left; how many."""
    rows = AccessChange.objects.filter(at__lt=now_in_database() - KEPT)
    return rows.delete()[0]


def _log(what: str, person: Person, before: str, after: str, *, by: Person | None) -> AccessChange:
    change = AccessChange.objects.create(
        person=None if what == What.LEFT else person, email=person.email,
        what=what, before=before, after=after, by=by, at=now_in_database(),
    )  # fmt: skip
    for administrator in Person.objects.administrators().exclude(pk=person.pk):
        queue.enqueue_message(
            _message(change, administrator),
            Mail(purpose=AccessChanged.purpose, person=administrator),
        )
    return change


def _message(change: AccessChange, administrator: Person) -> EmailMessage:
    words = {"site": site_name(), "what": change.get_what_display()}
    who = str(change.by) if change.by else _("the site itself")
    lines = [
        _("On %(site)s it was changed who may do what.") % words,
        f"{change.email}: {change.get_what_display()}",
        _("Before: %(text)s") % {"text": change.before} if change.before else "",
        _("Now: %(text)s") % {"text": change.after} if change.after else "",
        _("By: %(name)s") % {"name": who},
        _("If nobody meant this, look at the people of the site at once:"),
        settings.SITE_ADDRESS + reverse("admin:accounts_person_changelist"),
    ]
    subject = _("%(site)s: access changed") % words
    return EmailMessage(
        subject, "\n\n".join(line for line in lines if line), None, [administrator.email]
    )


class AccessChanged(SealedMessage):
    """To every other administrator: what was changed of whom, and by whom."""

    purpose = "access_changed"
    label = gettext_lazy("Change of access")

    def is_wanted(self, mail: Mail) -> bool:
        return Person.objects.administrators().filter(pk=mail.person_id or 0).exists()


def register_kinds() -> None:
    mail_kinds.register(AccessChanged())

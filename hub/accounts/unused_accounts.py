"""Accounts that nobody uses are closed after twelve months, and two warnings by mail before that.

What was sent stands in the database, so that the task may run as often as it likes, and late: an
account is closed at the earliest 60 days after the first and 14 days after the second warning.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts import access_changes
from hub.accounts.models import AccessChange, Person, UnusedAccountWarning
from hub.accounts.roles import ADMINISTRATOR
from hub.identity.site_identity import site_name
from hub.outbox import mail_kinds, queue
from hub.outbox.mail_kinds import SealedMessage
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database

UNUSED = datetime.timedelta(days=365)
FIRST_BEFORE, SECOND_BEFORE = datetime.timedelta(days=60), datetime.timedelta(days=14)
Step = UnusedAccountWarning.Step


class AccountUnused(SealedMessage):
    """To a person who has not signed in for long: when the account will be closed."""

    purpose = "account_unused"
    label = gettext_lazy("Account that nobody uses")


def register_kinds() -> None:
    mail_kinds.register(AccountUnused())


def unused_people(now: datetime.datetime) -> Any:
    """Those who have not signed in for so long that a warning is due, with ``unused_since``."""
    used = Greatest("date_joined", Coalesce("last_login", "date_joined"),
                    Coalesce("opened_at", "date_joined"))  # fmt: skip
    people = Person.objects.filter(is_active=True).annotate(unused_since=used)
    return people.filter(unused_since__lte=now - UNUSED + FIRST_BEFORE)


def process(now: datetime.datetime | None = None) -> int:
    """Warn whom a warning is due to, and close what was warned of twice; how many steps."""
    now = now or now_in_database()
    keys = list(unused_people(now).order_by("pk").values_list("pk", flat=True))
    return sum(_process_one(pk, now) for pk in keys)


def _process_one(pk: int, now: datetime.datetime) -> bool:
    with transaction.atomic():
        # As the form of people does: of two administrators one stays.
        list(Group.objects.select_for_update().filter(name=ADMINISTRATOR))
        Person.objects.select_for_update().filter(pk=pk).first()
        person = unused_people(now).filter(pk=pk).first()
        if person is None or is_last_administrator(person):
            return False
        return next_step(person, now)()


def is_last_administrator(person: Person) -> bool:
    """Whether nobody else who may sign in can add people. The caller locks the role's group."""
    administrators = Person.objects.administrators()
    is_one = administrators.filter(pk=person.pk).exists()
    return is_one and not administrators.exclude(pk=person.pk).exists()


def next_step(person: Any, now: datetime.datetime) -> Callable[[], bool]:
    """What is to be done about this person, who has ``unused_since``."""
    warnings = {
        row.step: row.at
        for row in UnusedAccountWarning.objects.filter(
            person=person, unused_since=person.unused_since
        )
    }
    if Step.FIRST not in warnings:
        return lambda: _warn(person, Step.FIRST, closing_day(person, now), now)
    closes_at = closing_day(person, warnings[Step.FIRST])
    if Step.SECOND not in warnings:
        if now < closes_at - SECOND_BEFORE:
            return lambda: False
        return lambda: _warn(person, Step.SECOND, max(closes_at, now + SECOND_BEFORE), now)
    if now < max(closes_at, warnings[Step.SECOND] + SECOND_BEFORE):
        return lambda: False
    return lambda: _close(person)


def closing_day(person: Any, first_warned_at: datetime.datetime) -> datetime.datetime:
    """After twelve months, and never sooner than 60 days after the first warning."""
    day: datetime.datetime = max(person.unused_since + UNUSED, first_warned_at + FIRST_BEFORE)
    return day


def _warn(person: Any, step: int, closes_at: datetime.datetime, now: datetime.datetime) -> bool:
    UnusedAccountWarning.objects.create(
        person=person, unused_since=person.unused_since, step=step, at=now
    )
    with translation.override(settings.LANGUAGE_CODE):
        message = _message(person, closes_at)
    queue.enqueue_message(message, Mail(purpose=AccountUnused.purpose, person=person))
    return True


def _message(person: Any, closes_at: datetime.datetime) -> EmailMessage:
    words = {
        "site": site_name(),
        "since": f"{person.unused_since:%Y-%m-%d}",
        "day": f"{closes_at:%Y-%m-%d}",
    }
    lines = (
        _("Nobody has signed in to your account at %(site)s since %(since)s.") % words,
        _("On %(day)s it will be closed. Nothing that you wrote is lost.") % words,
        _("To keep it, sign in once before then:"),
        settings.SITE_ADDRESS + reverse("account_login"),
        _("Later, an administrator of the site can open it again."),
    )
    subject = _("Your account at %(site)s will be closed on %(day)s") % words
    return EmailMessage(subject, "\n\n".join(lines), None, [person.email])


def _close(person: Person) -> bool:
    access_changes.log_closing(person, AccessChange.What.UNUSED, by=None)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    end_sessions(person)
    return True


def end_sessions(person: Person) -> int:
    """Sign a person out everywhere; from how many sessions. Only those who work here have any."""
    keys = [
        session.pk
        for session in Session.objects.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    return Session.objects.filter(pk__in=keys).delete()[0]

"""What has been wrong for a quarter of an hour is told to the administrators by mail, once, and
when it has been over for as long.

Workers and web servers both look, so that the one tells of the other. Where mail is what is broken
this cannot tell anybody: the ping that stays away does.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.identity.site_identity import site_name
from hub.monitoring import checks
from hub.monitoring.checks import CheckStatus, SiteCheck
from hub.monitoring.models import Incident
from hub.monitoring.sentences import late_sentence, over_sentence
from hub.outbox import mail_kinds, queue
from hub.outbox.models import Mail
from hub.records.database_clock import now_in_database


class MonitoringNotice(mail_kinds.SealedMessage):
    """Written when it is decided on: it says how things stood then."""

    purpose = "monitoring"
    label = gettext_lazy("State of the site")
    urgent = True


def register_kinds() -> None:
    mail_kinds.register(MonitoringNotice())


def update(current: Sequence[SiteCheck]) -> None:
    """Begin, tell and end incidents. Any number of processes may do so at once.

    Nothing is written where nothing has changed.
    """
    late = {check.name: check for check in checks.late(current)}
    passing = {check.name for check in current if check.status is CheckStatus.OK}
    known = {incident.check_name: incident for incident in Incident.objects.all()}
    for name in late.keys() - known.keys():
        Incident.objects.get_or_create(check_name=name, defaults={"since": now_in_database()})
    _forget(known.keys() - {check.name for check in current})
    _note_passing(known.values(), passing)
    if (Incident.objects.due() | Incident.objects.over()).exists():
        with transaction.atomic():
            _tell(late)
            _end(passing)


def restate(by: datetime.timedelta) -> None:
    """The clock went back by so much."""
    for field in ("since", "ok_since"):
        Incident.objects.filter(**{f"{field}__gt": Now()}).update(**{field: F(field) - by})


def _forget(names: Collection[str]) -> None:
    """What is looked at no more is neither wrong nor over."""
    if names:
        Incident.objects.filter(check_name__in=names).delete()


def _note_passing(known: Collection[Incident], passing: Collection[str]) -> None:
    """Of what nobody was told of, nothing is kept."""
    for incident in known:
        row = Incident.objects.filter(pk=incident.pk)
        if incident.check_name not in passing:
            if incident.ok_since is not None:
                row.update(ok_since=None)
        elif incident.told_at is None:
            row.filter(told_at=None).delete()
        elif incident.ok_since is None:
            row.filter(ok_since=None).update(ok_since=Now())


def _tell(late: Mapping[str, SiteCheck]) -> None:
    """One mail about all that is due to be told."""
    due = Incident.objects.select_for_update().due()
    names = [row.check_name for row in due if row.check_name in late]
    if not names:
        return
    Incident.objects.filter(check_name__in=names).update(told_at=Now())
    sentences = [late_sentence(late[name]) for name in names]
    subject = ngettext("Something is wrong with the site", "%(n)s things are wrong with the site",
                       len(names)) % {"n": len(names)}  # fmt: skip
    _enqueue(subject, [*sentences, _("You are told once, and again when it is over.")])


def _end(passing: Collection[str]) -> None:
    rows = Incident.objects.select_for_update().over().filter(check_name__in=passing)
    over = [row.check_name for row in rows]
    if over:
        Incident.objects.filter(check_name__in=over).delete()
        _enqueue(_("It is over"), [over_sentence(name) for name in over])


def _enqueue(subject: str, paragraphs: Sequence[str]) -> None:
    """To each administrator."""
    text = "\n\n".join([*paragraphs, f"{settings.SITE_ADDRESS}{reverse('admin:index')}"])
    for person in get_user_model().objects.administrators():
        message = EmailMessage(f"{site_name()}: {subject}", text, None, [person.email])
        queue.enqueue_message(message, Mail(purpose=MonitoringNotice.purpose, person=person))

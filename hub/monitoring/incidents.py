"""What has been wrong for a quarter of an hour is told to the administrators by mail, once.

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
    known = set(Incident.objects.values_list("check_name", flat=True))
    for name in late.keys() - known:
        Incident.objects.get_or_create(check_name=name, defaults={"since": now_in_database()})
    over = known - {check.name for check in current if check.status is not CheckStatus.OK}
    if Incident.objects.due().exists() or over:
        with transaction.atomic():
            _tell(late)
            _end(over)


def restate(by: datetime.timedelta) -> None:
    """The clock went back by so much."""
    Incident.objects.filter(since__gt=Now()).update(since=F("since") - by)


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


def _end(names: Collection[str]) -> None:
    rows = Incident.objects.select_for_update().filter(check_name__in=names)
    told = [row.check_name for row in rows if row.told_at is not None]
    rows.delete()
    if told:
        _enqueue(_("It is over"), [over_sentence(name) for name in told])


def _enqueue(subject: str, paragraphs: Sequence[str]) -> None:
    """To each administrator."""
    text = "\n\n".join([*paragraphs, f"{settings.SITE_ADDRESS}{reverse('admin:index')}"])
    for person in get_user_model().objects.administrators():
        message = EmailMessage(f"{settings.SITE_NAME}: {subject}", text, None, [person.email])
        queue.enqueue_message(message, Mail(purpose=MonitoringNotice.purpose, person=person))

"""The mail that somebody may be in danger by what stands on the site.

It goes to all who decide on suggestions, at once and before all other mail, with a link and nothing
of what was sent. At most one in ten minutes over all processes: what comes in between is told by
the next, which says how many reports are open when it is sent.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.accounts.models import Person
from hub.anonymous_forms import throttle
from hub.anonymous_forms.models import RateLimit
from hub.anonymous_forms.throttle import NO_WAIT, Rate
from hub.curation.suggestions.models import CHANGE, Suggestion
from hub.identity.site_identity import site_name
from hub.outbox import mail_kinds, queue
from hub.outbox.mail_kinds import MailKind, NothingToSayError
from hub.outbox.models import Mail, RecipientErasedError
from hub.records.database_clock import now_in_database

INTERVAL = datetime.timedelta(minutes=10)
# The one that goes now, and the one after it that tells of all that comes meanwhile.
RATE, RATE_KEY = Rate(2, INTERVAL), "danger-mail"


class DangerMail(MailKind):
    """Says how many reports of danger nobody has decided, as of when it is sent."""

    purpose = "danger"
    label = gettext_lazy("Report of a danger")
    urgent = True

    def compose(self, mail: Mail) -> EmailMessage:
        if mail.person is None:
            raise RecipientErasedError
        count = Suggestion.objects.open().dangers().count()
        if not count:
            raise NothingToSayError
        with translation.override(settings.LANGUAGE_CODE):
            subject = _("%(site)s: danger reported") % {"site": site_name()}
            return EmailMessage(subject, _text(count), None, [mail.person.email])

    def is_wanted(self, mail: Mail) -> bool:
        return mail.person is not None and mail.person.has_perm(CHANGE)


def register_kinds() -> None:
    mail_kinds.register(DangerMail())


def receive(suggestion: Suggestion) -> None:
    """Act on what came in: on a new report of danger, and on an answer to a question about one."""
    if suggestion.kind == Suggestion.Kind.DANGER and suggestion.is_open:
        tell_curators()


def tell_curators() -> int:
    """Have curators mailed of a report of danger that came in; how many mails were enqueued.

    0 where a mail that is still to come will tell it.
    """
    with transaction.atomic():
        # The lock on the rate is held to the commit: two reports do not plan two mails.
        if throttle.take(RATE_KEY, RATE) != NO_WAIT:
            return 0
        planned = RateLimit.objects.get(key=RATE_KEY).used_until - INTERVAL
        people = recipients()
        for person in people:
            mail = Mail(purpose=DangerMail.purpose, person=person)
            if planned > now_in_database():
                mail.next_try_at = planned
            queue.enqueue(mail)
    return len(people)


def recipients() -> list[Person]:
    """All staff who may decide on suggestions."""
    staff = Person.objects.filter(is_active=True, is_staff=True).order_by("pk")
    return [person for person in staff if person.has_perm(CHANGE)]


def _text(count: int) -> str:
    sentence = ngettext(
        "Somebody could be found or harmed by what stands on the site: %(n)d report waits.",
        "Somebody could be found or harmed by what stands on the site: %(n)d reports wait.",
        count,
    ) % {"n": count}
    link = f"{settings.SITE_ADDRESS}{reverse('suggestions')}?kind=danger"
    advice = _("Please look now. “Hide now” takes a record off the site with one step.")
    return f"{sentence}\n\n{advice}\n\n{link}\n"

"""Confirmation: the mail with the link, and what changes for an address by it alone."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hub.anonymous_forms.mail_limits import count_anew
from hub.digests import signed_links
from hub.digests.models import (
    MailPurpose,
    SignUp,
    Subscriber,
    Subscription,
    Suppression,
)
from hub.outbox import sealing
from hub.outbox.message_frame import render_part
from hub.outbox.models import Mail, RecipientErasedError
from hub.outbox.retention import UNFINISHED
from hub.records.models import SearchState
from hub.web.mailed_links import known_language

REQUEST_LIFETIME = datetime.timedelta(hours=72)
MAX_SUBSCRIPTIONS = 100
TEMPLATES = "digests/mails/confirmation"  # of the mail, before their endings


def waiting_requests(
    subscriber: Subscriber, *, now: datetime.datetime | None = None
) -> list[SignUp]:
    """The requests that can still be confirmed, oldest first."""
    return list(confirmable(now or timezone.now()).filter(subscriber=subscriber))


def confirmable(now: datetime.datetime) -> QuerySet[SignUp]:
    """Those younger than ``REQUEST_LIFETIME``, and those whose mail waited for longer than that.

    A mail may wait for a pause of all mail to end, or for its server: that is nobody's fault.
    """
    since = now - REQUEST_LIFETIME
    mails = Mail.objects.filter(
        subscriber=OuterRef("subscriber"), purpose=MailPurpose.CONFIRMATION, created_at__lte=since
    )
    waited = mails.filter(Q(state__in=UNFINISHED) | Q(sent_at__gt=since))
    return SignUp.objects.filter(Q(created_at__gt=since) | Exists(waited))


def confirm_requests(
    subscriber: Subscriber, selected: Collection[int], *, now: datetime.datetime | None = None
) -> int:
    """Follow the selected requests (keys of ``SignUp``), drop the others; how many were confirmed.

    Whoever follows ``MAX_SUBSCRIPTIONS`` filters follows no more of them: those requests go on
    waiting. The delivery preferences become those of the newest selected. The address leaves the
    suppression list: its owner has just asked for it. Nothing selected changes nothing but
    dropping.
    """
    now = now or timezone.now()
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
        if subscriber.state == Subscriber.State.LEFT:
            return 0
        waiting = waiting_requests(subscriber, now=now)
        requests = [request for request in waiting if request.pk in set(selected)]
        followed = [request for request in requests if _follow(subscriber, request, now)]
        too_many = {request.pk for request in requests} - {request.pk for request in followed}
        subscriber.sign_ups.exclude(pk__in=too_many).delete()
        if not followed:
            return 0
        _activate(subscriber, followed[-1], now)
        _allow_mails(subscriber)
        return len(followed)


def _follow(subscriber: Subscriber, request: SignUp, now: datetime.datetime) -> bool:
    same_filter = {"subscriber": subscriber, "kind": request.kind, "query": request.query}
    fields = {"whats": request.whats, "title": request.title, "paused": False}
    updated = Subscription.objects.filter(**same_filter).update(**fields)
    if not updated and subscriber.subscriptions.count() >= MAX_SUBSCRIPTIONS:
        return False
    if not updated:
        Subscription.objects.create(
            **same_filter, **fields, created_at=now, since_seq=SearchState.current()
        )
    return True


def _activate(subscriber: Subscriber, request: SignUp, now: datetime.datetime) -> None:
    """With the preferences asked for. What happened before is no news to who begins now."""
    if subscriber.state != Subscriber.State.ACTIVE:
        subscriber.activate(now)
    subscriber.confirmed_at = subscriber.confirmed_at or now
    for name in ("frequency", "language", "time_zone", "discreet"):
        setattr(subscriber, name, getattr(request, name))
    subscriber.save()


def _allow_mails(subscriber: Subscriber) -> None:
    Suppression.objects.filter(address_key=subscriber.address_key).delete()
    Mail.objects.filter(
        subscriber=subscriber, purpose=MailPurpose.CONFIRMATION, state=Mail.State.DUE
    ).delete()
    count_anew(sealing.unseal(subscriber.address))


def build_confirmation_message(mail: Mail) -> EmailMessage:
    """A mail that anybody can cause to be sent to somebody.

    It holds no word that was typed by whoever asked: nobody can make us carry a message of theirs.
    It says nothing of the filters either: whoever looks over a shoulder learns no interest from it.
    Raises RecipientErasedError where the request has vanished meanwhile.
    """
    subscriber = mail.subscriber
    if subscriber is None:
        raise RecipientErasedError
    address = mail.recipient_address()
    with translation.override(_language(subscriber)):
        context = {
            "link": signed_links.confirmation_link(subscriber),
            "site": settings.SITE_ADDRESS,
        }
        message = EmailMessage(policy=SMTP)
        message["Subject"] = _("Please confirm your request")
        message["From"] = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        message["To"] = Address(addr_spec=address)
        message["Date"] = format_datetime(mail.created_at)
        message["Message-ID"] = mail.message_id
        # RFC 3834: no machine shall answer it.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(render_part(f"{TEMPLATES}.txt", context))
        message.add_alternative(render_part(f"{TEMPLATES}.html", context), subtype="html")
        message["Content-Language"] = translation.get_language() or "en"
    return message


def _language(subscriber: Subscriber) -> str:
    """That of the newest request, which is what was asked for last."""
    newest = subscriber.sign_ups.order_by("-pk").first()
    return known_language(newest.language if newest else subscriber.language)

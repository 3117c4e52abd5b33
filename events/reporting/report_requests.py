"""What becomes of a request: entered, sent on its way, given a new link, withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.recommendations.models import Document, Recommendation
from events.recommendations.models.addressed import Addressed, addressed_by
from events.recommendations.models.recommendation import in_tree_order
from events.reporting.models import ReportRequest, today
from events.reporting.retention import address_key, is_erased
from hub.outbox import sealing
from hub.outbox.addresses import UnusableAddressError, parse_address
from hub.outbox.models import Mail
from hub.records import removal_journal
from hub.records.database_clock import now_in_database
from hub.records.models.ledger import stamp_records
from hub.records.removal_journal import RemovalKind, request_key
from hub.records.signed_token import new_nonce


def set_address(request: ReportRequest, typed: str) -> None:
    """Seal the address into the row, which is not saved.

    Raises ValidationError where it is none, and where its owner had it erased.
    """
    try:
        address = parse_address(typed)
    except UnusableAddressError:
        raise ValidationError(
            _("We cannot send e-mail to this address. Check it letter by letter.")
        ) from None
    if is_erased(address):
        raise ValidationError(
            _("Whoever has this address asked not to be written to. Enter another one.")
        )
    request.address, request.address_key = sealing.seal(address), address_key(address)
    request.address_entered_at = timezone.now()


def actions_of(request: ReportRequest) -> list[tuple[int, Recommendation]]:
    """The public actions of the document that address whom the request asks, with their depth.

    None of a document that is hidden.
    """
    if not request.round.document.is_public:
        return []
    rows = Recommendation.objects.published().filter(document=request.round.document_id)
    recommendations = list(rows)
    addressed = addressed_by(recommendations)
    key = request.key
    return in_tree_order(one for one in recommendations if addressed[one.pk].includes(key))


def addressed_keys(document: Document) -> list[Addressed]:
    """Whom each public action of a document addresses."""
    rows = Recommendation.objects.published().filter(document=document)
    return list(addressed_by(rows).values())


def ask(pk: int) -> bool:
    """Send a request on its way: it is mailed once its round is open. Not once that is closed."""
    with transaction.atomic():
        rows = ReportRequest.objects.not_sent().filter(pk=pk).exclude(address="")
        rows = rows.exclude(round__closes__lt=today())
        changed = rows.update(asked_at=now_in_database())
        if changed:
            stamp_page(pk)
    return bool(changed)


def withdraw(pk: int) -> bool:
    """Close a request and its link; answers that came in stay for the curators."""
    with transaction.atomic():
        request = _locked(pk)
        if request is None or request.withdrawn_at:
            return False
        revoke_link(request)
        request.withdrawn_at = now_in_database()
        request.save(update_fields=["withdrawn_at"])
        stamp_page(pk)
    return True


def renew_link(pk: int, *, address: str = "") -> bool:
    """A new link, which is mailed, in the place of the one before; to another address, if given.

    Raises ValidationError where that is none.
    """
    with transaction.atomic():
        request = _locked(pk)
        if request is None or request.withdrawn_at:
            return False
        revoke_link(request)
        if address:
            set_address(request, address)
            request.reminders_refused_at = None  # somebody else refused them
        request.nonce = new_nonce()
        request.issue += 1
        request.unreachable_at = None
        request.save()
    return True


def refuse_reminders(request: ReportRequest) -> None:
    """No reminder any more, by the wish of whoever is reminded; the link goes on."""
    with transaction.atomic():
        rows = ReportRequest.objects.filter(pk=request.pk, reminders_refused_at=None)
        if rows.update(reminders_refused_at=now_in_database()):  # the first alone is noted
            removal_journal.write(RemovalKind.REMINDERS, [request_key(request.pk, request.nonce)])


def revoke_link(request: ReportRequest) -> None:
    """Note that its link is none any more, and take back what waits with it."""
    removal_journal.write(RemovalKind.REQUEST, [request_key(request.pk, request.nonce)])
    waiting = (Mail.State.DUE, Mail.State.FAILED)
    Mail.objects.filter(report_mail__request=request, state__in=waiting).delete()


def stamp_page(pk: int) -> None:
    """The document's page says how many are in: it is made anew. The last of a transaction."""
    document = ReportRequest.objects.values_list("round__document", flat=True).get(pk=pk)
    stamp_records({Document: [document]})


def _locked(pk: int) -> Any:
    return ReportRequest.objects.select_for_update().filter(pk=pk).first()

"""Curators' pages: asking makers, reading what they answered, entering it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.curation.confirmations import confirmation_requests, decisions
from hub.curation.confirmations.answer_review import AnswerReview, whole_words
from hub.curation.confirmations.asked_record import (
    RECOMMENDATION,
    AskedRecord,
    find_record,
    may_be_confirmed,
    read_record,
)
from hub.curation.confirmations.decisions import TooLate
from hub.curation.confirmations.models import CHANGE, VIEW, Confirmation
from hub.curation.contacts.address_book import contact_role, contacts_of
from hub.record_admin.base import is_primary_key
from hub.record_admin.staff_pages import FORM, MAX_PK, POST, READ, render_staff_page, staff_page
from hub.records.models import EditConflict
from hub.records.record_access import about_own, may, require
from hub.web.paths import admin_form_path

SHOWN = 50  # of a list


@staff_page(VIEW, READ, asks_record=True)
def confirmations(request: HttpRequest) -> HttpResponse:
    """Answers that wait for a curator, the oldest first."""
    rows = Confirmation.objects.waiting_for_curator().order_by("sent_in_at", "pk")
    if not request.user.has_perm(VIEW):
        rows = rows.filter(about_own(request.user))
    lines = [(row, AnswerReview(row, _asked(row))) for row in rows[:SHOWN]]
    return render_staff_page(
        request,
        "confirmations/list.html",
        _("Answers of makers"),
        lines=lines,
        any_clear=any(review.is_clear for _row, review in lines),
        may_change=request.user.has_perm(CHANGE),
    )


@staff_page(CHANGE, POST)
def enter_several(request: HttpRequest) -> HttpResponse:
    """Enter those ticked against which nothing is held."""
    keys = [int(key) for key in request.POST.getlist("confirmation") if is_primary_key(key)]
    entered, left = decisions.settle_clear(keys[:SHOWN], by=request.user)
    words = ngettext("%(n)d answer was entered.", "%(n)d answers were entered.", entered)
    messages.success(request, words % {"n": entered})
    if left:
        sentence = _(
            "The others have to be read: something is held against them, or a second person has to "
            "publish them."
        )
        messages.warning(request, sentence)
    return redirect("confirmations")


@staff_page(VIEW, FORM, asks_record=True)
def confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers of one maker; POST enters what is ticked, or removes a wrong contact."""
    row = get_object_or_404(Confirmation, pk=min(pk, MAX_PK))
    require(request.user, VIEW, row.record_kind, row.record_id)
    if request.method != "POST":
        return _render(request, row)
    removes = request.POST.get("do") == "remove"
    if not (request.user.has_perm(CHANGE) or (_may_settle(request, row) and not removes)):
        return _render(request, row, status=403)
    try:
        if removes:
            decisions.remove_wrong_contact(row.pk, by=request.user)
            messages.success(request, _("Settled: the contact is removed."))
        else:
            seen = request.POST.get("seen", "")
            version = int(seen) if is_primary_key(seen) else None
            ticked = request.POST.getlist("accept")
            decisions.settle(row.pk, ticked, by=request.user, seen_version=version)
            messages.success(request, _("Settled: what was ticked is the maker’s statement."))
    except TooLate:
        messages.warning(request, _("Somebody else has decided on this meanwhile."))
    except EditConflict:
        problem = _("The record was changed meanwhile. Look at it again, then decide.")
        return _render(request, row, status=409, problem=problem)
    except ValidationError as refused:
        return _render(request, row, status=400, problem=" ".join(refused.messages))
    return redirect("confirmation", row.pk)


def _may_settle(request: HttpRequest, row: Confirmation) -> bool:
    return may(request.user, CHANGE, row.record_kind, row.record_id)


@staff_page(CHANGE, POST)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Confirmation, pk=min(pk, MAX_PK))
    if row.state == Confirmation.State.ASKED and confirmation_requests.withdraw([row.pk]):
        messages.success(request, _("Withdrawn: the link no longer works."))
    return redirect("confirmation-ask", row.record_kind, row.record_id)


@staff_page(VIEW, FORM)
def ask(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Whom a record's makers are, and what they were asked; POST asks them."""
    record = find_record(kind, min(key, MAX_PK))
    if record is None:
        raise Http404
    if request.method == "POST":
        if not request.user.has_perm(CHANGE):
            return _render_ask(request, record, status=403)
        made = confirmation_requests.ask_makers(record, by=request.user)
        if made:
            words = ngettext("%(n)d contact is asked.", "%(n)d contacts are asked.", len(made))
            messages.success(request, words % {"n": len(made)})
        else:
            messages.warning(
                request, _("Nobody was asked: there is no contact, or all were asked already.")
            )
        return redirect("confirmation-ask", kind, key)
    return _render_ask(request, record)


def _render_ask(request: HttpRequest, record: Any, *, status: int = 200) -> HttpResponse:
    makers = contacts_of(record.kind, record.pk, contact_role(record.kind))
    rows = Confirmation.objects.of_record(record.kind, record.pk).select_related("asked_by")
    return render_staff_page(
        request,
        "confirmations/ask.html",
        ask_label(record.kind),
        status=status,
        record=record,
        record_url=admin_form_path(type(record), record.pk),
        reachable=makers.reachable().count(),
        rows=rows[:SHOWN],
        may_change=request.user.has_perm(CHANGE),
    )


def _render(
    request: HttpRequest, row: Confirmation, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    asked = _asked(row)
    is_addressed = row.record_kind == RECOMMENDATION
    return render_staff_page(
        request,
        "confirmations/confirmation.html",
        _("Answer of an addressee") if is_addressed else _("Answer of a maker"),
        status=status,
        confirmation=row,
        whole=whole_words(row),
        review=AnswerReview(row, asked),
        record=asked.record if asked else None,
        record_url=admin_form_path(type(asked.record), asked.record.pk) if asked else "",
        version=asked.stored.version if asked else "",
        problem=problem,
        is_sent=request.method == "POST",
        ticked=request.POST.getlist("accept"),
        is_open=row.state == Confirmation.State.ANSWERED and _may_settle(request, row),
        may_remove=request.user.has_perm(CHANGE),
    )


def ask_label(kind: str) -> str:
    return _("Ask its addressee") if kind == RECOMMENDATION else _("Ask its maker")


def _asked(row: Confirmation) -> AskedRecord | None:
    if not may_be_confirmed(row.record_kind):
        return None
    record = find_record(row.record_kind, row.record_id)
    return read_record(record) if record else None

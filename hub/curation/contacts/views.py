"""The page of a record's contacts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hub.curation.contacts import address_book
from hub.curation.contacts.forms import ContactForm
from hub.curation.contacts.models import CHANGE, VIEW
from hub.curation.contacts.refusals import may_be_written_to
from hub.record_admin.base import is_primary_key
from hub.record_admin.staff_pages import (
    FORM,
    MAX_PK,
    POST,
    record_or_404,
    render_staff_page,
    staff_page,
)


@staff_page(VIEW, FORM)
def contacts(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """The contacts, without their addresses; POST adds one."""
    record = record_or_404(kind, key)
    form = ContactForm(request.POST or None, initial={"role": address_book.contact_role(kind)})
    status = 200
    if request.method == "POST":
        if not request.user.has_perm(CHANGE):
            return _render(request, kind, record, form, status=403)
        if form.is_valid() and _is_added(request, kind, key, form):
            messages.success(request, _("The contact is entered. Nothing was sent to it."))
            return redirect("contacts", kind, key)
        status = 400
    return _render(request, kind, record, form, status=status)


@staff_page(CHANGE, POST)
def remove(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    pk = request.POST.get("contact", "")
    rows = address_book.contacts_of(kind, min(key, MAX_PK))
    contact = rows.filter(pk=pk).first() if is_primary_key(pk) else None
    if contact is not None and address_book.remove_contact(contact.pk):
        messages.success(request, _("The contact is removed, and its address erased."))
    else:
        messages.warning(request, _("This contact was removed already."))
    return redirect("contacts", kind, key)


def _is_added(request: HttpRequest, kind: str, key: int, form: ContactForm) -> bool:
    try:
        address_book.add_contact(kind, key, by=request.user, **form.cleaned_data)
    except ValidationError as problem:
        form.add_error(None, problem)
        return False
    return True


def _render(
    request: HttpRequest, kind: str, record: Any, form: ContactForm, *, status: int
) -> HttpResponse:
    rows = address_book.contacts_of(kind, record.pk).select_related("added_by")
    return render_staff_page(
        request,
        "contacts/contacts.html",
        _("Contacts"),
        status=status,
        kind=kind,
        record=record,
        contacts=[(row, not may_be_written_to(row.address_key)) for row in rows],
        form=form,
        may_change=request.user.has_perm(CHANGE),
        opts=type(record)._meta,
    )

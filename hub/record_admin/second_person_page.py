"""The answer of a page that keeps no change for a second person: a sentence, and where to go on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from hub.record_admin.staff_pages import render_staff_page, typed_values
from hub.records.second_person import SecondPersonNeeded
from hub.web.paths import admin_form_path


class SecondPersonPages:
    """Answers 409 where the ledger refuses what one person may not change alone, on any page.

    Its transaction is rolled back by then. Pages that can have a draft hold the change catch it
    themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        if not isinstance(raised, SecondPersonNeeded):
            return None
        return render_staff_page(
            request,
            "admin/second_person.html",
            _("A second person is needed"),
            status=409,
            sentence=" ".join(raised.messages),
            record=raised.model.title_of(raised.change.after),
            form_path=_form_of(raised),
            typed=typed_values(request),
        )


def _form_of(needed: SecondPersonNeeded) -> str:
    """Where the record can be edited as a draft; empty for a kind without a form."""
    try:
        return admin_form_path(needed.model, needed.change.pk)
    except NoReverseMatch:
        return ""

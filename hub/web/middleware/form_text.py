"""Cleans the text of every form as imports clean theirs, before any view reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from hub.records.text_cleaning import remove_controls
from hub.web.disk_space import has_lost_file
from hub.web.middleware.request_limits import Handler
from hub.web.responses import READ_ONLY
from hub.web.secret_fields import is_secret_field
from hub.web.unsent_form import Unsent, unsent_form_page


class FormText:
    """Without controls of direction and other unseen ones, by which a text is not what it looks.

    Passwords stay as they are. What is posted to a page that can only be read is not even parsed. A
    form with a file for which there is no room reaches no view.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, options: Any
    ) -> HttpResponse | None:
        if request.method == "POST" and not getattr(view, READ_ONLY, False):
            if has_lost_file(request):
                return unsent_form_page(request, Unsent.NO_ROOM)
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]
            for _field, files in request.FILES.lists():
                for file in files:
                    file.name = remove_controls(file.name or "")
        return None


def _cleaned(form: QueryDict) -> QueryDict:
    """The same form, or a copy where something had to go."""
    if all(text.isprintable() for _name, values in form.lists() for text in values):
        return form
    clean = form.copy()
    for name, values in form.lists():
        if not is_secret_field(name):
            clean.setlist(name, [remove_controls(value) for value in values])
    clean._mutable = False
    return clean

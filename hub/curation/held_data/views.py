"""The page on which an administrator answers somebody who asks for their own data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.curation.held_data.forms import HeldDataForm
from hub.curation.held_data.held_data import HeldTable, look_up
from hub.curation.purging.purged_text import PurgeRefused
from hub.record_admin.staff_pages import FORM, render_staff_page, staff_page
from hub.record_admin.step_up import recently_confirmed

PERMISSION = "digests.add_addresslookup"
FILE_NAME = "held-data.json"


@staff_page(PERMISSION, FORM)
@recently_confirmed
def held_data(request: HttpRequest) -> HttpResponse:
    """The form, and its answer on the page or as a file; nothing of either is kept."""
    form = HeldDataForm(request.POST or None)
    tables: list[HeldTable] | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            tables = look_up(
                address=given["address"] or "", name=given["name"], by=request.user,
                reason=given["reason"],
            )  # fmt: skip
        except PurgeRefused as refused:
            form.add_error("name", str(refused))
    if tables is not None and "as_file" in request.POST:
        return _as_file(tables)
    title = _("What is held about somebody")
    status = 400 if request.method == "POST" and tables is None else 200
    return render_staff_page(
        request, "held_data/page.html", title, status=status, form=form, tables=tables
    )


def _as_file(tables: list[HeldTable]) -> HttpResponse:
    content = {"on": timezone.now().date(), "tables": [table.as_json() for table in tables]}
    answer = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer

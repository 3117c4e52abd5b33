"""Numbers of the desk's work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.curation.desk.curators import visible_kinds
from hub.curation.desk.work_numbers import count_months, plot_of
from hub.record_admin.staff_pages import render_staff_page, staff_page
from hub.records.database_clock import now_in_database


@staff_page("desk.view_task")
def numbers(request: HttpRequest) -> HttpResponse:
    months = count_months(visible_kinds(request.user), now_in_database().date())
    return render_staff_page(
        request,
        "desk/numbers.html",
        _("Work of the last twelve months"),
        months=months,
        plot=plot_of(months),
    )

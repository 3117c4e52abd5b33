"""The numbers as a page, and each table as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.numbers.models import NightlyCount
from hub.numbers.number_tables import NUMBER_TABLES
from hub.numbers.presenter import shown_tables, table_csv
from hub.web.responses import absolute, attachment, mark_shared, not_found, public_page
from hub.web.table_files import CSV_TYPE
from hub.web.view_models import Page


def numbers(request: HttpRequest) -> HttpResponse:
    last = NightlyCount.last()
    page = Page(
        title=_("This site in numbers"),
        description=_("What is recorded here, how it is kept true, and how many people use it."),
        canonical=absolute(reverse("numbers")),
        section="numbers",
    )
    tables = tuple(shown_tables(timezone.localdate()))
    context = {"page": page, "tables": tables, "day": last.day if last else None}
    return public_page(request, "numbers/numbers.html", context)


def numbers_file(request: HttpRequest, name: str) -> HttpResponse:
    for table in NUMBER_TABLES:
        if table.name == name:
            content = table_csv(table, timezone.localdate())
            return mark_shared(attachment(content, CSV_TYPE, f"{name}.csv"))
    return not_found(request)

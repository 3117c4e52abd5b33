"""All imports, the newest first, with the sources and profiles beside them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.imports.models import Import, ImportSource, Profile
from hub.imports.progress import progress
from hub.imports.views.desk import desk, page
from hub.imports.views.tally import tally

MOST = 25


@desk("view_import")
def imports(request: HttpRequest) -> HttpResponse:
    shown = Paginator(Import.objects.newest_first(), MOST).get_page(request.GET.get("page"))
    for batch in shown:
        batch.tally = tally(batch)  # type: ignore[attr-defined]
        batch.progress = progress(batch)  # type: ignore[attr-defined]
        batch.is_working = batch.state in Import.WORKING  # type: ignore[attr-defined]
    return page(
        request,
        "imports",
        _("Imports"),
        shown=shown,
        sources=ImportSource.objects.annotate(times=Count("imports"))[:100],
        profiles=Profile.objects.select_related("source")[:100],
    )

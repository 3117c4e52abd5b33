"""A new import of a file that a person uploads."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.imports.job_creation import start
from hub.imports.views.desk import BOTH, back_to, desk, page, ring
from hub.imports.views.forms import UploadForm


@desk("add_import", BOTH)
def new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        # A source's or a profile's page may name itself in the address.
        named = {name: request.GET[name] for name in ("source", "profile") if name in request.GET}
        return page(request, "new", _("New import"), form=UploadForm(initial=named))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "new", _("New import"), form=form, status=400)
    given = form.cleaned_data
    with transaction.atomic():
        batch = start(
            given["file"],
            source=form.source_of_file(),
            name=given["file"].name,
            by=request.user,
            profile=given["profile"],
            publish_as=given["publish_as"],
            with_news=given["with_news"],
            mail_when_done=given["mail_when_done"],
            dry_run=given["dry_run"],
        )
        ring(batch)
    return back_to(batch)

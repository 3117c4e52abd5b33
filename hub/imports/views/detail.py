"""Where one import stands, and what can be done next; the page that is open while it works."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.imports import state_machine
from hub.imports.models import Import
from hub.imports.progress import Progress, progress
from hub.imports.record_types import importer_for
from hub.imports.review.decisions import undecided
from hub.imports.undo.edited_records import some_pairs
from hub.imports.undo.untouched import as_left
from hub.imports.views.desk import BOTH, POST, back_to, desk, found, page_of, ring, too_late
from hub.imports.views.steps import appliable, decidable, is_checked
from hub.imports.views.tally import tally
from hub.records.models import Revision

State = Import.State


@desk("view_import")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, found(pk))


def shown(request: HttpRequest, batch: Import, *, status: int = 200) -> HttpResponse:
    """The page about an import as a whole."""
    now = progress(batch)
    return page_of(
        request,
        batch,
        "one",
        _("Overview"),
        status=status,
        working=batch.state in Import.WORKING,
        progress=now,
        in_words=in_words(now),
        tally=tally(batch),
        undecided=undecided(batch) if decidable(batch) else 0,
        appliable=appliable(batch),
        is_checked=is_checked(batch),
        cancellable=batch.state in state_machine.CANCELLABLE and not batch.cancel_asked,
        # An uncertain encoding is asked about first.
        uncertain=batch.state == State.MAPPING and bool(batch.sentence),
    )


@desk("view_import")
def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page's script asks for while a worker is at it."""
    batch = found(pk)
    now = progress(batch)
    return JsonResponse(
        {
            "state": batch.state,
            "label": str(batch.get_state_display()),
            "working": batch.state in Import.WORKING,
            "rows": now.rows,
            "of": now.of,
            "percent": now.percent,
            "words": in_words(now),
        }
    )


def in_words(now: Progress) -> str:
    """ "1,200 of 4,000 rows, 450 a second, 6 seconds left"."""
    words = {"rows": f"{now.rows:,}", "of": f"{now.of or 0:,}"}
    parts = [
        _("%(rows)s of %(of)s rows") % words
        if now.of
        else ngettext("%(rows)s row", "%(rows)s rows", now.rows) % words
    ]
    if now.per_second:
        parts.append(_("%(speed)s a second") % {"speed": f"{now.per_second:,.0f}"})
    if now.seconds_left is not None:
        parts.append(_left(now.seconds_left))
    return ", ".join(parts)


def _left(seconds: float) -> str:
    if seconds < 90:
        whole = max(1, round(seconds))
        return ngettext("%(n)d second left", "%(n)d seconds left", whole) % {"n": whole}
    minutes = round(seconds / 60)
    return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}


@desk("change_import", BOTH)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    batch = found(pk)
    if request.method == "POST":
        if not state_machine.cancel(batch):
            return too_late(request, batch, _("This import is over: nothing is left to cancel."))
        ring(batch)
        return back_to(batch)
    return page_of(request, batch, "cancel", _("Cancel the import"))


@desk("change_import", POST)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """From the mapping, or from a hold, on to the check."""
    batch = found(pk)
    if not state_machine.check(batch):
        return too_late(request, batch, batch.sentence or _("The import is elsewhere by now."))
    ring(batch)
    return back_to(batch)


@desk("change_import", BOTH)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = found(pk)
    if request.method == "POST":
        if not state_machine.take_all_back(batch):
            sentence = _("Only an import that was applied can be undone.")
            if batch.state == State.APPLIED:
                sentence = _("Another import of this source is under way. Wait for its end.")
            return too_late(request, batch, sentence)
        ring(batch)
        return back_to(batch)
    if batch.state != State.APPLIED:
        return too_late(request, batch, _("Only an import that was applied can be undone."))
    revisions = Revision.objects.filter(kind=batch.kind, run=batch.run)
    same = importer_for(batch.kind).model._default_manager.filter(
        pk=OuterRef("record_id"), version=OuterRef("version")
    )
    written = revisions.count()
    later = dict(revisions.exclude(Exists(same)).values_list("record_id", "version"))
    edited = len(later) - sum(len(as_left(batch, pairs)) for pairs in some_pairs(later.items()))
    return page_of(
        request,
        batch,
        "undo",
        _("Undo the import"),
        written=written,
        edited=edited,
        untouched=written - edited,
        back=reverse("import", args=[batch.pk]),
    )

"""The last look before an import is applied: what exactly will happen, in numbers."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.imports import state_machine
from hub.imports.models import Import, ImportRow
from hub.imports.review.decisions import outcome
from hub.imports.views.desk import BOTH, back_to, desk, found, page_of, ring, too_late
from hub.imports.views.steps import appliable

Verdict = ImportRow.Verdict
# Of these the verdict alone says what happens, as long as nobody has decided anything.
PLAIN = {
    Verdict.NEW: "added", Verdict.CHANGED: "changed", Verdict.UNCHANGED: "unchanged",
    Verdict.PROBLEM: "problem",
}  # fmt: skip


@desk("change_import", BOTH)
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    batch = found(pk)
    if not appliable(batch):
        return too_late(request, batch, _("This import cannot be applied now."))
    if request.method == "POST":
        if not state_machine.accept(batch):
            return too_late(
                request, batch, _("Another import of this source is under way. Wait for its end.")
            )
        ring(batch)
        return back_to(batch)
    return page_of(request, batch, "apply", _("Apply"), will=will_happen(batch))


def will_happen(batch: Import) -> dict[str, int]:
    """Numbers of rows by what is done with them; ``kept``: fields that stay a curator's."""
    numbers: Counter[str] = Counter()
    for verdict, name in PLAIN.items():
        rows = batch.rows.filter(verdict=verdict, decided_at=None)
        numbers[name] += rows.count() if batch.counts.get(verdict) else 0
    told = batch.rows.exclude(verdict__in=PLAIN, decided_at=None)
    wanted = ("number", "verdict", "record_id", "row", "differences", "problems", "candidates",
              "decision", "batch_id")  # fmt: skip
    for row in told.only(*wanted).iterator(chunk_size=1000):
        row.batch = batch
        result = outcome(row)
        numbers[_name(row, result.write, result.why)] += 1
        numbers["kept"] += sum(one["field"] not in result.facts for one in row.differences)
    names = ("added", "changed", "unchanged", "left_out", "waiting", "problem", "kept")
    return {name: numbers[name] for name in names}


def _name(row: ImportRow, write: bool, why: str) -> str:
    if write:
        return "added" if row.record_id is None else "changed"
    if why == Verdict.PERSONAL and "personal" in row.decision:
        return "left_out"
    if why in (Verdict.DUPLICATE, Verdict.OFF_TOPIC, Verdict.PERSONAL):
        return "waiting"
    if why in ("skip", "same_row"):
        return "left_out"
    return "problem" if why == Verdict.PROBLEM else "unchanged"

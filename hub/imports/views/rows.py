"""The rows of an import before anything is written: filtered, compared, decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from hub.accounts.models import Person
from hub.imports.models import Import, ImportRow
from hub.imports.review import decisions
from hub.imports.views.decision import judge
from hub.imports.views.desk import BOTH, POST, desk, found, page_of, too_late
from hub.imports.views.row import rows_shown
from hub.imports.views.steps import appliable, decidable
from hub.imports.views.tally import WAITING, explained, tally

MOST = 20
Verdict = ImportRow.Verdict


@dataclass(frozen=True)
class RowFilter:
    """``verdict``: empty for all; ``waiting``: only rows about which nobody said anything."""

    verdict: str = ""
    waiting: bool = False
    page: int = 1

    @classmethod
    def read(cls, given: QueryDict) -> RowFilter:
        verdict = given.get("verdict", "")
        page = given.get("page", "")
        return cls(
            verdict if verdict in Verdict.values else "",
            given.get("waiting") == "1",
            max(1, int(page)) if page.isdecimal() and len(page) < 8 else 1,
        )

    def address(self, batch: Import, page: int = 0) -> str:
        parts = [("verdict", self.verdict), ("waiting", "1" if self.waiting else "")]
        parts.append(("page", str(page) if page > 1 else ""))
        query = "&".join(f"{name}={value}" for name, value in parts if value)
        return reverse("import-rows", args=[batch.pk]) + (f"?{query}" if query else "")

    def rows(self, batch: Import) -> QuerySet[ImportRow]:
        rows = batch.rows.all()
        if self.verdict:
            rows = rows.filter(verdict=self.verdict)
        elif self.waiting:
            rows = rows.filter(verdict__in=WAITING)
        return rows.filter(decided_at=None) if self.waiting else rows

    def count(self, batch: Import) -> int:
        """Of the import's own counters, unless it is asked who waits."""
        if self.waiting:
            return self.rows(batch).count()
        return batch.counts.get(self.verdict, 0) if self.verdict else batch.rows_read


@desk("view_import", BOTH)
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    batch = found(pk)
    if request.method != "POST":
        return shown(request, batch, RowFilter.read(request.GET))
    if not request.user.has_perm("imports.change_import") or not decidable(batch):
        return too_late(request, batch, _("Rows cannot be decided on at this point."))
    asked = RowFilter.read(request.POST)
    decided, stale, sentences = judge(batch, request.POST, by=request.user)
    for sentence in sentences:
        messages.error(request, sentence)
    if stale:
        numbers = ", ".join(map(str, stale))
        messages.warning(
            request,
            _("Somebody else decided on these rows meanwhile; look at them again: %(numbers)s.")
            % {"numbers": numbers},
        )
    if decided:
        tell(request, decided)
    elif not stale and not sentences:
        messages.info(request, _("Nothing was changed."))
    if sentences:
        batch.refresh_from_db()
        return shown(request, batch, asked, status=400)
    return redirect(asked.address(batch, asked.page))


def tell(request: HttpRequest, count: int) -> None:
    words = {"count": f"{count:,}"}
    text = ngettext("Kept for %(count)s row.", "Kept for %(count)s rows.", count)
    messages.success(request, text % words)


def shown(
    request: HttpRequest, batch: Import, asked: RowFilter, *, status: int = 200
) -> HttpResponse:
    total = asked.count(batch)
    pages = max(1, -(-total // MOST))
    number = min(asked.page, pages)
    start = (number - 1) * MOST
    # First the keys, from the index alone: a page far behind costs little more than the first.
    ordered = asked.rows(batch).order_by("number").values_list("pk", flat=True)
    keys = list(ordered[start : start + MOST])
    found_rows = list(batch.rows.filter(pk__in=keys).order_by("number"))
    return page_of(
        request,
        batch,
        "rows",
        _("Rows"),
        status=status,
        rows=rows_shown(batch, found_rows),
        asked=asked,
        total=total,
        first=start + 1,
        last=start + len(found_rows),
        number=number,
        pages=pages,
        before=asked.address(batch, number - 1) if number > 1 else "",
        after=asked.address(batch, number + 1) if number < pages else "",
        filters=filters(batch, asked),
        explained=explained(asked.verdict),
        actions=actions_for(asked.verdict) if decidable(batch) and total else [],
        decidable=decidable(batch) and request.user.has_perm("imports.change_import"),
        appliable=appliable(batch),
    )


@dataclass(frozen=True)
class Chip:
    label: str
    count: int | None
    url: str
    here: bool
    waits: bool


def filters(batch: Import, asked: RowFilter) -> list[Chip]:
    is_all = not asked.verdict and not asked.waiting
    every = [Chip(_("All"), batch.rows_read, RowFilter().address(batch), is_all, False)]
    for one in tally(batch):
        is_here = one.verdict == asked.verdict and not asked.waiting
        url = RowFilter(one.verdict).address(batch)
        every.append(Chip(one.label, one.count, url, is_here, one.waits))
    if decidable(batch):
        left = RowFilter("", True)
        count = left.count(batch)
        every.insert(1, Chip(_("Waiting for you"), count, left.address(batch), asked.waiting, True))
    return every


# For all rows of a filter at once.

ACTIONS = {
    "accept": lazy("Take everything from the file"),
    "keep": lazy("Keep what curators wrote"),
    "skip": lazy("Leave the rows out"),
    "different": lazy("They are all different from what is there"),
    "topic": lazy("They are all on topic"),
    "allow": lazy("Allow the personal data in all of them"),
    "drop": lazy("Leave the texts with personal data out of all of them"),
    "forget": lazy("Forget what was decided on them"),
}
OFFERED = {
    Verdict.NEW: ("skip", "forget"),
    Verdict.CHANGED: ("accept", "skip", "forget"),
    Verdict.CONFLICT: ("accept", "keep", "skip", "forget"),
    Verdict.DUPLICATE: ("different", "skip", "forget"),
    Verdict.OFF_TOPIC: ("topic", "skip", "forget"),
    Verdict.PERSONAL: ("allow", "drop", "skip", "forget"),
    "": ("skip", "forget"),
}


def actions_for(verdict: str) -> list[tuple[str, str]]:
    return [(name, str(ACTIONS[name])) for name in OFFERED.get(verdict, ())]


@desk("change_import", POST)
def all_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision for all rows of a filter."""
    batch = found(pk)
    if not decidable(batch):
        return too_late(request, batch, _("Rows cannot be decided on at this point."))
    asked, what = RowFilter.read(request.POST), request.POST.get("what", "")
    if what not in OFFERED.get(asked.verdict, ()):
        messages.error(request, _("Choose what is to be done with these rows."))
        return shown(request, batch, asked, status=400)
    chosen, by = asked.rows(batch), cast("Person", request.user)
    if what in ("accept", "keep", "skip"):
        count = decisions.of_rows(chosen, what, by=by)  # type: ignore[arg-type]
    elif what in ("allow", "drop"):
        count = decisions.of_personal(chosen, what, by=by)  # type: ignore[arg-type]
    else:
        plain = {
            "different": decisions.different,
            "topic": decisions.allow_off_topic,
            "forget": decisions.take_back,
        }
        count = plain[what](chosen, by=by)
    tell(request, count)
    return redirect(asked.address(batch))

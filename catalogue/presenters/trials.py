"""What curators of this site saw when they tried a tool: five small tests, by day and version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.records.models import Citation, Source
from hub.web.localization import localize_date

# By name, as in ``Source.trial_results``, so a name never changes.
TRIAL_TESTS: dict[str, Any] = {
    "offline": gettext_lazy("Opens without a network"),
    "alert": gettext_lazy("An alert arrives"),
    "location": gettext_lazy("Asks for the location"),
    "account": gettext_lazy("Needs an account"),
    "language": gettext_lazy("Its language is complete"),
}
TRIAL_RESULTS: dict[str, Any] = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "partly": gettext_lazy("In part"),
}


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A test and what was seen; ``tried`` False: it was not made, which is no "no"."""

    label: str
    result: str
    tried: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """``number``: of the source in the page's list. ``note``: what else was seen."""

    heading: str
    rows: tuple[TrialRow, ...]
    note: str
    number: int


def trial_heading(source: Source) -> str:
    words = {
        "date": localize_date(source.read_on.isoformat()) if source.read_on else "",
        "version": source.trial_version,
    }
    return _("Tried by this site’s curators on %(date)s with version %(version)s") % words


def trial_rows(source: Source) -> tuple[TrialRow, ...]:
    results = source.trial_results
    return tuple(
        TrialRow(
            str(label),
            str(TRIAL_RESULTS[results[name]]) if results.get(name) in TRIAL_RESULTS else
            _("Not tried"),
            results.get(name) in TRIAL_RESULTS,
        )
        for name, label in TRIAL_TESTS.items()
    )  # fmt: skip


def trial_title(source: Source) -> str:
    """All of it in a line, as a list of sources has it; what was not tried is left out."""
    seen = "; ".join(f"{row.label}: {row.result}" for row in trial_rows(source) if row.tried)
    return f"{trial_heading(source)}. {seen}" if seen else trial_heading(source)


def trials_of(citations: Iterable[Citation], numbers: dict[int, int]) -> tuple[Trial, ...]:
    """The trials among these, the newest first. ``numbers``: of sources, by primary key."""
    tried = [row for row in citations if row.source.kind == Source.Kind.TRIAL]
    tried.sort(key=lambda row: (str(row.source.read_on), row.pk), reverse=True)
    return tuple(
        Trial(
            trial_heading(row.source),
            trial_rows(row.source),
            row.note,
            numbers.get(row.source_id, 0),
        )
        for row in tried
    )

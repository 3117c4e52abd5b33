"""A fact of a tool on a sheet: its values, what is not known or not assessed of it, its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter

from django.utils.translation import gettext as _

from catalogue.compare.facts import CompareCell
from catalogue.compare.printable_document import (
    NONE,
    NOT_ASSESSED,
    SEPARATOR,
    UNKNOWN,
    DocumentLine,
    TextRun,
)
from hub.web.localization import localize_date
from hub.web.view_models import Value

CHECKED = "✓"


def usual_check(cells: Iterable[CompareCell]) -> str:
    """The day on which most of what was checked was checked; empty where no two share one.

    Said once, with a mark at each fact: written at each, the days alone fill half a leaf.
    """
    days = Counter(day for cell in cells if (day := _day_of_check(cell)))
    day, count = max(days.items(), key=itemgetter(1, 0), default=("", 0))
    return day if count > 1 else ""


def check_legend(day: str) -> str:
    """What the mark means."""
    return f"{CHECKED} {_checked_text(day)}"


def fact_line(label: str, cell: CompareCell, remark: str = "", usual: str = "") -> DocumentLine:
    """``usual``: the day of ``usual_check``, where its legend stands beside the line."""
    runs = [value_run(value) for value in cell.fact.values]
    if cell.terms:
        runs += _terms_runs(cell)
    runs = runs or [absence_run(cell)]
    if remark:
        runs.append(TextRun(remark))
    numbers = source_numbers(sorted({*cell.fact.sources, *cell.term_sources}))
    when = _when(cell, usual)
    between = "\xa0" if when == CHECKED else ", "
    note = between.join(part for part in (numbers, when) if part)
    note = ", ".join(part for part in (note, _stated_text(cell)) if part)
    return DocumentLine(label, tuple(runs), note)


def _stated_text(cell: CompareCell) -> str:
    if not cell.fact.stated:
        return ""
    return _("◇ its maker says so, %(date)s") % {"date": localize_date(cell.fact.stated)}


def _when(cell: CompareCell, usual: str) -> str:
    if doubted := cell.fact.doubted:
        words = {"date": localize_date(doubted)}
        return _("its source no longer says so: seen %(date)s") % words
    day = _day_of_check(cell)
    if day and day == usual:
        return CHECKED
    return _checked_text(day) if day else ""


def _day_of_check(cell: CompareCell) -> str:
    """Empty also where its source no longer says so: that is told in place of the check."""
    return "" if cell.fact.doubted else cell.fact.checked or ""


def _checked_text(day: str) -> str:
    return _("checked %(date)s") % {"date": localize_date(day)}


def _terms_runs(cell: CompareCell) -> list[TextRun]:
    """What the record says to a question of the safety panel.

    Without an assessor's answer it is said together with that: "not assessed" beside an answer
    would seem to contradict it.
    """
    terms = {"terms": SEPARATOR.join(value_run(value).text for value in cell.terms)}
    if cell.fact.state == "none":
        return [absence_run(cell), TextRun(_("From the record: %(terms)s") % terms)]
    if cell.fact.state == "value":
        return [TextRun(_("From the record: %(terms)s") % terms)]
    if cell.assessed:
        return [TextRun(_("%(terms)s (from the record; the assessors found no more)") % terms)]
    return [TextRun(_("%(terms)s (from the record; nobody has assessed this)") % terms)]


def value_run(value: Value) -> TextRun:
    text = value.label
    if value.risk:
        text = f"▲ {text}"
    if value.inferred:
        text = f"{text} ({_('inferred by an editor')})"
    # Terms lead into the site: on paper their addresses would only be in the way.
    external_url = value.url if "://" in value.url else ""
    return TextRun(text, value.language, url=external_url)


def absence_run(cell: CompareCell) -> TextRun:
    if cell.fact.state == "none":
        return TextRun(_("Known: none"), look=NONE)
    if not cell.assessed:
        return TextRun(_("Not assessed"), look=NOT_ASSESSED)
    return TextRun(_("Not known"), look=UNKNOWN)


def source_numbers(sources: Sequence[int]) -> str:
    """In brackets, and never broken at the end of a line."""
    return "[" + ",\xa0".join(map(str, sources)) + "]" if sources else ""

"""A fact of a tool on a sheet: its values, what is not known or not assessed of it, its sources."""

from __future__ import annotations

from collections.abc import Sequence

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


def fact_line(label: str, cell: CompareCell, remark: str = "") -> DocumentLine:
    runs = [value_run(value) for value in cell.fact.values]
    if cell.terms:
        runs += _terms_runs(cell)
    runs = runs or [absence_run(cell)]
    if remark:
        runs.append(TextRun(remark))
    numbers = source_numbers(sorted({*cell.fact.sources, *cell.term_sources}))
    checked, doubted = cell.fact.checked, cell.fact.doubted
    when = _("checked %(date)s") % {"date": localize_date(checked)} if checked else ""
    if doubted:
        words = {"date": localize_date(doubted)}
        when = _("its source no longer says so: seen %(date)s") % words
    stated = cell.fact.stated
    said = _("◇ its maker says so, %(date)s") % {"date": localize_date(stated)} if stated else ""
    notes = ", ".join(part for part in (numbers, when, said) if part)
    return DocumentLine(label, tuple(runs), notes)


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

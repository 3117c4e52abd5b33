"""The briefing sheet: what a shortlist comes to, to be printed, sent or read aloud to colleagues.

Nothing is shortened here. A caution, a risk and what was not assessed stand in full, whatever the
length of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from catalogue.compare.facts import GROUPS, SAFETY, ComparedRecord
from catalogue.compare.fit_rows import Judged
from catalogue.compare.parameters import CompareParameters
from catalogue.compare.printable_document import (
    BETWEEN,
    NONE,
    NOT_ASSESSED,
    UNKNOWN,
    WARNING,
    Block,
    Bullets,
    DocumentHeading,
    DocumentLine,
    DocumentParagraph,
    DocumentTable,
    PrintableDocument,
    TextRun,
)
from catalogue.compare.table import records
from catalogue.compare.view_models import CompareCell
from catalogue.fit.reason import Judgement, Reason
from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, Situation, answer_label
from catalogue.models import Tool
from catalogue.models.tool import ENDED
from catalogue.practice_view_models import PracticeCard
from catalogue.presenters.facts import verification
from hub.web.localization import localize_date
from hub.web.responses import absolute
from hub.web.view_models import SourceRef, Value

# Groups that have a heading of their own on the sheet; the others stand together.
APART = ("needs", "safeguards", "panel")


def sheet_of(
    tools: Sequence[Tool], judged: Judged, asked: CompareParameters, address: str, day: str
) -> PrintableDocument:
    """``tools`` come from ``for_comparison()``; ``judged`` is empty without a situation;
    ``address`` is the shortlist's path, ``day`` the ISO date of today.
    """
    shown, sources = records(tools)
    reasons = judged or [None] * len(shown)
    blocks: list[Block] = [*_head(day), *_situation(asked.situation), *_glance(shown)]
    for number, (record, one) in enumerate(zip(shown, reasons, strict=True), 1):
        blocks += _tool(number, record, one, asked.situation)
    blocks += _left_unknown(shown, reasons)
    blocks += _sources(sources.listed())
    blocks += [
        DocumentHeading(2, TextRun(_("This list again"))),
        DocumentParagraph(TextRun(absolute(asked.plain().address(address)))),
    ]
    direction = "rtl" if get_language_bidi() else "ltr"
    return PrintableDocument(
        _("Briefing sheet"), day, get_language() or "en", direction, tuple(blocks)
    )


def in_situation(situation: Situation) -> tuple[tuple[str, str], ...]:
    """The questions that were answered, each with its answers in words."""
    return tuple(
        (
            str(FACETS[name].label),
            "; ".join(answer_label(name, slug) for slug in situation.answers(name)),
        )
        for name in SITUATION_PARAMETERS
        if situation.answers(name)
    )


def _head(day: str) -> Iterator[Block]:
    yield DocumentHeading(1, TextRun(_("Briefing sheet")))
    yield DocumentParagraph(
        TextRun(
            _("Made on %(date)s from the Anti-Trafficking Technology Hub.")
            % {"date": localize_date(day)}
        )
    )
    yield DocumentParagraph(
        TextRun(
            _(
                "“Not known” means that no source says it, not that the answer is no. “Not "
                "assessed” means that nobody has looked. Numbers in brackets are the sources at "
                "the end."
            )
        )
    )


def _situation(situation: Situation) -> Iterator[Block]:
    yield DocumentHeading(2, TextRun(_("The situation")))
    if situation.is_empty:
        yield DocumentParagraph(TextRun(_("No situation was described, so fit was not judged.")))
        return
    head = (_("Question"), _("Answer"))
    yield DocumentTable(
        head,
        tuple(DocumentLine(label, (TextRun(text),)) for label, text in in_situation(situation)),
    )


def _glance(shown: Sequence[ComparedRecord]) -> Iterator[Block]:
    yield DocumentHeading(2, TextRun(_("The tools in short")))
    yield Bullets(tuple(TextRun(_in_short(record)) for record in shown), numbered=True)


def _in_short(record: ComparedRecord) -> str:
    state = verification(record.tool)
    parts = [f"{record.tool.name}: {state.label}", _panel_state(record)]
    if record.tool.caution:
        parts.append(_("A CAUTION IS NOTED"))
    return "; ".join([*parts, *_ended(record)]) + "."


def _panel_state(record: ComparedRecord) -> str:
    return _("safety panel: %(state)s") % {"state": record.panel.state.lower()}


def _ended(record: ComparedRecord) -> list[str]:
    found = record.facts.schemes.get("status", ())
    return [entry.label() for entry in found if entry.slug in ENDED][:1]


def _tool(
    number: int, record: ComparedRecord, judged: Judgement | None, situation: Situation
) -> Iterator[Block]:
    tool = record.tool
    yield DocumentHeading(2, TextRun(f"{number}. {tool.name}", tool.language), tool.slug)
    yield DocumentParagraph(TextRun(tool.summary, tool.language))
    yield DocumentParagraph(TextRun(absolute(tool.get_absolute_url())))
    for label in _ended(record):
        sentence = _("This tool has ended: %(status)s.") % {"status": label.lower()}
        yield DocumentParagraph(TextRun(sentence, look=WARNING))
    if tool.caution:
        yield DocumentHeading(3, TextRun(_("Caution")))
        numbers = _numbers(record.facts.sources.of("caution"))
        yield DocumentParagraph(
            TextRun(f"{tool.caution} {numbers}".strip(), tool.language, WARNING)
        )
    if not situation.is_empty:
        yield from _fit(judged)
    yield from _facts(record)
    yield DocumentHeading(3, TextRun(_("Practice notes")))
    yield from _practice(record.notes)
    yield DocumentHeading(3, TextRun(_("What is verified, and when")))
    yield DocumentParagraph(TextRun(_verified(record)))


def _fit(judged: Judgement | None) -> Iterator[Block]:
    yield DocumentHeading(3, TextRun(_("Fit to the situation")))
    if judged is None:
        yield DocumentParagraph(TextRun(_("Not judged yet: the record is too new."), look=UNKNOWN))
        return
    if judged.breaks:
        yield DocumentParagraph(TextRun(_("Not recommended: known to break a limit"), look=WARNING))
    yield DocumentParagraph(TextRun(_("Sum: %(points)s") % {"points": judged.points}))
    for title, found in (
        (_("For"), judged.fits),
        (_("Against"), judged.conflicts),
        (_("Not known"), judged.unknown),
    ):
        if found:
            yield DocumentParagraph(TextRun(f"{title}:"))
            yield Bullets(tuple(TextRun(_reason(reason)) for reason in found))


def _reason(reason: Reason) -> str:
    return f"{reason.points}: {reason.sentence}" if reason.weight else reason.sentence


def _facts(record: ComparedRecord) -> Iterator[Block]:
    others: list[DocumentLine] = []
    for kinds in GROUPS:
        lines = [
            _line(str(kind.label), cell)
            for kind, cell in kinds.cells(record)
            if kind.subject not in ("caution", "panel", "practice", "verification")
        ]
        if kinds.slug not in APART:
            others += lines
            continue
        yield DocumentHeading(3, TextRun(str(kinds.title)))
        if kinds.slug == "panel":
            look = "" if record.panel.assessed else NOT_ASSESSED
            yield DocumentParagraph(
                TextRun(f"{record.panel.state}. {record.panel.sentence}", look=look)
            )
        yield DocumentTable(_fact_head(), tuple(lines))
    yield DocumentHeading(3, TextRun(_("What else is recorded")))
    yield DocumentTable(_fact_head(), tuple(others))


def _fact_head() -> tuple[str, str]:
    return _("Fact"), _("What is known of it")


def _line(label: str, cell: CompareCell) -> DocumentLine:
    said = [_value(value) for value in cell.fact.values] or [_absence(cell)]
    if cell.terms:
        words = BETWEEN.join(_value(value).text for value in cell.terms)
        said.append(TextRun(_("From the record: %(terms)s") % {"terms": words}))
    numbers = _numbers(sorted({*cell.fact.sources, *cell.term_sources}))
    checked = cell.fact.checked
    when = _("checked %(date)s") % {"date": localize_date(checked)} if checked else ""
    return DocumentLine(label, tuple(said), ", ".join(part for part in (numbers, when) if part))


def _value(value: Value) -> TextRun:
    words = value.label
    if value.risk:
        words = f"▲ {words}"
    if value.inferred:
        words = f"{words} ({_('inferred by an editor')})"
    # Terms lead into the site: on paper their addresses would only be in the way.
    outward = value.url if "://" in value.url else ""
    return TextRun(words, value.language, url=outward)


def _absence(cell: CompareCell) -> TextRun:
    if cell.fact.state == "none":
        return TextRun(_("Known: none"), look=NONE)
    if not cell.assessed:
        return TextRun(_("Not assessed"), look=NOT_ASSESSED)
    return TextRun(_("Not known"), look=UNKNOWN)


def _numbers(sources: Sequence[int]) -> str:
    """In brackets, and never broken at the end of a line."""
    return "[" + ",\xa0".join(map(str, sources)) + "]" if sources else ""


def _practice(notes: Sequence[PracticeCard]) -> Iterator[Block]:
    if not notes:
        yield DocumentParagraph(
            TextRun(_("Nobody has written down how a use of it went."), look=UNKNOWN)
        )
        return
    for note in notes:
        where = ", ".join(part for part in (*note.where, note.dates) if part)
        title = note.title.unescape()
        yield DocumentParagraph(TextRun(f"{title} ({where})" if where else title, note.language))
        yield Bullets(
            (
                TextRun(note.summary.unescape(), note.language),
                TextRun(
                    _("What was adapted: %(text)s") % {"text": note.adaptation or _("Not known")}
                ),
                TextRun(
                    _("Would they use it again: %(text)s") % {"text": note.again or _("Not known")}
                ),
                TextRun(f"{note.verification.label}. {absolute(note.url)}"),
            )
        )


def _verified(record: ComparedRecord) -> str:
    state = verification(record.tool)
    when = (
        _("Last checked %(date)s.") % {"date": localize_date(state.checked)}
        if state.checked
        else _("No date of a check is recorded.")
    )
    return f"{state.label}. {state.sentence} {when}"


def _left_unknown(
    shown: Sequence[ComparedRecord], judged: Sequence[Judgement | None]
) -> Iterator[Block]:
    yield DocumentHeading(2, TextRun(_("What was left unknown")))
    yield DocumentParagraph(
        TextRun(_("Ask about these before anybody at risk depends on the answer."))
    )
    for record, one in zip(shown, judged, strict=True):
        cells = [pair for kinds in GROUPS for pair in kinds.cells(record)]
        open_panel = [str(kind.label) for kind, cell in cells if _open(kind.subject, cell)]
        facts = [
            str(kind.label)
            for kind, cell in cells
            if cell.silent and kind.subject not in SAFETY and kind.subject != "caution"
        ]
        items = []
        if open_panel:
            words = _("Not known") if record.panel.assessed else _("NOT ASSESSED")
            items.append(TextRun(f"{words}: {', '.join(open_panel)}."))
        if facts:
            items.append(TextRun(_("Not known: %(facts)s.") % {"facts": ", ".join(facts)}))
        items += [TextRun(reason.sentence) for reason in (one.unknown if one else ())]
        yield DocumentHeading(3, TextRun(record.tool.name, record.tool.language))
        yield Bullets(tuple(items)) if items else DocumentParagraph(TextRun(_("Nothing.")))


def _open(subject: str, cell: CompareCell) -> bool:
    """Whether a question of the safety panel has no answer of an assessor."""
    return subject in SAFETY and subject != "panel" and cell.fact.state == "unknown"


def _sources(listed: Sequence[SourceRef]) -> Iterator[Block]:
    yield DocumentHeading(2, TextRun(_("Sources")))
    if not listed:
        yield DocumentParagraph(TextRun(_("No source recorded"), look=UNKNOWN))
        return
    yield Bullets(tuple(TextRun(_source(ref)) for ref in listed), numbered=True)


def _source(ref: SourceRef) -> str:
    """Addresses stand last, each whole and with nothing behind it that would go along."""
    untitled = ref.title == ref.url.split("://", 1)[-1].rstrip("/")
    parts = ["" if untitled else ref.title, ref.publisher, ref.note]
    if ref.read_on:
        parts.append(_("Read %(date)s") % {"date": localize_date(ref.read_on)})
    words = [f"{part.rstrip('.')}." for part in parts if part]
    archived = _("Archived copy: %(address)s") % {"address": ref.archived} if ref.archived else ""
    return " ".join(part for part in (*words, ref.url, archived) if part)

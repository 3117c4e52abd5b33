"""The briefing sheet: what a shortlist comes to, to be printed, sent or read aloud to colleagues.

Its first page compares the tools, the details stand behind. A caution, a risk and what was not
assessed stand in full, whatever the length of the sheet; facts that nobody knows are named in one
sentence for each tool.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from catalogue.compare.fact_lines import (
    absence_run,
    check_legend,
    fact_line,
    source_numbers,
    usual_check,
    value_run,
)
from catalogue.compare.facts import GROUPS, SAFETY, CompareCell, ComparedRecord
from catalogue.compare.overview import build_overview
from catalogue.compare.parameters import CompareParameters
from catalogue.compare.printable_document import (
    NOT_ASSESSED,
    UNKNOWN,
    WARNING,
    Block,
    Bullets,
    DocumentGrid,
    DocumentHeading,
    DocumentParagraph,
    DocumentTable,
    GridRow,
    PrintableDocument,
    TextRun,
)
from catalogue.compare.table import Assessments, compared_records
from catalogue.fit.checks import FitAssessment, Reason
from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, Situation, answer_label
from catalogue.models import Tool
from catalogue.models.tool import ENDED
from catalogue.presenters.facts import verification
from catalogue.presenters.practice import PracticeCard
from catalogue.presenters.safety_panel import QUESTIONS
from hub.identity.site_identity import current_identity
from hub.web.localization import localize_date
from hub.web.responses import absolute
from hub.web.view_models import SourceRef

# Facts with a place of their own in a tool's block.
OWN_BLOCKS = ("caution", "panel", "practice", "verification")


def build_briefing(
    tools: Sequence[Tool],
    assessments: Assessments,
    parameters: CompareParameters,
    address: str,
    day: str,
) -> PrintableDocument:
    """``tools`` come from ``tools_for_comparison``; ``assessments`` is empty without a situation;
    ``address`` is the shortlist's path, ``day`` the ISO date of today.
    """
    records, sources = compared_records(tools)
    record_assessments = assessments or [None] * len(records)
    list_address = absolute(parameters.without_filters().address(address))
    details: list[Block] = [*_question_blocks(records)]
    for number, (record, assessment) in enumerate(zip(records, record_assessments, strict=True), 1):
        details += _tool_blocks(number, record, assessment, parameters.situation)
    details += source_blocks(sources.listed())
    details += [
        DocumentHeading(2, TextRun(_("This list again"))),
        DocumentParagraph(TextRun(list_address)),
    ]
    return PrintableDocument(
        title=_("Briefing sheet"),
        day=day,
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
        summary=(
            DocumentHeading(1, TextRun(_("Briefing sheet"))),
            *_situation_blocks(parameters.situation),
            *_overview_blocks(records, assessments),
            *_legend_blocks(day),
        ),
        details=tuple(details),
        made=made_sentence(day, reverse("home")),
    )


def made_sentence(day: str, path: str) -> str:
    """When a page was put on paper, by whom, and where it came from."""
    site = current_identity()
    made = _("Made on %(date)s from this site: %(name)s, %(address)s")
    by = _("Made on %(date)s from this site: %(name)s, run by %(operator)s, %(address)s")
    return (by if site.operator_name else made) % {
        "date": localize_date(day),
        "name": site.name,
        "operator": site.operator_name,
        "address": absolute(path),
    }


def answered_questions(situation: Situation) -> tuple[tuple[str, str], ...]:
    """Labels of the answered questions, each with the labels of its answers."""
    return tuple(
        (
            str(FACETS[name].label),
            "; ".join(answer_label(name, slug) for slug in situation.answers(name)),
        )
        for name in SITUATION_PARAMETERS
        if situation.answers(name)
    )


def _situation_blocks(situation: Situation) -> Iterator[Block]:
    if situation.is_empty:
        sentence = _("No situation was described, so fit was not judged.")
    else:
        sentence = " ".join(
            f"{label.rstrip(':')}{'' if label.endswith('?') else ':'} {text.rstrip('.')}."
            for label, text in answered_questions(situation)
        )
    yield DocumentParagraph(TextRun(sentence))


def _overview_blocks(
    records: Sequence[ComparedRecord], assessments: Assessments
) -> Iterator[Block]:
    lines = build_overview(records, assessments)
    yield DocumentGrid(
        (_("Tool"), *(line.label for line in lines)),
        tuple(
            GridRow(
                TextRun(f"{number}. {record.tool.name}", record.tool.language),
                tuple(_overview_runs(line.cells[number - 1]) for line in lines),
            )
            for number, record in enumerate(records, 1)
        ),
    )


def _overview_runs(cell: CompareCell) -> tuple[TextRun, ...]:
    runs = tuple(value_run(value) for value in cell.fact.values) or (absence_run(cell),)
    return runs + tuple(map(value_run, cell.terms))


def _legend_blocks(day: str) -> Iterator[Block]:
    yield DocumentParagraph(
        TextRun(
            _(
                "“Not known” means that no source says it, not that the answer is no. “Not "
                "assessed” means that nobody has looked. Numbers in brackets are the sources at "
                "the end."
            )
        )
    )
    yield DocumentParagraph(TextRun(made_sentence(day, reverse("home"))))


def _question_blocks(records: Sequence[ComparedRecord]) -> Iterator[Block]:
    """The questions of the safety panel, once for all tools that nobody has assessed."""
    if all(record.panel.assessed for record in records):
        return
    heading = _("Nine questions to ask before you use a tool with a person at risk")
    yield DocumentHeading(2, TextRun(heading))
    yield Bullets(tuple(TextRun(str(question.text)) for question in QUESTIONS), numbered=True)


def _ended_labels(record: ComparedRecord) -> list[str]:
    status_terms = record.facts.schemes.get("status", ())
    return [term.label() for term in status_terms if term.slug in ENDED][:1]


def _tool_blocks(
    number: int, record: ComparedRecord, assessment: FitAssessment | None, situation: Situation
) -> Iterator[Block]:
    tool = record.tool
    yield DocumentHeading(2, TextRun(f"{number}. {tool.name}", tool.language), tool.slug)
    yield DocumentParagraph(TextRun(tool.summary, tool.language))
    yield DocumentParagraph(TextRun(absolute(tool.get_absolute_url())))
    for label in _ended_labels(record):
        sentence = _("This tool has ended: %(status)s.") % {"status": label.lower()}
        yield DocumentParagraph(TextRun(sentence, look=WARNING))
    if tool.caution:
        yield DocumentHeading(3, TextRun(_("Caution")))
        numbers = source_numbers(record.facts.sources.of("caution"))
        yield DocumentParagraph(
            TextRun(f"{tool.caution} {numbers}".strip(), tool.language, WARNING)
        )
    if not situation.is_empty:
        yield from _fit_blocks(assessment)
    yield from _panel_blocks(record)
    yield from _fact_blocks(record)
    yield DocumentHeading(3, TextRun(_("Used in practice")))
    yield from _practice_blocks(record.notes)
    yield DocumentHeading(3, TextRun(_("What is verified, and when")))
    yield DocumentParagraph(TextRun(_verification_text(record)))
    yield from _unknown_blocks(record, assessment)


def _fit_blocks(assessment: FitAssessment | None) -> Iterator[Block]:
    yield DocumentHeading(3, TextRun(_("Fit to the situation")))
    if assessment is None:
        yield DocumentParagraph(TextRun(_("Not judged yet: the record is too new."), look=UNKNOWN))
        return
    if assessment.breaks:
        yield DocumentParagraph(TextRun(_("Not recommended: known to break a limit"), look=WARNING))
    yield DocumentParagraph(TextRun(_("Score: %(points)s") % {"points": assessment.points}))
    for title, reasons in (
        (_("For"), assessment.fits),
        (_("Against"), assessment.conflicts),
    ):
        if reasons:
            yield DocumentParagraph(TextRun(f"{title}:"))
            yield Bullets(tuple(TextRun(_reason_text(reason)) for reason in reasons))


def _reason_text(reason: Reason) -> str:
    return f"{reason.points}: {reason.sentence}" if reason.weight else reason.sentence


def _panel_blocks(record: ComparedRecord) -> Iterator[Block]:
    (panel,) = (specs for specs in GROUPS if specs.slug == "panel")
    yield DocumentHeading(3, TextRun(str(panel.title)))
    view = record.panel
    if view.assessed:
        yield DocumentParagraph(TextRun(f"{view.state}. {view.sentence}"))
        return
    sentences = [
        f"{view.state}.",
        view.heading,
        _("This does not mean that it is safe: ask the nine questions above first."),
    ]
    if view.has_answers:
        sentences.append(_("What is recorded here is what sources and editors say of it."))
    yield DocumentParagraph(TextRun(" ".join(sentences), look=NOT_ASSESSED))


def _fact_blocks(record: ComparedRecord) -> Iterator[Block]:
    """What is known, in one table; what is not is named behind it."""
    known = [
        (spec, cell)
        for specs in GROUPS
        for spec, cell in specs.cells(record)
        if spec.subject not in OWN_BLOCKS and not cell.is_unknown
    ]
    usual = usual_check(cell for _spec, cell in known)
    lines = tuple(
        fact_line(str(spec.label), cell, _remark(spec.subject, record), usual)
        for spec, cell in known
    )
    yield DocumentHeading(3, TextRun(_("What is recorded")))
    if usual:
        yield DocumentParagraph(TextRun(check_legend(usual)))
    if lines:
        yield DocumentTable(_fact_table_head(), lines)
    else:
        yield DocumentParagraph(TextRun(_("Nothing."), look=UNKNOWN))


def _fact_table_head() -> tuple[str, str]:
    return _("Fact"), _("What is known of it")


def _remark(subject: str, record: ComparedRecord) -> str:
    return record.facts.practice_sentence() if subject == "evidence_level" else ""


def _practice_blocks(notes: Sequence[PracticeCard]) -> Iterator[Block]:
    if not notes:
        yield DocumentParagraph(
            TextRun(_("Nobody has written here how it went when they used it"), look=UNKNOWN)
        )
        return
    for note in notes:
        places = ", ".join(part for part in (*note.where, note.dates) if part)
        title = note.title.unescape()
        yield DocumentParagraph(TextRun(f"{title} ({places})" if places else title, note.language))
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


def _verification_text(record: ComparedRecord) -> str:
    state = verification(record.tool, record.facts.sources)
    date_sentence = (
        _("Last checked %(date)s.") % {"date": localize_date(state.checked)}
        if state.checked
        else _("No date of a check is recorded.")
    )
    return f"{state.label}. {state.sentence} {date_sentence}"


def _unknown_blocks(record: ComparedRecord, assessment: FitAssessment | None) -> Iterator[Block]:
    cells = [pair for specs in GROUPS for pair in specs.cells(record)]
    open_panel = [str(spec.label) for spec, cell in cells if _is_open_question(spec.subject, cell)]
    facts = [
        str(spec.label)
        for spec, cell in cells
        if cell.is_unknown and spec.subject not in SAFETY and spec.subject not in OWN_BLOCKS
    ]
    items = []
    if open_panel:
        state = _("Not known") if record.panel.assessed else _("NOT ASSESSED")
        items.append(TextRun(f"{state}: {', '.join(open_panel)}."))
    if facts:
        items.append(TextRun(_("Not known: %(facts)s.") % {"facts": ", ".join(facts)}))
    items += [TextRun(reason.sentence) for reason in (assessment.unknown if assessment else ())]
    if not items:
        return
    yield DocumentHeading(
        3, TextRun(_("What is not known: ask before anybody at risk depends on it"))
    )
    yield Bullets(tuple(items))


def _is_open_question(subject: str, cell: CompareCell) -> bool:
    """Whether a question of the safety panel has no answer of an assessor."""
    return subject in SAFETY and subject != "panel" and cell.fact.state == "unknown"


def source_blocks(listed: Sequence[SourceRef]) -> Iterator[Block]:
    """The sources that numbers in brackets refer to."""
    yield DocumentHeading(2, TextRun(_("Sources")))
    if not listed:
        yield DocumentParagraph(TextRun(_("No source recorded"), look=UNKNOWN))
        return
    yield Bullets(tuple(TextRun(_source_text(ref)) for ref in listed), numbered=True)


def _source_text(ref: SourceRef) -> str:
    """Addresses come last and without punctuation, so that readers copy them whole."""
    title = _("%(title)s (title made from the address)") % {"title": ref.title}
    publisher = "" if ref.publisher in ref.url else ref.publisher
    parts = [title if ref.made else ref.title if ref.titled else "", publisher]
    if ref.copy:
        parts.append(_("A copy, not the publisher’s own page"))
    parts.append(ref.note)
    if ref.read_on:
        parts.append(_("Read %(date)s") % {"date": localize_date(ref.read_on)})
    sentences = [f"{part.rstrip('.')}." for part in parts if part]
    archived = _("Archived copy: %(address)s") % {"address": ref.archived} if ref.archived else ""
    return " ".join(part for part in (*sentences, ref.url, archived) if part)

"""What decides between tools, in six lines: a phone's first screen and the first page on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.compare.facts import CompareCell, ComparedRecord, cell
from catalogue.fields.shared import RISKS
from catalogue.fit.checks import FitAssessment, FitVerdict, Reason
from catalogue.models.tool import ENDED
from catalogue.presenters.facts import fact
from hub.web.view_models import Fact, FactState, Value

TASK = "task"  # the question of the finder that a tool answers with what it does
MAX_VALUES = 4
MAX_QUESTIONS = 2
# Lines that hold the terms of one scheme, by scheme: a name for the line, and its label.
STATED = {
    "connectivity": ("needs", gettext_lazy("Needs")),
    "access": ("cost", gettext_lazy("Cost and access")),
    "language": ("languages", gettext_lazy("Languages")),
}


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """One fact of all tools, without sources and dates: the details behind it have them."""

    slug: str
    label: str
    cells: tuple[CompareCell, ...]


def build_overview(
    records: Sequence[ComparedRecord], assessments: Sequence[FitAssessment | None]
) -> tuple[OverviewLine, ...]:
    """``assessments`` is empty without a situation."""
    pairs = list(zip(records, assessments or [None] * len(records), strict=True))
    asks_task = any(
        reason.question == TASK for each in assessments if each for reason in each.reasons
    )
    does = (_("Does it"), _task) if asks_task else (_("What it does"), partial(_stated, "purpose"))
    lines: tuple[tuple[str, str, Callable[..., CompareCell]], ...] = (
        ("does", *does),
        *((slug, str(label), partial(_stated, scheme)) for scheme, (slug, label) in STATED.items()),
        ("warning", _("Warning"), _warning),
        ("question", _("Open question"), _open_question),
    )
    return tuple(
        OverviewLine(slug, label, tuple(make(record, each) for record, each in pairs))
        for slug, label, make in lines
    )


def _task(_record: ComparedRecord, assessment: FitAssessment | None) -> CompareCell:
    """Yes, something near, or not known, with the tasks that are recorded."""
    reasons = assessment.reasons if assessment else ()
    own = [reason for reason in reasons if reason.question == TASK]
    fits = [reason for reason in own if reason.verdict is FitVerdict.FITS]
    if fits:
        does = [reason for reason in fits if reason.full]
        text = _("Yes: %(tasks)s") if does else _("Comes near: %(tasks)s")
        value = Value(text % {"tasks": _names(does or fits)})
        return cell(_of_values(TASK, value), answer="yes" if does else "")
    conflicts = [Value(reason.sentence) for reason in own if reason.weight < 0]
    recorded = _names(own)
    terms = (Value(recorded),) if recorded and not conflicts else ()
    return cell(_of_values(TASK, *conflicts), terms=terms)


def _names(reasons: Iterable[Reason]) -> str:
    return ", ".join(dict.fromkeys(name for reason in reasons for name in reason.names))


def _stated(scheme: str, record: ComparedRecord, _assessment: FitAssessment | None) -> CompareCell:
    return _terms(record, scheme)


def _terms(record: ComparedRecord, scheme: str) -> CompareCell:
    """The first terms, and the number of the others."""
    stated = record.facts.terms(scheme, scheme)
    values = tuple(Value(value.label) for value in stated.values[:MAX_VALUES])
    if left := len(stated.values) - MAX_VALUES:
        values += (Value(_("%(count)d more") % {"count": left}),) if left > 0 else ()
    return cell(replace(stated, values=values, sources=(), checked=None))


def _warning(record: ComparedRecord, assessment: FitAssessment | None) -> CompareCell:
    """Broken limits, its end, the caution word for word, and risks. Nothing of it is cut short."""
    tool = record.tool
    breaks = assessment.breaks if assessment else ()
    values = [Value(_("Not recommended: known to break a limit"), risk=True)] if breaks else []
    values += [Value(reason.sentence, risk=True) for reason in breaks]
    status_terms = record.facts.schemes.get("status", ())
    values += [Value(term.label(), risk=True) for term in status_terms if term.slug in ENDED][:1]
    if tool.caution:
        values.append(Value(tool.caution, language=tool.language, risk=True))
    risks = record.facts.group(RISKS, "risks").values
    values += [replace(value, url="", note="") for value in risks]
    return cell(_of_values("warning", *values))


def _open_question(record: ComparedRecord, assessment: FitAssessment | None) -> CompareCell:
    """What to ask first: of the situation, else of the facts above; and whether anybody looked."""
    unknown = assessment.unknown if assessment else ()
    asked = [reason for reason in unknown if reason.question not in ("", TASK)]
    sentences = [reason.sentence for reason in asked[:MAX_QUESTIONS]]
    if not sentences:
        missing = [
            str(label)
            for scheme, (_slug, label) in STATED.items()
            if _terms(record, scheme).is_unknown
        ]
        if missing:
            sentences = [_("Not known: %(facts)s.") % {"facts": ", ".join(missing)}]
    if not record.panel.assessed:
        sentences.append(_("Nobody has assessed it for use with a person at risk."))
    if not sentences:
        return cell(Fact("question", FactState.NONE))
    return cell(_of_values("question", *map(Value, sentences)))


def _of_values(label: str, *values: Value) -> Fact:
    return fact(label, values, known_none=False)

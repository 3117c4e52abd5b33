"""The rows of a comparison that say how the tools fit a situation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from catalogue.compare.differences import differs
from catalogue.compare.view_models import CompareCell, CompareGroup, CompareRow
from catalogue.fit.explanation import judge
from catalogue.fit.reason import Judgement, Reason, signed
from catalogue.fit.rules import checks_of
from catalogue.fit.situation import FACETS, SITUATION_PARAMETERS, Situation, answer_label
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.term_cache import term_cache
from hub.web.view_models import Fact, FactState, Value

Judged = Sequence[Judgement | None]


def judgements(snapshot: Snapshot, pks: Iterable[int], situation: Situation) -> Judged:
    """The reasons of each tool; None for one that the index does not hold yet. No query."""
    terms = term_cache()
    checks = tuple(checks_of(situation, terms))
    return [
        judge(pk, held, checks, terms) if (held := snapshot.rows_of(pk)) else None for pk in pks
    ]


def fit_group(judged: Judged, situation: Situation) -> CompareGroup:
    """The sum, one row for each answer of the reader, and one for all that nobody asked for."""
    rows = [_row("fit", _("Sum"), [_sum(one) for one in judged])]
    for question in SITUATION_PARAMETERS:
        for answer in situation.answers(question):
            cells = [_cell(_answering(one, question, answer)) for one in judged]
            label, under = answer_label(question, answer), str(FACETS[question].label)
            rows.append(_row("fit", label, cells, under))
    rows.append(_row("fit", _("Safeguards, evidence, status"), [_rest(one) for one in judged]))
    return CompareGroup("fit", _("Fit to your situation"), tuple(rows))


def _row(subject: str, label: str, cells: Sequence[CompareCell], under: str = "") -> CompareRow:
    silent = all(cell.silent for cell in cells)
    return CompareRow(
        subject, label, tuple(cells), differs(cell.key for cell in cells), silent, under
    )


def _answering(judged: Judgement | None, question: str, answer: str) -> tuple[Reason, ...]:
    reasons = judged.reasons if judged else ()
    return tuple(one for one in reasons if (one.question, one.answer) == (question, answer))


def _said(*words: str) -> Fact:
    values = tuple(Value(text) for text in words)
    return Fact("", FactState.VALUE if values else FactState.UNKNOWN, values)


def _cell(reasons: tuple[Reason, ...], points: str = "") -> CompareCell:
    key = frozenset((one.verdict, one.weight, one.sentence) for one in reasons)
    return CompareCell(_said(), (key, points), reasons=reasons, points=points)


def _sum(judged: Judgement | None) -> CompareCell:
    if judged is None:
        return CompareCell(_said(), None)
    if not judged.breaks:
        return _cell((), judged.points)
    # The rows of the limits say which; what nobody asked for has no such row.
    broken = tuple(one.sentence for one in judged.breaks if not one.question)
    warning = _("Not recommended: known to break a limit")
    values = tuple(Value(words, risk=True) for words in (warning, *broken))
    return CompareCell(
        Fact("", FactState.VALUE, values), (judged.points, values), points=judged.points
    )


def _rest(judged: Judgement | None) -> CompareCell:
    """The points of what is weighed for every reader: the facts stand in the rows below."""
    if judged is None:
        return CompareCell(_said(), None)
    weights = [one.weight for one in judged.reasons if not one.question]
    return _cell((), signed(sum(weights)))

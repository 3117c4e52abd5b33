"""The pages of a check: one fact after the other, what it comes to, and what it came to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from catalogue.models import Tool
from hub.curation.record_checks.check_answers import (
    AnswerRefused,
    FactChangedMeanwhile,
    GivenAnswer,
    give_answer,
)
from hub.curation.record_checks.check_page import address, check_page, progress_of, render_check
from hub.curation.record_checks.check_parts import CHECK_PARTS, SAFETY
from hub.curation.record_checks.check_progress import AskedFact, CheckProgress
from hub.curation.record_checks.checked_facts import may_be_checked
from hub.curation.record_checks.conclusion import (
    CannotBeEnded,
    Ending,
    NotAnsweredYet,
    conclude,
    end_check,
)
from hub.curation.record_checks.correction_form import CorrectionForm
from hub.curation.record_checks.forms import AnswerForm, AssessmentForm, EndForm
from hub.curation.record_checks.models import CheckAnswer, RecordCheck
from hub.curation.record_checks.trial import TrialForm, record_trial
from hub.record_admin.base import is_primary_key
from hub.record_admin.held_changes import keep_change
from hub.record_admin.staff_pages import FORM, READ, staff_page
from hub.records.models import Record
from hub.records.record_access import permission_name, require
from hub.records.registry import record_types
from hub.records.second_person import SecondPersonNeeded

MAX_KEY = 2**63 - 1
Answer = CheckAnswer.Answer


@staff_page()
def by_key(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """To the check of a record that is named by its key, as tasks of the desk name it."""
    if not may_be_checked(kind) or key > MAX_KEY:
        raise Http404
    model = record_types[kind].model
    require(request.user, permission_name(model, "change"), kind, key)
    record = get_object_or_404(model._default_manager, pk=key)
    return redirect("record-check", kind, record.slug)


@check_page(FORM)
def check(request: HttpRequest, record: Record, part: str) -> HttpResponse:
    """One fact with its sources; its answer leads to the next one."""
    progress = progress_of(request, record, part)
    if request.method == "POST":
        return _take_answer(request, progress)
    name = request.GET.get("fact", "")
    asked = progress.get(name) or progress.next_open()
    if asked is None:
        return redirect(address(progress, "end"))
    return _render_fact(request, progress, asked)


def _take_answer(request: HttpRequest, progress: CheckProgress) -> HttpResponse:
    data = request.POST
    asked = progress.get(data.get("fact", ""))
    if asked is None:
        raise BadRequest("no such fact")
    form = AnswerForm(data)
    correction = _correction(progress, asked, data)
    is_correction = data.get("answer") == Answer.CHANGED
    if is_correction and correction is None:
        sentence = _("This fact is corrected on the record’s own form.")
        return _render_fact(request, progress, asked, status=400, form=form, problem=sentence)
    is_sound = form.is_valid() and not (is_correction and correction and not correction.is_valid())
    problem = _("Something is missing or wrong. Nothing you typed was lost.")
    status = 400
    if is_sound:
        try:
            give_answer(progress, asked, _given(form, correction if is_correction else None))
        except SecondPersonNeeded as needed:
            return keep_change(request, needed)
        except AnswerRefused as refusal:
            problem = str(refusal)
        except FactChangedMeanwhile:
            problem, status = _changed_sentence(), 409
            progress = progress_of(request, progress.record, progress.part.name)
            asked = progress.get(asked.fact.name) or asked
        else:
            return _lead_on(progress, asked)
    shown = correction if is_correction else None
    return _render_fact(
        request, progress, asked, status=status, form=form, correction=shown, problem=problem
    )


def _changed_sentence() -> str:
    return _(
        "Somebody changed this fact while you were looking. Nothing was kept: here is what it says "
        "now. Compare it once more."
    )


def _given(form: AnswerForm, correction: CorrectionForm | None) -> GivenAnswer:
    sent: Any = form.data
    keys = [int(key) for key in sent.getlist("source")[:200] if is_primary_key(key)]
    return GivenAnswer(
        answer=sent.get("answer", ""),
        seen=sent.get("seen", ""),
        sources=keys,
        new_source=(form.cleaned_data["new_url"], form.cleaned_data["new_title"]),
        note=form.cleaned_data["note"],
        corrected=correction.corrected if correction else {},
    )


def _correction(
    progress: CheckProgress, asked: AskedFact, data: Any = None
) -> CorrectionForm | None:
    """The form in which the fact is corrected; None where it is on the record's own form."""
    declared = progress.checked.record_type.by_name[asked.fact.name]
    try:
        return CorrectionForm(progress.checked, declared, data)
    except LookupError:
        return None


def _lead_on(progress: CheckProgress, asked: AskedFact) -> HttpResponse:
    """To the next open fact, or to the end; both pages ask anew what is open."""
    following = progress.next_open(asked.fact.name)
    if following is None:
        return HttpResponseRedirect(address(progress, "end"))
    return HttpResponseRedirect(f"{address(progress)}?fact={following.fact.name}")


def _render_fact(
    request: HttpRequest,
    progress: CheckProgress,
    asked: AskedFact,
    *,
    status: int = 200,
    form: AnswerForm | None = None,
    correction: CorrectionForm | None = None,
    problem: str = "",
) -> HttpResponse:
    """``form`` and ``correction``: as they were sent, where they were not taken."""
    given = asked.given
    if form is None:
        form = AnswerForm(initial={"note": given.note if given else ""})
        ticked = progress.suggested_sources(asked)
    else:
        sent: Any = form.data
        ticked = {int(key) for key in sent.getlist("source") if is_primary_key(key)}
    return render_check(
        request,
        "fact",
        progress,
        progress.part.title,
        status=status,
        asked=asked,
        form=form,
        problem=problem,
        ticked=ticked,
        is_correcting=correction is not None or asked.fact.state == "unknown",
        correction=correction or _correction(progress, asked),
        before=_neighbour(progress, asked, -1),
        after=_neighbour(progress, asked, 1),
        may_be_not_found=Answer.NOT_FOUND in progress.part.answers,
        is_panel=progress.part.name == SAFETY,
    )


def _neighbour(progress: CheckProgress, asked: AskedFact, step: int) -> AskedFact | None:
    place = asked.number - 1 + step
    return progress.asked[place] if 0 <= place < len(progress.asked) else None


@check_page(FORM)
def end(request: HttpRequest, record: Any, part: str) -> HttpResponse:
    """What the check comes to; POST ends it."""
    form, problem, status = None, "", 200
    if request.method == "POST":
        # The ending itself reads the facts, under the record's lock: not before it, too.
        progress = CheckProgress(record, None, CHECK_PARTS[part], request.user)
        form = _end_form(progress, request.POST)
        try:
            problem, status = _end(progress, form), 400
        except SecondPersonNeeded as needed:
            return keep_change(request, needed)
        except NotAnsweredYet:
            problem, status = _not_answered_sentence(), 409
        except type(record).DoesNotExist as gone:
            raise Http404 from gone
        if not problem:
            return redirect(address(progress, "done"))
    progress = progress_of(request, record, part)
    return render_check(
        request,
        "end",
        progress,
        _("What the check comes to"),
        status=status,
        conclusion=conclude(progress),
        form=form or _end_form(progress),
        problem=problem,
        months=type(record).review_months(progress.checked.facts),
        is_panel=part == SAFETY,
    )


def _end_form(progress: CheckProgress, data: Any = None) -> Any:
    record: Any = progress.record
    if progress.part.name == SAFETY:
        return AssessmentForm(data, initial={"assessed_by": record.panel_assessed_by})
    if data is not None:
        return EndForm(data)
    return EndForm(initial={"next_review_on": record.review_due(progress.checked.facts)})


def _end(progress: CheckProgress, form: Any) -> str:
    """End the check; a sentence where that is not possible as it was sent. Raises NotAnsweredYet.

    What the form asks for is needed only where the record comes to count as checked.
    """
    if not form.is_valid() and conclude(progress).is_verified:
        return _("Nothing is written yet: see below.")
    try:
        end_check(progress, Ending(**(form.cleaned_data if form.is_valid() else {})))
    except CannotBeEnded as refusal:
        return str(refusal)
    return ""


def _not_answered_sentence() -> str:
    return _(
        "The check is not at its end: a fact is open, or was changed by somebody since you "
        "answered. Your other answers are kept."
    )


@check_page(READ)
def done(request: HttpRequest, record: Any, part: str) -> HttpResponse:
    """What the last check of the record came to."""
    progress = progress_of(request, record, part)
    last = progress.checks.exclude(ended_at=None).exclude(outcome=RecordCheck.Outcome.DROPPED)
    ended = last.select_related("by").order_by("-ended_at").first()
    if ended is None:
        return redirect(address(progress))
    queue = type(record)._default_manager.all()
    behind = queue.awaiting_check(after=record.check_position()).exclude(pk=record.pk).first()
    following = behind or queue.awaiting_check().exclude(pk=record.pk).first()
    return render_check(
        request,
        "done",
        progress,
        _("Checked"),
        ended=ended,
        following=following,
        is_panel=part == SAFETY,
    )


@check_page(FORM)
def trial(request: HttpRequest, record: Any, part: str) -> HttpResponse:
    """What a curator saw who tried the tool."""
    if not isinstance(record, Tool):
        raise Http404
    progress = progress_of(request, record, part)
    form = TrialForm(request.POST or None)
    status, problem = 200, ""
    if request.method == "POST":
        if form.is_valid():
            try:
                record_trial(record, form.cleaned_data, by=request.user)
            except Tool.DoesNotExist as gone:
                raise Http404 from gone
            messages.success(request, _("The trial is recorded. Readers see it from now on."))
            return redirect(address(progress))
        problem = _("Something is missing or wrong. Nothing you typed was lost.")
        status = 400
    return render_check(
        request, "trial", progress, _("Tried by us"), status=status, form=form, problem=problem
    )

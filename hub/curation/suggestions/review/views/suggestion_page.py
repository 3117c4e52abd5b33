"""The page of one suggestion, and what can be decided there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from hub.curation.suggestions.models import CHANGE, VIEW, Suggestion
from hub.curation.suggestions.review import decisions, hidden_record
from hub.curation.suggestions.review.decisions import TooLate
from hub.curation.suggestions.review.effects import NotAllowedError, gone_sentence
from hub.curation.suggestions.review.forms import DecisionForm, QuestionForm, typed_texts
from hub.curation.suggestions.review.look_alikes import unseen_look_alikes
from hub.curation.suggestions.review.page_content import SuggestionContent
from hub.curation.suggestions.review.suggestion_list import may_decide, visible_to
from hub.record_admin.held_changes import keep_change
from hub.record_admin.look_alikes import LookAlike
from hub.record_admin.record_lines import RecordLine, lines_of
from hub.record_admin.staff_pages import FORM, POST, render_staff_page, staff_page
from hub.records.models import EditConflict
from hub.records.record_access import permission_name
from hub.records.second_person import SecondPersonNeeded
from hub.records.surviving_record import surviving_record

ACCEPT, DECLINE = "accept", "decline"


@staff_page(VIEW, FORM, asks_record=True)
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    _require_own(request, pk)
    if request.method != "POST":
        return _render(request, get_object_or_404(Suggestion, pk=pk))
    row = Suggestion.objects.filter(pk=pk).first()
    if row is not None and not may_decide(request.user, row):
        return _render(request, row, status=403)
    return _decide(request, pk)


def _require_own(request: HttpRequest, pk: int) -> None:
    """Raises PermissionDenied where a person sees some suggestions only, and not this one."""
    is_of_all = request.user.has_perm(VIEW)
    if not is_of_all and not Suggestion.objects.filter(visible_to(request.user), pk=pk).exists():
        raise PermissionDenied


def _decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = Suggestion.objects.filter(pk=pk).first()
    if row is None or not row.is_open:
        return _render_too_late(request, row)
    content = SuggestionContent(row)
    form = DecisionForm(content.facts, content.record, request.POST, content.ends)
    if not form.is_valid():
        return _render(request, row, form=form, status=400)
    try:
        if request.POST.get("do") == ACCEPT:
            typed = dict(request.POST.lists())
            unseen = unseen_look_alikes(row, form.choices, typed, request.user)
            if unseen:
                return _render_look_alikes(request, row, form, unseen)
        url = _carry_out(request, pk, form)
    except TooLate as late:
        return _render_too_late(request, late.suggestion)
    except EditConflict as conflict:
        return _render_conflict(request, row, form, conflict)
    except SecondPersonNeeded as needed:  # the suggestion waits on, and the draft for another
        return keep_change(request, needed)
    except ValidationError as problem:
        has_names = hasattr(problem, "error_dict")
        form.add_problems(problem.message_dict if has_names else problem.messages)
        status = 403 if isinstance(problem, NotAllowedError) else 400
        return _render(request, row, form=form, status=status)
    return redirect(url or "suggestion", *([] if url else [pk]))


def _carry_out(request: HttpRequest, pk: int, form: DecisionForm) -> str:
    """Do what was decided, and say so; where to go on, empty for the page itself."""
    choices, what = form.choices, request.POST.get("do")
    if what == ACCEPT:
        effect = decisions.accept(pk, choices, by=request.user)
        messages.success(request, effect.sentence)
        return effect.url if effect.leads_on else ""
    if what == DECLINE:
        reasons = {name: choice.reason for name, choice in choices.facts.items()}
        decisions.decline(pk, choices.reason, by=request.user, reasons=reasons)
        messages.success(request, _("Declined: the sender reads why."))
        return ""
    raise ValidationError(_("Choose whether to accept or to decline."))


@staff_page(CHANGE, POST, asks_record=True)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    _require_own(request, pk)
    try:
        decisions.take(pk)
    except TooLate as late:
        return _render_too_late(request, late.suggestion)
    return redirect("suggestion", pk)


@staff_page(CHANGE, POST, asks_record=True)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    _require_own(request, pk)
    form = QuestionForm(request.POST)
    row = Suggestion.objects.filter(pk=pk).first()
    if row is None:
        return _render_too_late(request, None)
    if not form.is_valid():
        return _render(request, row, question=form, status=400)
    try:
        decisions.ask_back(pk, form.cleaned_data["text"], by=request.user)
    except TooLate as late:
        return _render_too_late(request, late.suggestion)
    messages.success(request, _("Your question stands at the receipt."))
    return redirect("suggestion", pk)


@staff_page(CHANGE, POST)
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the record off the site, whatever became of the suggestion."""
    return _move_record(
        request,
        pk,
        hidden_record.hide,
        _("Hidden: no reader sees the record any more, from their next request on."),
        _("The record is not public: there is nothing to hide."),
    )


@staff_page(CHANGE, POST)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _move_record(
        request,
        pk,
        hidden_record.show_again,
        _("Readers see the record again."),
        _("The record was not hidden here, or somebody has decided otherwise since."),
    )


def _move_record(request: HttpRequest, pk: int, move: Any, done: str, in_vain: str) -> HttpResponse:
    row = get_object_or_404(Suggestion, pk=pk)
    record = surviving_record(row.record_kind, row.record_id)
    if record is None:
        messages.error(request, gone_sentence())
        return redirect("suggestion", pk)
    if not request.user.has_perm(permission_name(type(record), "change")):
        return _render(request, row, status=403)
    try:
        is_done = move(record, by=request.user)
    except type(record).DoesNotExist:
        messages.error(request, gone_sentence())
        return redirect("suggestion", pk)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("suggestion", pk)
    if is_done:
        messages.success(request, done)
    else:
        messages.warning(request, in_vain)
    return redirect("suggestion", pk)


# Rendering


def _render(
    request: HttpRequest,
    row: Suggestion,
    *,
    form: DecisionForm | None = None,
    question: QuestionForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    content = SuggestionContent(row)
    is_decidable = row.is_open and may_decide(request.user, row)
    if form is None and is_decidable:
        form = DecisionForm(content.facts, content.record, ends=content.ends)
    context = content.context(form, request.user) | {
        "form": form if is_decidable else None,
        "question": (question or QuestionForm()) if is_decidable else None,
        "may_hide": request.user.has_perm(CHANGE),
        "record_lines": _lines_of(request, content) if is_decidable else (),
        **more,
    }
    return render_staff_page(
        request, "suggestions/suggestion.html", str(row), status=status, **context
    )


def _lines_of(request: HttpRequest, content: SuggestionContent) -> list[RecordLine]:
    """What is to be known of the record before a decision, such as that there is a draft of it."""
    if content.record is None:
        return []
    return [line for line in lines_of(request, content.record) if not line.is_quiet]


def _render_look_alikes(
    request: HttpRequest, row: Suggestion, form: DecisionForm, found: list[LookAlike]
) -> HttpResponse:
    """What would be made looks like a record that the page did not show before: asked once."""
    form.add_problems([_("Nothing is made yet: it looks like a record that is here already.")])
    return _render(request, row, form=form, status=400, look_alikes=found, is_new=True)


def _render_conflict(
    request: HttpRequest, row: Suggestion, form: DecisionForm, conflict: EditConflict
) -> HttpResponse:
    """The record is another than the curator saw: both are shown, and what was typed stays."""
    form.show_record(conflict.record)
    form.is_valid()
    form.add_problems(
        [
            _(
                "The record was changed meanwhile. What stands there now is shown below; look at "
                "it, then decide again. Nothing of what you wrote is lost."
            )
        ]
    )
    return _render(request, row, form=form, status=409)


def _render_too_late(request: HttpRequest, row: Suggestion | None) -> HttpResponse:
    """409 with what was typed, where nothing can be decided any more."""
    typed = typed_texts(request.POST.dict(), row)
    if row is None:
        return render_staff_page(
            request, "suggestions/gone.html", _("This suggestion is gone"), status=409, typed=typed
        )
    return _render(request, row, status=409, too_late=True, typed=typed)

"""The curators' pages: let a question through, choose whom to ask, read the answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.curation.questions import answer_review, question_review
from hub.curation.questions.candidates import candidates
from hub.curation.questions.desk_content import answer_context, question_context, subject_link
from hub.curation.questions.forms import AnswerForm, CloseForm, QuestionForm, WordsForm
from hub.curation.questions.models import CHANGE, VIEW, Answer, Question
from hub.curation.questions.question_review import TooLate, WordsChanged
from hub.curation.suggestions.models import VIEW as SUGGESTIONS
from hub.curation.suggestions.models import Suggestion
from hub.record_admin.staff_pages import FORM, POST, render_staff_page, staff_page

ADD, PUBLISH = "questions.add_answeredquestion", "questions.change_answeredquestion"


@staff_page(CHANGE, FORM)
def let_through(request: HttpRequest, pk: int) -> HttpResponse:
    """From a suggestion: the question in words that others may read, beside the sender's own."""
    if not request.user.has_perm(SUGGESTIONS):
        raise PermissionDenied
    rows = Suggestion.objects.filter(kind=Suggestion.Kind.QUESTION)
    suggestion = get_object_or_404(rows, pk=pk)
    question = Question.objects.filter(suggestion=suggestion).first()
    if question is not None:
        return redirect("desk-question", question.pk)
    form = QuestionForm(request.POST or None, initial=_first_words(suggestion))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                question = question_review.let_through(pk, **form.cleaned_data, by=request.user)
            except TooLate:
                return _too_late(request, suggestion.pk)
            messages.success(request, _("The question is let through. Choose whom to ask."))
            return redirect("desk-question", question.pk)
        status = 400
    return render_staff_page(
        request,
        "questions/let_through.html",
        _("Let a question through"),
        status=status,
        suggestion=suggestion,
        subject=subject_link(suggestion.record_kind, suggestion.record_id),
        form=form,
    )


def _first_words(suggestion: Suggestion) -> dict[str, str]:
    """Short ones whole as the title; of longer ones the rest as details."""
    words = suggestion.words.strip()
    first, _line, rest = words.partition("\n")
    if len(first) > 300:
        return {"title": "", "details": words}
    return {"title": first, "details": rest.strip()}


@staff_page(VIEW)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    return _render_question(request, get_object_or_404(Question, pk=pk))


@staff_page(CHANGE, POST)
def reword(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Question, pk=pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _render_question(request, row, words=form, status=400)
    try:
        question_review.reword(pk, **form.cleaned_data)
    except TooLate:
        return _render_question(request, row, words=form, too_late=True, status=409)
    except WordsChanged:
        row.refresh_from_db()
        form.show(question_review.seen_words(row))
        return _render_question(request, row, words=form, is_changed=True, status=409)
    messages.success(request, _("The question has these words now."))
    return redirect("desk-question", pk)


@staff_page(CHANGE, POST)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Question, pk=pk)
    try:
        count = question_review.ask(pk, request.POST.getlist("who"), by=request.user)
    except ValidationError as problem:
        return _render_question(request, row, problem=problem.messages[0], status=400)
    except TooLate:
        return _render_question(request, row, too_late=True, status=409)
    sentence = ngettext(
        "%(n)d person is asked by e-mail.", "%(n)d people are asked by e-mail.", count
    )
    messages.success(request, sentence % {"n": count})
    return redirect("desk-question", pk)


@staff_page(CHANGE, POST)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Question, pk=pk)
    form = CloseForm(request.POST)
    try:
        if not form.is_valid():
            return _render_question(request, row, closing=form, status=400)
        question_review.close(pk, form.cleaned_data["reason"], by=request.user)
    except ValidationError as problem:
        form.add_error("reason", problem.messages)
        return _render_question(request, row, closing=form, status=400)
    except TooLate:
        return _render_question(request, row, closing=form, too_late=True, status=409)
    messages.success(request, _("The question is closed, and its links work no longer."))
    return redirect("desk-question", pk)


@staff_page(CHANGE, FORM)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer: accept it in these words, ask back, or decline it."""
    row = _get_answer(pk)
    form = AnswerForm(row, answer_review.seen_key(row), request.POST or None)
    if request.method != "POST":
        return _render_answer(request, row, form)
    if not form.is_valid():
        return _render_answer(request, row, form, status=400)
    try:
        return _decided(request, row, form)
    except TooLate:
        return _render_answer(request, _get_answer(pk), form, too_late=True, status=409)
    except answer_review.AnswerChanged:
        row = _get_answer(pk)
        form.show(answer_review.seen_key(row))
        return _render_answer(request, row, form, is_changed=True, status=409)
    except ValidationError as problem:
        _add_problems(form, problem)
        return _render_answer(request, row, form, status=400)


def _get_answer(pk: int) -> Answer:
    return get_object_or_404(Answer.objects.select_related("request__question"), pk=pk)


def _decided(request: HttpRequest, row: Answer, form: AnswerForm) -> HttpResponse:
    values, do = form.cleaned_data, request.POST.get("do")
    decision = {"by": request.user, "seen": values["seen"]}
    if do == "accept":
        is_first = row.request.question.answered_id is None
        if not request.user.has_perm(ADD if is_first else PUBLISH):
            return _render_answer(request, row, form, status=403)
        record = answer_review.accept(
            row.pk,
            values["text"],
            values["role"],
            is_meant_public=values["is_public"],
            **decision,
        )
        sentence = _("The answer stands on the page of the question: “%(title)s”.")
        messages.success(request, sentence % {"title": record})
    elif do == "ask":
        answer_review.ask_back(row.pk, values["back_question"], **decision)
        messages.success(request, _("Your question stands at their link."))
    elif do == "decline":
        answer_review.decline(row.pk, values["reason"], **decision)
        messages.success(request, _("Declined: whoever answered reads why."))
    else:
        raise ValidationError(_("Choose whether to accept, to ask back or to decline."))
    return redirect("desk-question", row.request.question_id)


def _add_problems(form: forms.Form, problem: ValidationError) -> None:
    """Beside the field where it is of one that the form has."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem.messages)
        return
    for name, sentences in problem.message_dict.items():
        form.add_error(name if name in form.fields else None, sentences)


# Rendering


def _render_question(
    request: HttpRequest,
    row: Question,
    *,
    words: WordsForm | None = None,
    closing: CloseForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    may_change = row.is_open and request.user.has_perm(CHANGE)
    context = question_context(row) | {
        "may_change": may_change,
        "words": words or _words_form(row),
        "closing": closing or CloseForm(),
        "candidates": candidates(row, asking=request.user) if may_change else [],
        "ticked": request.POST.getlist("who"),
        **more,
    }
    return render_staff_page(request, "questions/question.html", str(row), status=status, **context)


def _words_form(row: Question) -> WordsForm:
    seen = question_review.seen_words(row)
    return WordsForm(initial={"title": row.title, "details": row.details, "seen": seen})


def _render_answer(
    request: HttpRequest, row: Answer, form: AnswerForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = answer_context(row) | {"form": form, **more}
    return render_staff_page(
        request, "questions/answer_review.html", _("Answer"), status=status, **context
    )


def _too_late(request: HttpRequest, pk: int) -> HttpResponse:
    """409 with what was typed, where the suggestion was decided meanwhile."""
    typed = [text for name in ("title", "details") if (text := request.POST.get(name, ""))]
    title = _("Somebody decided on this meanwhile")
    return render_staff_page(
        request, "questions/too_late.html", title, status=409, typed=typed, pk=pk
    )

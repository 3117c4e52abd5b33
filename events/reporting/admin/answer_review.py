"""The page on which a curator reads the answers of one addressee and decides on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.reporting import review
from events.reporting.forms import EVIDENCE_LENGTH, KINDS, CleanField
from events.reporting.models import ReportAnswer, ReportRequest, today
from events.reporting.report_page import Statement, statements
from hub.record_admin.base import whole_if_posted
from hub.records.text_cleaning import personal_data
from hub.web.localization import localize_date

ACCEPT, DECLINE, LATER = "accept", "decline", ""


def sent_meanwhile() -> str:
    return _("The addressee has sent other words meanwhile. Read them, then decide again.")


class DecisionForm(forms.Form):
    """``seen``: which answer the curator has read, where the addressee sends another meanwhile."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=(
            (LATER, gettext_lazy("Decide later")),
            (ACCEPT, gettext_lazy("Publish as the addressee’s statement")),
            (DECLINE, gettext_lazy("Do not publish")),
        ),
        required=False,
        widget=forms.RadioSelect,
        initial=LATER,
    )
    evidence = CleanField(
        label=gettext_lazy("Words to publish"),
        max_length=EVIDENCE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "cols": 60}),
        help_text=gettext_lazy("The addressee sees both, theirs and yours."),
    )
    reason = CleanField(
        label=gettext_lazy("Why it is not published"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text=gettext_lazy("The addressee reads it."),
    )

    def __init__(self, answer: ReportAnswer, data: Any = None) -> None:
        initial = {"seen": answer.pk, "evidence": answer.evidence}
        super().__init__(data, prefix=str(answer.recommendation_id), initial=initial)
        self.answer = answer

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        decision = values.get("decision")
        if decision and not self.is_of_answer:
            raise ValidationError(self._with_own_words(values.get("evidence") or ""))
        if decision == ACCEPT and not values.get("evidence"):
            self.add_error("evidence", _("Write what is to be published."))
        if decision == DECLINE and not values.get("reason"):
            self.add_error("reason", _("Say why, in a sentence that the addressee can read."))
        return values

    @property
    def is_of_answer(self) -> bool:
        """Whether what was posted is about the answer as it is now."""
        return self.data.get(self.add_prefix("seen")) == str(self.answer.pk)

    def show_answer(self) -> None:
        """Show the words of now: where the form was sent, sending it again is a decision on them.

        Called once the form was validated.
        """
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("seen")] = str(self.answer.pk)
        data[self.add_prefix("evidence")] = self.answer.evidence
        self.data = data

    def _with_own_words(self, evidence: str) -> list[str]:
        """The sentence, and what the curator wrote for the words of before."""
        if not evidence or evidence == self.answer.evidence:
            return [sent_meanwhile()]
        return [sent_meanwhile(), _("You had: “%(words)s”") % {"words": evidence}]


@dataclass(frozen=True)
class ReviewedAnswer:
    """An answer with its form, None once it is decided. ``personal``: kinds of such data in it.

    ``date``: as readers will see it.
    """

    answer: ReportAnswer
    date: str
    form: DecisionForm | None
    statements: Sequence[tuple[bool, Statement]]
    personal: str


def review_answers(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows all answers; POST decides on those for which a decision was chosen."""
    with whole_if_posted(request):
        return _review_answers(model_admin, request, pk)


def _review_answers(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    rows = ReportRequest.objects.select_related("round__document")
    if request.method == "POST":  # what is read is what is decided on: nobody sends meanwhile
        rows = rows.select_for_update(of=("self",))
    asked = get_object_or_404(rows, pk=pk)
    answers = list(asked.answers.select_related("recommendation", "status", "decided_by"))
    data = request.POST if request.method == "POST" else None
    undecided = [DecisionForm(answer, data) for answer in answers if not answer.decision]
    lost = _lost_decisions(undecided, data or {})
    if data is not None:
        done = None if lost else _decide(undecided, request.user)
        if done is not None:
            _tell(model_admin, request, asked, done)
            address = reverse("admin:reporting_reportrequest_answers", args=[pk])
            return HttpResponseRedirect(address)
        for form in undecided:
            form.is_valid()  # before its data are others
            if not form.is_of_answer:
                form.show_answer()
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "lost": lost,
        **_shown(asked, answers, undecided),
    }
    status = 200 if data is None else 400
    return render(request, "admin/reporting/answers.html", context, status=status)


def _shown(
    asked: ReportRequest, answers: Sequence[ReportAnswer], undecided: Sequence[DecisionForm]
) -> dict[str, Any]:
    forms_by_answer = {form.answer.pk: form for form in undecided}
    said = statements(asked, [answer.recommendation_id for answer in answers])
    shown = [
        ReviewedAnswer(
            answer,
            localize_date(answer.date),
            forms_by_answer.get(answer.pk),
            said.get(answer.recommendation_id, ()),
            _personal(answer),
        )
        for answer in answers
    ]
    return {
        "title": _("Answers of %(name)s") % {"name": asked.name},
        "here": _("Answers"),
        "original": asked,
        "shown": shown,
        "waits": bool(undecided),
        "state": asked.state_on(today()).label,
    }


def _lost_decisions(undecided: Sequence[DecisionForm], data: Mapping[str, Any]) -> list[str]:
    """Words of decisions on answers that were taken back, or decided by somebody else."""
    known = {form.add_prefix("decision") for form in undecided}
    chosen = [name for name in data if name.endswith("-decision") and data[name]]
    prefixes = [name.removesuffix("-decision") for name in chosen if name not in known]
    return [
        " ".join(str(data.get(f"{prefix}-{name}") or "") for name in ("evidence", "reason"))
        for prefix in prefixes
    ]


def _decide(chosen: Sequence[DecisionForm], by: Any) -> int | None:
    """How many were decided; None where one cannot be: then none is."""
    if not all(form.is_valid() for form in chosen):
        return None
    done = 0
    with transaction.atomic():
        for form in chosen:
            values = form.cleaned_data
            try:
                if values["decision"] == ACCEPT:
                    done += review.accept(form.answer.pk, by=by, evidence=values["evidence"])
                elif values["decision"] == DECLINE:
                    done += review.decline(form.answer.pk, by=by, reason=values["reason"])
            except ValidationError as problem:
                form.add_error(None, problem.messages)
        if any(form.errors for form in chosen):
            transaction.set_rollback(True)
            return None
    return done


def _tell(model_admin: Any, request: HttpRequest, asked: ReportRequest, done: int) -> None:
    if done:
        model_admin.log_change(request, asked, _("answers read"))
    sentence = ngettext("%(n)d answer decided.", "%(n)d answers decided.", done) % {"n": done}
    messages.success(request, sentence)


def _personal(answer: ReportAnswer) -> str:
    matches = personal_data(f"{answer.evidence}\n{answer.source_title}")
    return ", ".join(dict.fromkeys(str(KINDS[match.kind]) for match in matches))

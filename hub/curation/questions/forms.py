"""What curators write about questions and answers."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalogue.models.location_privacy import no_whereabouts
from hub.curation.questions.fields import ROLES
from hub.curation.questions.models import MAX_ANSWER, MAX_DETAILS, MAX_REASON, Answer
from hub.record_admin.clean_text import CleanText
from hub.records.text_cleaning import personal_data

AREA = {"cols": 60, "dir": "auto"}


def private_data(text: str) -> list[str]:
    """Sentences on what in a text may lead to a person or to a place of shelter."""
    sentence = _("Is this meant to be public? “%(text)s”")
    found = [sentence % {"text": match.value} for match in personal_data(text)]
    try:
        no_whereabouts(text)
    except ValidationError as problem:
        found += problem.messages
    return found


class SeenForm(forms.Form):
    """``seen``: which words, that others may change meanwhile, the curator has read."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def show(self, seen: str) -> None:
        """Sending it again is a decision on the words as they are now."""
        data = cast("QueryDict", self.data).copy()
        data["seen"] = seen
        self.data = data


class QuestionForm(forms.Form):
    """The question as others read it."""

    title = CleanText(
        label=_("The question, in one sentence"),
        max_length=300,
        widget=forms.TextInput(attrs={"size": 60, "dir": "auto"}),
    )
    details = CleanText(
        label=_("What they need to know to answer"),
        max_length=MAX_DETAILS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, **AREA}),
        help_text=_("Nothing about a case: no name, no place, no date by which one is known."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("title", "details"):
            for sentence in private_data(cleaned.get(name) or ""):
                self.add_error(name, sentence)
        return cleaned


class WordsForm(SeenForm, QuestionForm):
    """Other words for a question that stands (``question_review.seen_words``)."""


class CloseForm(forms.Form):
    reason = CleanText(
        label=_("To the sender, if nothing was published"),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **AREA}),
    )


class AnswerForm(SeenForm):
    """The decision on an answer (``answer_review.seen_key``). ``text``: as it is published."""

    text = CleanText(
        label=_("What will stand there"),
        max_length=MAX_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, **AREA}),
    )
    role = forms.ChoiceField(label=_("Who answered"), choices=list(ROLES.items()))
    is_public = forms.BooleanField(
        label=_("Numbers and addresses in it are those of an office, meant to be public"),
        required=False,
    )
    reason = CleanText(
        label=_("If you decline: why"),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **AREA}),
        help_text=_("Stands at the link of whoever answered."),
    )
    back_question = CleanText(
        label=_("If you ask back: your question"),
        max_length=MAX_DETAILS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **AREA}),
    )

    def __init__(self, answer: Answer, seen: str, data: Any = None) -> None:
        initial = {"text": answer.text, "role": answer.role, "seen": seen}
        super().__init__(data, initial=initial)

"""What a focal point types: for each action an answer, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.recommendations.distribution import place
from events.recommendations.models.follow_up import STATUS
from events.recommendations.models.recommendation import NOT_ASSESSED
from events.reporting.models import ReportAnswer, today
from hub.records.partial_date import parse, span
from hub.records.text_cleaning import clean_text, personal_data
from hub.vocabulary.term_cache import CachedTerm, term_cache

EVIDENCE_LENGTH, TITLE_LENGTH, URL_LENGTH = 2000, 300, 1000
TYPED = ("status", "evidence", "source_title", "source_url", "date")
KINDS = {
    "email": gettext_lazy("an e-mail address"),
    "messenger": gettext_lazy("an account of a messenger"),
    "phone": gettext_lazy("a telephone number"),
    "coordinates": gettext_lazy("coordinates"),
    "document": gettext_lazy("the number of an identity document"),
}
TOO_LONG = {"max_length": gettext_lazy("Shorten this to %(limit_value)d letters.")}


def statuses() -> list[CachedTerm]:
    """What an answer can say, from what is done to what nobody began."""
    scheme = term_cache().schemes.get(STATUS)
    offered = (
        term
        for term in (scheme.terms if scheme else ())
        if term.slug != NOT_ASSESSED and not term.deprecated
    )
    return sorted(offered, key=lambda term: place(term.slug))


class CleanField(forms.CharField):
    """Plain text: markup is taken out, as it is of imports."""

    def clean(self, value: Any) -> str:
        return str(super().clean(clean_text(str(value or "")))).strip()


class AnswerForm(forms.Form):
    """The answer to one action. Blank where nothing was typed."""

    status = forms.ChoiceField(
        choices=lambda: [("", ""), *((term.slug, term.label()) for term in statuses())],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the answers.")},
    )
    evidence = CleanField(max_length=EVIDENCE_LENGTH, required=False, error_messages=TOO_LONG)
    source_title = CleanField(max_length=TITLE_LENGTH, required=False, error_messages=TOO_LONG)
    source_url = forms.CharField(max_length=URL_LENGTH, required=False, error_messages=TOO_LONG)
    date = forms.CharField(max_length=40, required=False)
    publish = forms.BooleanField(required=False)

    @property
    def is_blank(self) -> bool:
        return not any(self.typed(name).strip() for name in TYPED)

    def typed(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name)) or "")

    def clean_source_url(self) -> str:
        url = str(self.cleaned_data["source_url"])
        if not url:
            return ""
        url = url if "://" in url else f"https://{url}"
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError:
            raise ValidationError(
                _("This is no address of a page. Write one such as https://www.example.org/act.")
            ) from None
        return url

    def clean_date(self) -> str:
        date = str(self.cleaned_data["date"])
        if not date:
            return today().isoformat()
        try:
            parse(date)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
        if span(date)[0] > today():
            raise ValidationError(_("This day is still to come. Write what has been done."))
        return date.strip()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("status") and "status" not in self.errors:
            self.add_error("status", _("Choose an answer, or empty the fields of this action."))
        if not values.get("evidence") and "evidence" not in self.errors:
            self.add_error("evidence", _("Say what was done, or what shows it."))
        has_source = values.get("source_title") or values.get("source_url")
        if not has_source and not {"source_title", "source_url"} & self.errors.keys():
            self.add_error("source_title", _("Name a source: its title, its address, or both."))
        if not values.get("publish"):
            self._find_personal_data(values)
        return values

    def _find_personal_data(self, values: Mapping[str, Any]) -> None:
        for name in ("evidence", "source_title"):
            matches = personal_data(str(values.get(name) or ""))
            if matches:
                kinds = ", ".join(str(kind) for kind in {KINDS[match.kind] for match in matches})
                sentence = _(
                    "This holds %(kinds)s. Everybody can read it once it is published: take it "
                    "out, or tick that it is meant to be public."
                ) % {"kinds": kinds}
                self.add_error(name, ValidationError(sentence, code="personal"))

    def asks_to_publish(self) -> bool:
        """Whether the box is to be offered with which personal data are sent nevertheless."""
        found = (error.code for errors in self.errors.as_data().values() for error in errors)
        return "personal" in found or bool(self.typed("publish"))


@dataclass(frozen=True)
class SentAnswer:
    """An answer that can be stored. ``status``: the key of a term."""

    recommendation: int
    status: int
    evidence: str
    source_title: str
    source_url: str
    date: str


class ReportForm:
    """The answers to all actions (primary keys), of what was posted or of what was sent before."""

    def __init__(self, actions: Sequence[int], data: Mapping[str, Any]) -> None:
        self.forms = {pk: AnswerForm(data, prefix=str(pk)) for pk in actions}
        self.answered = {pk: form for pk, form in self.forms.items() if not form.is_blank}

        self.orphans = _orphans(data, self.forms)

    def is_valid(self) -> bool:
        return bool(self.answered) and all(form.is_valid() for form in self.answered.values())

    def answers(self) -> list[SentAnswer]:
        by_slug = {term.slug: term.pk for term in statuses()}
        return [
            SentAnswer(
                recommendation=pk,
                status=by_slug[form.cleaned_data["status"]],
                **{name: form.cleaned_data[name] for name in TYPED if name != "status"},
            )
            for pk, form in self.answered.items()
        ]


def _orphans(data: Mapping[str, Any], actions: Collection[int]) -> list[str]:
    """What was typed for actions that the form has not: hidden, or asking somebody else by now."""
    known, labels = set(map(str, actions)), {term.slug: term.label() for term in statuses()}
    typed = []
    for name, value in data.items():
        prefix, _hyphen, field = name.rpartition("-")
        is_orphan = field in TYPED and prefix.isdecimal() and prefix not in known
        if is_orphan and str(value).strip():
            typed.append(labels.get(value, str(value)))
    return typed


def as_posted(answers: Sequence[ReportAnswer]) -> dict[str, str]:
    """What was sent in, as the form would post it."""
    by_pk = term_cache().by_pk
    posted: dict[str, str] = {}
    for answer in answers:
        values = {name: getattr(answer, name) for name in TYPED if name != "status"}
        values["status"] = by_pk[answer.status_id].slug
        if personal_data(answer.evidence) or personal_data(answer.source_title):
            values["publish"] = "1"  # it was ticked when it was sent
        posted |= {f"{answer.recommendation_id}-{name}": value for name, value in values.items()}
    return posted

"""What a curator writes on the page of a suggestion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hub.curation.suggestions.models import MAX_WORDS, SuggestedFact, Suggestion
from hub.curation.suggestions.review.decisions import Choices, FactChoice
from hub.imports.record_types import RecordImporter
from hub.record_admin.clean_text import CleanText
from hub.records.models import Record
from hub.vocabulary.term_cache import term_cache

MAX_REASON = 1000
MAX_KEY = 2**63 - 1
ENDED_SLUGS = ("discontinued", "inactive", "superseded")  # terms of the scheme of states


class FactForm(forms.Form):
    """The decision on one fact. ``text``: other words than the sender's."""

    accept = forms.BooleanField(label=_("Accept this"), required=False)
    text = CleanText(label=_("What will stand there"), max_length=MAX_WORDS, required=False)
    reason = CleanText(label=_("If not: why"), max_length=MAX_REASON, required=False)

    def __init__(self, fact: SuggestedFact, data: Any = None) -> None:
        initial = {"text": fact.text, "accept": fact.value is not None and not fact.problem}
        super().__init__(data, prefix=f"fact-{fact.pk}", initial=initial)
        self.fact = fact
        rows = min(12, 2 + fact.text.count("\n") + len(fact.text) // 60)
        self.fields["text"].widget = forms.Textarea(attrs={"rows": rows, "cols": 60, "dir": "auto"})
        if fact.knowing != SuggestedFact.Knowing.KNOWN:
            del self.fields["text"]

    @property
    def choice(self) -> FactChoice:
        """Once it is valid."""
        values = self.cleaned_data
        return FactChoice(values["accept"], values.get("text"), values["reason"])


class DecisionForm(forms.Form):
    """The decision on the whole. ``seen``: the version of the record that stands on the page, and
    ``seen_record`` its key.

    ``ends``: the importer of what is said to have ended.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    seen_record = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=MAX_KEY
    )
    reason = CleanText(
        label=_("To the sender"),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "dir": "auto"}),
        help_text=_("Stands at the receipt. Needed where you decline."),
    )

    def __init__(
        self,
        facts: Sequence[SuggestedFact],
        record: Record | None,
        data: Any = None,
        ends: RecordImporter | None = None,
    ) -> None:
        super().__init__(data, initial=_seen(record))
        self.ended_names = self._add_ended_fields(ends) if ends else []
        self.of_facts = {fact.fact: FactForm(fact, data) for fact in facts if not fact.decision}

    def _add_ended_fields(self, importer: RecordImporter) -> list[str]:
        """What can be said of an end, as far as such records have it."""
        fields: dict[str, forms.Field] = {}
        status = importer.by_name.get("status")
        if status is not None and status.scheme:
            slugs = [
                slug for slug in ENDED_SLUGS if f"{status.scheme}/{slug}" in term_cache().by_key
            ]
            labels = [(slug, term_cache().label(status.scheme, slug)) for slug in slugs]
            choices = [("", _("As it is")), *labels]
            fields["status"] = forms.ChoiceField(
                label=str(status.label), choices=choices, required=False
            )
        if "ended" in importer.by_name:
            fields["ended"] = forms.CharField(
                label=_("Ended"),
                max_length=10,
                required=False,
                help_text=_("2021, 2021-10 or 2021-10-07"),
            )
        url = importer.by_name.get("url")
        if url is not None and not url.required:
            fields["no_address"] = forms.BooleanField(
                label=_("Take its address out of the record"), required=False
            )
        self.fields.update(fields)
        return list(fields)

    @property
    def ended_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ended_names]

    def is_valid(self) -> bool:
        """With the forms of all facts."""
        return all([super().is_valid(), *(form.is_valid() for form in self.of_facts.values())])

    @property
    def choices(self) -> Choices:
        """Once it is valid."""
        facts = {name: form.choice for name, form in self.of_facts.items()}
        values = self.cleaned_data
        of_end = {name: values.get(name) for name in self.ended_names}
        return Choices(facts, values["seen"], of_end, values["reason"], values["seen_record"])

    def add_problems(self, problems: Mapping[str, Sequence[str]] | Sequence[str]) -> None:
        """What the ledger or a reader of facts refused, beside the fact where it is of one."""
        if not isinstance(problems, Mapping):
            self.add_error(None, list(problems))
            return
        for name, sentences in problems.items():
            form = self.of_facts.get(name)
            if form is not None:
                form.add_error("text" if "text" in form.fields else None, list(sentences))
            elif name in self.fields:
                self.add_error(name, list(sentences))
            else:
                self.add_error(None, list(sentences))

    def show_record(self, record: Record) -> None:
        """Sending it again is a decision on the record as it is now."""
        data = cast("QueryDict", self.data).copy()
        for name, value in _seen(record).items():
            data[name] = str(value)
        self.data = data


def _seen(record: Record | None) -> dict[str, int]:
    return {"seen": record.version, "seen_record": record.pk} if record else {}


class QuestionForm(forms.Form):
    """A question to the sender."""

    text = CleanText(
        label=_("Your question"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "dir": "auto"}),
        help_text=_(
            "Stands at the receipt, without your name. Whoever left an address gets a mail that "
            "says only that there is an answer."
        ),
    )


def typed_texts(data: Mapping[str, Any], suggestion: Suggestion | None) -> list[str]:
    """All prose in a form that can be decided on no longer, so that it can be copied."""
    own = {fact.text.strip() for fact in suggestion.facts.all()} if suggestion else set()
    texts = [
        str(value).strip()
        for name, value in data.items()
        if name.endswith(("text", "reason")) and str(value).strip()
    ]
    return [text for text in texts if text not in own]

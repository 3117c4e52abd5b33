"""What the page of a suggestion shows: each fact as it was sent, as it stood then, and as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.desk.models import Task
from hub.curation.suggestions.findings import FINDINGS, WORDS
from hub.curation.suggestions.models import SuggestedFact, Suggestion, SuggestionMessage
from hub.curation.suggestions.review.forms import DecisionForm, FactForm
from hub.curation.suggestions.review.hidden_record import Traces, is_hidden
from hub.curation.suggestions.review.look_alikes import (
    alike_records,
    alike_suggestions,
    mark_compared_fields,
    missing_importer,
)
from hub.curation.suggestions.submission import TASK_KIND
from hub.curation.suggestions.told_language import foreign_language
from hub.imports.record_types import IMPORTERS, RecordImporter
from hub.imports.record_types.fact_labels import FactLabels
from hub.record_admin.look_alikes import ANYWAY
from hub.records.models import Record
from hub.records.models.ledger import Facts
from hub.records.surviving_record import last_title, surviving_record
from hub.vocabulary.cldr_names import language_name
from hub.web.paths import admin_form_path

Kind, Knowing = Suggestion.Kind, SuggestedFact.Knowing
NEXT_STEP: Mapping[str, Any] = {
    Kind.CORRECTION: gettext_lazy("What you accept is changed in the record, with its source."),
    Kind.ENDED: gettext_lazy("What you accept is changed in the record, with its source."),
    Kind.MISSING: gettext_lazy("Accepting makes a record in review. Readers do not see it yet."),
    Kind.PRACTICE: gettext_lazy("Accepting makes a practice note in review."),
    Kind.FOLLOW_UP: gettext_lazy("Accepting adds it to the log of the recommendation."),
    Kind.HELPLINE: gettext_lazy("Accepting makes the line due for a check today."),
    Kind.QUESTION: gettext_lazy("Or answer it yourself: write to the sender, then accept."),
    Kind.DANGER: gettext_lazy("Hide the record first. Then write to the sender, and accept."),
}


@dataclass(frozen=True)
class FactRow:
    """``sent``: in the sender's words; ``now``, ``before``: of the record, in words for people.

    ``before`` is empty where the record still says what it said then.
    """

    fact: SuggestedFact
    label: str
    sent: str
    now: str
    before: str
    is_held: bool
    form: FactForm | None

    @property
    def has_changed(self) -> bool:
        return bool(self.before)


class SuggestionContent:
    """All that the page of one suggestion shows."""

    def __init__(self, suggestion: Suggestion) -> None:
        self.suggestion = suggestion
        self.facts: list[SuggestedFact] = list(suggestion.facts.all())
        self.messages: list[SuggestionMessage] = list(suggestion.messages.select_related("by"))

    @cached_property
    def importer(self) -> RecordImporter | None:
        name = self.suggestion.about_kind or self.suggestion.record_kind
        return IMPORTERS.get(name)

    @cached_property
    def record(self) -> Record | None:
        """The record that it is about; where that was joined with another, the one that stayed."""
        return surviving_record(self.suggestion.record_kind, self.suggestion.record_id)

    @cached_property
    def joined(self) -> str:
        """What the record was called that was sent about and was joined with another."""
        if self.record is None or self.record.pk == self.suggestion.record_id:
            return ""
        suggestion = self.suggestion
        return last_title(suggestion.record_kind, suggestion.record_id or 0) or str(suggestion)

    @property
    def record_url(self) -> str:
        return admin_form_path(type(self.record), self.record.pk) if self.record else ""

    @property
    def is_record_gone(self) -> bool:
        return bool(self.suggestion.record_kind) and self.record is None

    @property
    def ends(self) -> RecordImporter | None:
        """The importer of the record that is said to have ended."""
        return self.importer if self.suggestion.kind == Kind.ENDED and self.record else None

    @cached_property
    def _stored(self) -> Facts:
        is_about_it = self.importer is not None and self.record is not None
        if not is_about_it or self.importer.model.kind != self.suggestion.record_kind:  # type: ignore[union-attr]
            return {}
        return self.record.facts()  # type: ignore[union-attr]

    @cached_property
    def held_facts(self) -> set[str]:
        return {str(finding.get("fact", "")) for finding in self.suggestion.findings}

    @property
    def are_words_held(self) -> bool:
        return WORDS in self.held_facts

    @property
    def findings(self) -> list[str]:
        """What was found, once each."""
        names = [str(finding.get("what", "")) for finding in self.suggestion.findings]
        return [str(FINDINGS.get(name, name)) for name in dict.fromkeys(names)]

    def rows(self, form: DecisionForm | None) -> list[FactRow]:
        if self.importer is None:
            return []
        labels = FactLabels(self.importer)
        return [self._row(fact, labels, form) for fact in self.facts]

    def _row(self, fact: SuggestedFact, labels: FactLabels, form: DecisionForm | None) -> FactRow:
        field = labels.importer.by_name.get(fact.fact)
        names = field.facts if field else (fact.fact,)
        before = fact.before or {}
        has_changed = fact.before is not None and any(
            before.get(name) != self._stored.get(name) for name in names
        )
        return FactRow(
            fact=fact,
            label=str(field.label) if field else fact.fact,
            sent=fact.text if fact.knowing == Knowing.KNOWN else str(fact.get_knowing_display()),
            now=_value(labels, names, self._stored) if self._stored else "",
            before=_value(labels, names, before) if has_changed else "",
            is_held=fact.fact in self.held_facts,
            form=form.of_facts.get(fact.fact) if form else None,
        )

    # Beside the facts

    @cached_property
    def language(self) -> str:
        """In which language it seems to be written, where it is not that of the page."""
        suggestion = self.suggestion
        tag = foreign_language(suggestion.language, suggestion.texts)
        return language_name(tag) if tag else ""

    @property
    def task_url(self) -> str:
        """Where it is given to somebody; empty where nothing waits."""
        tasks = Task.objects.still_open().filter(kind=TASK_KIND, key=str(self.suggestion.pk))
        pk = tasks.values_list("pk", flat=True).first()
        return reverse("desk-task", args=[pk]) if pk else ""

    @property
    def next_step(self) -> str:
        return str(NEXT_STEP[Kind(self.suggestion.kind)])

    @cached_property
    def is_hidden(self) -> bool:
        return self.record is not None and is_hidden(self.record)

    @property
    def can_hide(self) -> bool:
        return self.record is not None and self.record.state == Record.State.PUBLISHED

    @cached_property
    def traces(self) -> Traces | None:
        if not self.is_hidden or self.record is None:
            return None
        return Traces.of(self.record.kind, self.record.pk)

    def context(self, form: DecisionForm | None, person: Any) -> dict[str, Any]:
        is_open, importer = self.suggestion.is_open, missing_importer(self.suggestion)
        records = alike_records(self.suggestion, person) if is_open else []
        if form is not None:
            mark_compared_fields(form, self.suggestion)
        return {
            "suggestion": self.suggestion,
            "content": self,
            "rows": self.rows(form),
            "records": records,
            "others": alike_suggestions(self.suggestion) if is_open else [],
            "look_alikes_kind": importer.model.kind if importer else "",
            "said_to_differ": [one.pk for one in records],
            "anyway": ANYWAY,
        }


def _value(labels: FactLabels, names: Sequence[str], facts: Facts) -> str:
    if set(names) & set(facts.get("known_none") or ()):
        return _("Known: none")
    values = [facts.get(name) for name in names]
    return " · ".join(labels.value(name, value) for name, value in zip(names, values, strict=True))

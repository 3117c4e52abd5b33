"""What a suggestion may be the same as: records, and suggestions that wait.

Open suggestions are compared here only: a sender is never shown what another one sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from hub.curation.look_alikes.record_finder import find_records
from hub.curation.look_alikes.typed_facts import parameter_of
from hub.curation.suggestions.fact_reader import joint_facts
from hub.curation.suggestions.models import Suggestion
from hub.curation.suggestions.review.decisions import Choices
from hub.curation.suggestions.review.fact_values import chosen_facts
from hub.curation.suggestions.review.forms import DecisionForm
from hub.imports.match.duplicates import DuplicateFinder, Traits
from hub.imports.record_types import IMPORTERS, RecordImporter
from hub.record_admin.look_alikes import PARAMETER, LookAlike, Typed, said_to_differ
from hub.records.models.ledger import Facts

MAX_COMPARED = 500  # open suggestions of a kind, the newest
MAX_SHOWN = 5


@dataclass(frozen=True)
class AlikeSuggestion:
    title: str
    url: str
    state: str


def alike_records(suggestion: Suggestion, person: Any) -> list[LookAlike]:
    """Records of the kind that is said to be missing, by name or address in any script."""
    importer = missing_importer(suggestion)
    return find_records(importer, _facts(suggestion), person) if importer else []


def unseen_look_alikes(
    suggestion: Suggestion, choices: Choices, typed: Typed, person: Any
) -> list[LookAlike]:
    """Records like the one that is about to be made, if the person has not seen all of them.

    Raises ValidationError where what was chosen cannot be read.
    """
    importer = missing_importer(suggestion)
    if importer is None:
        return []
    accepted = [
        fact
        for fact in suggestion.facts.all()
        if fact.fact in choices.facts and choices.facts[fact.fact].is_accepted
    ]
    found = find_records(importer, chosen_facts(importer, accepted, choices.facts), person)
    return [] if {one.pk for one in found} <= said_to_differ(typed) else found


def mark_compared_fields(form: DecisionForm, suggestion: Suggestion) -> None:
    """Have the page look for records that are like what the curator writes."""
    importer = missing_importer(suggestion)
    for name, fact_form in form.of_facts.items():
        parameter = parameter_of(importer, name) if importer else ""
        if parameter and "text" in fact_form.fields:
            fact_form.fields["text"].widget.attrs[PARAMETER] = parameter


def alike_suggestions(suggestion: Suggestion) -> list[AlikeSuggestion]:
    """Open ones that say the same, that are about the same record, or name the same thing."""
    open_ones = Suggestion.objects.open().exclude(pk=suggestion.pk).order_by("-pk")
    keys = list(open_ones.alike(suggestion).values_list("pk", flat=True)[:MAX_SHOWN])
    if suggestion.record_id is not None:
        same = open_ones.about(suggestion.record_kind, suggestion.record_id)
        keys += same.values_list("pk", flat=True)[:MAX_SHOWN]
    importer = missing_importer(suggestion)
    if importer is not None:
        keys += _naming_the_same(importer, suggestion)
    by_pk = Suggestion.objects.in_bulk(keys)
    others = [by_pk[pk] for pk in dict.fromkeys(keys) if pk in by_pk]
    return [
        AlikeSuggestion(str(one), reverse("suggestion", args=[one.pk]), one.get_state_display())
        for one in others[:MAX_SHOWN]
    ]


def missing_importer(suggestion: Suggestion) -> RecordImporter | None:
    """The importer of the record that is said to be missing; None of any other suggestion."""
    if suggestion.kind != Suggestion.Kind.MISSING:
        return None
    importer = IMPORTERS.get(suggestion.about_kind)
    return importer if importer is not None and not importer.entries else None


def _naming_the_same(importer: RecordImporter, suggestion: Suggestion) -> list[int]:
    others = (
        Suggestion.objects.open()
        .filter(kind=Suggestion.Kind.MISSING, about_kind=suggestion.about_kind)
        .exclude(pk=suggestion.pk)
        .prefetch_related("facts")
        .order_by("-pk")[:MAX_COMPARED]
    )
    finder = DuplicateFinder()
    for other in others:
        finder.add(other.pk, Traits.of(importer, _facts(other)))
    matches = finder.find(Traits.of(importer, _facts(suggestion)))
    return [match.subject for match in matches]


def _facts(suggestion: Suggestion) -> Facts:
    return joint_facts(fact.value for fact in suggestion.facts.all())

"""What a suggestion may be the same as: records, and suggestions that wait.

Open suggestions are compared here only: a sender is never shown what another one sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.suggestions.models import Suggestion
from hub.imports.match.duplicates import DuplicateFinder, Traits, record_finder
from hub.imports.record_types import IMPORTERS, RecordImporter
from hub.records.models.ledger import Facts
from hub.web.paths import admin_form_path

MAX_COMPARED = 500  # open suggestions of a kind, the newest
MAX_SHOWN = 5


@dataclass(frozen=True)
class LookAlike:
    """``note``: its state, where it is a record that readers do not see."""

    title: str
    url: str
    note: str = ""


def alike_records(suggestion: Suggestion) -> list[LookAlike]:
    """Records of the kind that is said to be missing, by name or address in any script."""
    importer = _importer(suggestion)
    if importer is None:
        return []
    matches = record_finder(importer).find(Traits.of(importer, _facts(suggestion)))
    records = importer.model._default_manager.in_bulk([match.subject for match in matches])
    return [
        LookAlike(str(record), admin_form_path(importer.model, pk), _state_of(record))
        for pk in (match.subject for match in matches)
        if (record := records.get(pk)) is not None
    ]


def alike_suggestions(suggestion: Suggestion) -> list[LookAlike]:
    """Open ones that say the same, that are about the same record, or name the same thing."""
    open_ones = Suggestion.objects.open().exclude(pk=suggestion.pk).order_by("-pk")
    keys = list(open_ones.alike(suggestion).values_list("pk", flat=True)[:MAX_SHOWN])
    if suggestion.record_id is not None:
        same = open_ones.about(suggestion.record_kind, suggestion.record_id)
        keys += same.values_list("pk", flat=True)[:MAX_SHOWN]
    importer = _importer(suggestion)
    if importer is not None:
        keys += _naming_the_same(importer, suggestion)
    found = Suggestion.objects.in_bulk(keys)
    return [
        LookAlike(str(found[pk]), reverse("suggestion", args=[pk]), found[pk].get_state_display())
        for pk in dict.fromkeys(keys)
        if pk in found
    ][:MAX_SHOWN]


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


def _importer(suggestion: Suggestion) -> RecordImporter | None:
    if suggestion.kind != Suggestion.Kind.MISSING:
        return None
    importer = IMPORTERS.get(suggestion.about_kind)
    return importer if importer is not None and not importer.entries else None


def _facts(suggestion: Suggestion) -> Facts:
    facts: Facts = {}
    for fact in suggestion.facts.all():
        facts |= fact.value or {}
    return facts


def _state_of(record: object) -> str:
    is_public = getattr(record, "is_public", False)
    return "" if is_public else _("not public")

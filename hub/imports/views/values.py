"""The value map of a job: values of the file that are no terms, and what they were mapped to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub.imports import job_runner
from hub.imports.job_status import is_mappable
from hub.imports.map import SourceValue, ValueMap, source_values, unmapped_values
from hub.imports.map.missing_values import KEEP, MAX_LENGTH, MISSING
from hub.imports.map.place_values import place_note
from hub.imports.map.source_values import check_target, missing_cells, value_key
from hub.imports.models import Import
from hub.imports.record_types import IMPORTERS, ImportField, current_lookup, importer_for
from hub.imports.record_types.field import RECORD
from hub.imports.record_types.new_bodies import MAKE, ORGANISATION
from hub.imports.views.page import (
    curator_page,
    enqueue_job,
    get_job,
    redirect_to_job,
    render_conflict,
    render_job_page,
)
from hub.record_admin.staff_pages import FORM
from hub.vocabulary.models import KNOWN_NONE
from hub.vocabulary.term_cache import term_cache

VALUES_PER_PAGE, MAX_MAPPED = 40, 200
MAX_NAMES = 3000  # of organisations to choose from
DROP, FORGET, EMPTY = "-drop", "-forget", "-empty"  # choices of the form that are no slugs
MAX_MISSING = 300  # words that a curator declares to be empty, or values
Typed = dict[tuple[str, str], str]  # what was typed for a value of a scheme
NO_NAME = "\0"  # in ``Typed``: the value itself was to name a new organisation, and cannot


@dataclass(frozen=True)
class ValueLine:
    """A value and the choices beside it; ``target``: what it is mapped to, as people call it."""

    index: int
    value: SourceValue
    field: ImportField
    suggestions: list[tuple[str, str, int]]
    typed: str = ""
    target: str = ""
    problem: str = ""
    note: str = ""


@curator_page("change_import", FORM)
def values(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_job(pk)
    if not is_mappable(job):
        return render_conflict(request, job, _("Words cannot be mapped at this point."))
    if request.method != "POST":
        return render_values(request, job)
    targets = {scheme: dict(mapped) for scheme, mapped in job.words.items()}
    invalid = read_targets(request.POST, targets)
    if not job_runner.remap(job, words=targets):
        return render_conflict(request, job, _("Words cannot be mapped at this point."))
    if invalid:
        messages.error(request, _("Some words stand for no term yet. The rest is kept."))
        return render_values(request, job, invalid, status=400)
    if request.POST.get("then") == "all":
        count = map_all(job, request.POST)
        words = {"count": f"{count:,}"}
        text = ngettext("Decided on %(count)s word.", "Decided on %(count)s words.", count)
        messages.success(request, text % words)
        return redirect("import-words", pk)
    if request.POST.get("then") == "check":
        if not job_runner.check(job):
            return render_conflict(request, job, job.sentence)
        enqueue_job(job)
        return redirect_to_job(job)
    messages.success(request, _("Kept."))
    number = request.POST.get("page", "")
    address = reverse("import-words", args=[pk])
    return redirect(f"{address}?page={number}" if number.isdecimal() else address)


def render_values(
    request: HttpRequest,
    job: Import,
    invalid: Typed | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Unmapped values first, the most frequent first; below them those that were mapped."""
    value_map, in_file = ValueMap(job.words), source_values(job)
    unmapped_in_file = unmapped_values(in_file, value_map)
    page_obj = Paginator(unmapped_in_file, VALUES_PER_PAGE).get_page(
        request.GET.get("page") or request.POST.get("page")
    )
    fields = {field.words: field for field in importer_for(job.kind).fields if field.words}
    unmapped = [
        _unmapped_line(index, value, fields, value_map, invalid or {})
        for index, value in enumerate(page_obj)
    ]
    return render_job_page(
        request,
        job,
        "values",
        _("Words"),
        status=status,
        page_obj=page_obj,
        unmapped=unmapped,
        mapped=_mapped_lines(job, in_file, fields, value_map),
        readings=_reading_lines(in_file, fields, value_map),
        bulk_choices=_bulk_choices(unmapped_in_file, fields),
        schemes=[
            (scheme, choices_of(value_map, scheme))
            for scheme in sorted({line.value.scheme for line in unmapped})
        ],
        missing=missing_cells(job),
        **missing_words(job.words),
        drop=DROP,
        empty=EMPTY,
        make=MAKE,
    )


def _unmapped_line(
    index: int,
    value: SourceValue,
    fields: dict[str, ImportField],
    value_map: ValueMap,
    invalid: Typed,
) -> ValueLine:
    typed = invalid.get((value.scheme, value.text), "")
    problem = _("There is no such term.") if typed else ""
    if typed == NO_NAME:
        typed, problem = "", _("This is no name that an organisation can have.")
    suggestions = value_map.suggest(value.scheme, value.text)
    note = place_note(value.scheme, value.text)
    field = fields[value.scheme]
    return ValueLine(index, value, field, suggestions, typed, problem=problem, note=note)


def _mapped_lines(
    job: Import, in_file: list[SourceValue], fields: dict[str, ImportField], value_map: ValueMap
) -> list[ValueLine]:
    mapped = [value for value in in_file if target_of(job, value) is not None]
    return [
        ValueLine(
            index,
            value,
            fields[value.scheme],
            [],
            target=value_map.label(value.scheme, slug) if (slug := target_of(job, value)) else "",
        )
        for index, value in enumerate(mapped[:MAX_MAPPED], VALUES_PER_PAGE)
    ]


def _reading_lines(
    in_file: list[SourceValue], fields: dict[str, ImportField], value_map: ValueMap
) -> list[ValueLine]:
    """Bodies that were understood from more than their names, for a person to correct."""
    readings = [value for value in in_file if value_map.is_reading(value.scheme, value.text)]
    return [
        ValueLine(
            index,
            value,
            fields[value.scheme],
            [],
            target=value_map.label(value.scheme, value_map.find(value.scheme, value.text) or ""),
        )
        for index, value in enumerate(readings[:MAX_MAPPED], VALUES_PER_PAGE + MAX_MAPPED)
    ]


# All words of a column at once

OFFERS = {"offer-100": 100, "offer-90": 90}
BULK_LABELS = {
    "offer-100": gettext_lazy("Take every offer at 100 %"),
    "offer-90": gettext_lazy("Take every offer of 90 % or more"),
    DROP: gettext_lazy("Leave all of them out on purpose"),
    MAKE: gettext_lazy("Make all of these organisations"),
}
EVERY_FIELD = "*"
MAX_AT_ONCE = 5000  # words in one request: each is compared with all terms


def _bulk_choices(
    unmapped: list[SourceValue], fields: dict[str, ImportField]
) -> list[tuple[str, str, int, list[tuple[str, str]]]]:
    """Scheme, label, number of unknown words, and what can be done with all of them."""
    counts = Counter(value.scheme for value in unmapped)
    lines = [
        (scheme, str(fields[scheme].label), count, _bulk_options(fields[scheme]))
        for scheme, count in counts.most_common()
    ]
    if len(lines) > 1:
        lines.insert(0, (EVERY_FIELD, _("All columns"), len(unmapped), _bulk_options()))
    return lines


def _bulk_options(field: ImportField | None = None) -> list[tuple[str, str]]:
    may_make = field is not None and field.makes_bodies
    return [(name, str(label)) for name, label in BULK_LABELS.items() if name != MAKE or may_make]


def map_all(job: Import, form_data: Mapping[str, Any]) -> int:
    """Do with all unknown words of a column what was chosen for it; of how many words."""
    value_map, count = ValueMap(job.words), 0
    targets = {scheme: dict(mapped) for scheme, mapped in job.words.items()}
    for value in unmapped_values(source_values(job), value_map)[:MAX_AT_ONCE]:
        choice = form_data.get(f"all-{value.scheme}") or form_data.get(f"all-{EVERY_FIELD}")
        target = _bulk_target(value, str(choice or ""), value_map)
        if target is not None:
            targets.setdefault(value.scheme, {})[value.key] = target
            count += 1
    return count if not count or job_runner.remap(job, words=targets) else 0


def _bulk_target(value: SourceValue, choice: str, value_map: ValueMap) -> str | None:
    """What the value is mapped to; None where the choice does not settle it."""
    if choice == DROP:
        return ""
    if choice == MAKE and value.scheme == ORGANISATION:
        try:
            return check_target(value.scheme, value.text, MAKE)
        except ValueError:
            return None
    if choice not in OFFERS:
        return None
    offers = value_map.suggest(value.scheme, value.text)
    best = [slug for slug, _label, score in offers if score == offers[0][2]]
    # Two that are equally like it leave the question open.
    return best[0] if len(best) == 1 and offers[0][2] >= OFFERS[choice] else None


def target_of(job: Import, value: SourceValue) -> str | None:
    """What a curator mapped the value to: a slug, "" (left out), or None (nothing)."""
    target: str | None = job.words.get(value.scheme, {}).get(value.key)
    return target


def choices_of(value_map: ValueMap, scheme: str) -> list[str]:
    """Labels to choose from while typing."""
    if scheme == ORGANISATION:
        return sorted(value_map.organisation_names.values())[:MAX_NAMES]
    if scheme.startswith(RECORD):
        records = current_lookup().known.records[scheme.removeprefix(RECORD)]
        return sorted(title for _slug, title in records.labels.values())[:MAX_NAMES]
    cached = term_cache().schemes.get(scheme)
    return [term.label() for term in cached.terms if not term.deprecated] if cached else []


def read_targets(form_data: Mapping[str, Any], targets: dict[str, dict[str, str]]) -> Typed:
    """Write what was chosen into ``targets``; back come the values for which no term was typed.

    A value stands in the form beside its choice, so an outdated page cannot mix them up.
    """
    invalid: Typed = {}
    value_map = ValueMap()
    read_missing(form_data, targets)
    for index in range(VALUES_PER_PAGE + 2 * MAX_MAPPED):
        scheme = str(form_data.get(f"scheme-{index}", ""))
        text = str(form_data.get(f"word-{index}", ""))[:300]
        choice = str(form_data.get(f"choice-{index}", ""))
        typed = str(form_data.get(f"term-{index}", "")).strip()
        if not text or "\0" in text or not _has_words(scheme):
            continue
        mapped, key = targets.setdefault(scheme, {}), value_key(text)
        if choice == FORGET:
            mapped.pop(key, None)
        elif typed:
            # A radio button cannot be cleared without a script: what was typed goes first.
            slug = value_map.find(scheme, typed)
            if slug:
                mapped[key] = slug
            else:
                invalid[scheme, text] = typed[:200]
        elif choice == DROP:
            mapped[key] = ""
        elif choice == EMPTY:
            targets.setdefault(MISSING, {})[key] = ""
        elif choice == MAKE and scheme == ORGANISATION:
            try:
                mapped[key] = check_target(scheme, text, MAKE)
            except ValueError:  # nothing but markup or marks
                invalid[scheme, text] = NO_NAME
        elif choice == KNOWN_NONE or value_map.has(scheme, choice):
            mapped[key] = choice
    return invalid


def _has_words(scheme: str) -> bool:
    """Whether there are terms or records of this name for words to be mapped to."""
    if scheme.startswith(RECORD):
        return scheme.removeprefix(RECORD) in IMPORTERS
    return scheme == ORGANISATION or scheme in term_cache().schemes


def missing_words(words: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """The words that a curator declared to be empty, and those that are values after all."""
    declared = words.get(MISSING, {})
    return {
        "empty_words": sorted(word for word, target in declared.items() if target != KEEP),
        "kept_words": sorted(word for word, target in declared.items() if target == KEEP),
    }


def read_missing(form_data: Mapping[str, Any], targets: dict[str, dict[str, str]]) -> None:
    """Write the words of the two boxes into ``targets``, one on each line."""
    if "empty-words" not in form_data:
        return
    declared: dict[str, str] = {}
    for name, target in (("empty-words", ""), ("kept-words", KEEP)):
        for line in str(form_data.get(name, "")).splitlines()[:MAX_MISSING]:
            text = line.replace("\0", "").strip()[:MAX_LENGTH]
            if text:
                declared[value_key(text)] = target
    targets[MISSING] = declared

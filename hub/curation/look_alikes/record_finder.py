"""Records that look like what was typed or sent, in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from hub.curation.look_alikes.typed_facts import facts_by_field, importer_of, typed_facts
from hub.imports.match.duplicates import DuplicateMatch, Traits, match_reason, record_finder
from hub.imports.record_types import RecordImporter
from hub.record_admin.look_alikes import LookAlike, LookAlikeFinder, Typed
from hub.records.models import Change, FormerSlug, Record
from hub.records.models.ledger import Facts
from hub.web.paths import admin_form_path

MAX_COMPARED, MAX_SHOWN = 40, 5


def find_typed(model: type[Record], typed: Typed, person: Any) -> list[LookAlike]:
    importer = importer_of(model)
    return find_records(importer, typed_facts(importer, typed), person) if importer else []


def find_records(importer: RecordImporter, facts: Facts, person: Any = None) -> list[LookAlike]:
    """Records that look like these facts, the most alike first.

    Whoever may not look at records of this kind in the admin gets those that everybody may read,
    and no word on whether there are others.
    """
    traits = Traits.of(importer, facts)
    matches = record_finder(importer).find(traits, most=MAX_COMPARED)
    if not matches:
        return []
    model = importer.model
    permission = f"{model._meta.app_label}.view_{model._meta.model_name}"
    sees_all = person is not None and person.has_perm(permission)
    records: Any = model._default_manager
    by_pk = (records if sees_all else records.published()).in_bulk(
        [match.subject for match in matches]
    )
    kept = [match for match in matches if match.subject in by_pk][:MAX_SHOWN]
    joined = joined_names(model, [match.subject for match in kept], traits.names)
    return [
        _look_alike(match, by_pk[match.subject], sees_all, joined.get(match.subject, ""))
        for match in kept
    ]


def joined_names(model: type[Record], keys: Iterable[int], names: Iterable[str]) -> dict[int, str]:
    """By record the name, among those typed, of one that was joined with it."""
    former = FormerSlug.objects.filter(kind=model.kind, record_id__in=list(keys))
    slugs = dict(former.values_list("slug", "record_id"))
    if not slugs:
        return {}
    merges = Change.objects.filter(kind=model.kind, what=Change.What.MERGED, slug__in=slugs)
    typed = set(names)
    return {
        slugs[slug]: title
        for slug, title in merges.values_list("slug", "title")
        if matching_key(title) in typed
    }


def _look_alike(match: DuplicateMatch, record: Record, sees_all: bool, joined: str) -> LookAlike:
    return LookAlike(
        pk=record.pk,
        title=str(record),
        language=record.language,
        kind=str(record._meta.verbose_name),
        state=_state(record) if sees_all else "",
        why=match_reason(match.reason),
        url=_url(record, sees_all),
        joined=joined,
    )


def _state(record: Record) -> str:
    is_hidden = record.state == Record.State.PUBLISHED and not record.is_public
    state = record.get_state_display()
    if is_hidden:
        visibility = record.get_visibility_display()
        return _("%(state)s for: %(readers)s") % {"state": state, "readers": visibility}
    return str(state)


def _url(record: Record, sees_all: bool) -> str:
    try:
        if sees_all:
            return admin_form_path(type(record), record.pk)
        return str(record.get_absolute_url())  # type: ignore[attr-defined]
    except NoReverseMatch:
        return ""


def _fields(model: type[Record]) -> tuple[str, ...]:
    importer = importer_of(model)
    return tuple(facts_by_field(importer)) if importer else ()


FINDER = LookAlikeFinder(_fields, find_typed)

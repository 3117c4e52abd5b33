"""The records that a list finds, by the address of the list as somebody copied it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from hub.lists.filter_form import UnusableQueryError, read_query
from hub.lists.spec import ListSpec, list_specs
from hub.search_engine.search import match_ids
from hub.search_engine.snapshot_cache import get_snapshot

RecordKey = tuple[str, int]  # kind and primary key
LONGEST_ADDRESS = 4000


def records_at(address: str) -> set[RecordKey]:
    """What the list at an address of this site finds, on all of its pages.

    Raises ValidationError where it is no list of ours, or one that is narrowed by nothing.
    """
    spec, query_string = _list_of(address)
    try:
        query, _exact = read_query(spec.form_class, spec.facets, QueryDict(query_string))
    except UnusableQueryError as unusable:
        raise ValidationError(" ".join(unusable.sentences)) from unusable
    if not query.text and not query.chosen:
        raise ValidationError(
            _("This list is narrowed by nothing. Search or filter it first, then copy its address.")
        )
    found = match_ids(get_snapshot(spec.kind, "public"), query)
    return {(spec.kind, pk) for pk in found}


def _list_of(address: str) -> tuple[ListSpec, str]:
    try:
        parts = urlsplit(address.strip()[:LONGEST_ADDRESS])
    except ValueError:
        parts = urlsplit("")
    with override(get_language_from_path(parts.path) or settings.LANGUAGE_CODE):
        spec = next((each for each in list_specs.values() if each.base == parts.path), None)
    if spec is None:
        raise ValidationError(
            _("This is no address of a list of this site, such as /tools/?context=online.")
        )
    return spec, parts.query

"""Organisations that a file names: the source's own words for them, and those that are to be made.

``words`` has for each word the slug of an organisation, "" (left out on purpose), or ``MAKE`` with
the name of an organisation that is to be made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace

from catalogue.models import Organisation
from catalogue.models.organisation import matching_key
from hub.imports.record_types.lookups import RecordLookup
from hub.records.models import FormerSlug
from hub.records.text_folding import slugify

ORGANISATION = "organisation"  # what these words are kept under, beside those of the schemes
MAKE = "+"
MOST_NAME = 300


def with_words(names: RecordLookup, words: Mapping[str, str]) -> RecordLookup:
    """The names with these words among them; one that somebody has made meanwhile is that one."""
    if not words:
        return names
    known, slugs = dict(names.known.organisations), dict(names.organisation_slugs)
    new = {
        name
        for said in words.values()
        if said.startswith(MAKE) and (name := said.removeprefix(MAKE).strip())
        if matching_key(name) and matching_key(name) not in known
    }
    to_make: dict[str, str] = {}
    for slug, name in _slugs_of_new(sorted(new), names.organisations).items():
        key, pk = matching_key(name), -len(to_make) - 1
        if key not in known:
            known[key], slugs[pk], to_make[slug] = pk, slug, name
    for word, said in words.items():
        name = said.removeprefix(MAKE) if said.startswith(MAKE) else ""
        meant = known.get(matching_key(name)) if name else names.organisations.get(said)
        if meant is not None:
            known[matching_key(word) or word] = meant
    return RecordLookup(replace(names.known, organisations=known), slugs, to_make)


def _slugs_of_new(new: Collection[str], taken: Collection[str]) -> dict[str, str]:
    """Names by the slugs they get: the same ones whenever they are asked for."""
    if not new:
        return {}
    plain = {name: slugify(name)[:180].strip("-_") for name in new}
    former = FormerSlug.objects.filter(kind=Organisation.kind, slug__in=plain.values())
    reserved = {"", *Organisation.reserved_slugs, *former.values_list("slug", flat=True)}
    found: dict[str, str] = {}
    for name, slug in plain.items():
        if slug in reserved or slug in taken or slug in found:
            mark = hashlib.sha256(matching_key(name).encode()).hexdigest()[:8]
            slug = f"{slug or ORGANISATION}-{mark}"
        found[slug] = name
    return found

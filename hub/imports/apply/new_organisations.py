"""Organisations that an import makes because its rows name them, before these rows.

They carry its run in the ledger, so that they go when it is rolled back or undone, unless something
else needs them by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from catalogue.models import Organisation
from hub.imports.models import Import
from hub.imports.record_types import current_lookup, importer_for
from hub.imports.record_types.new_bodies import ORGANISATION, with_words
from hub.records.models import Ledger, Revision

if TYPE_CHECKING:
    from hub.imports.apply.chunk_writer import Decided


def make_organisations(
    job: Import, rows: Iterable[Decided], ledger: Ledger, *, announce: bool
) -> None:
    """Make those that rows name, that are not there, and that the words of the import make.

    One that is neither there nor to be made is missing when its row is written: it was taken away,
    or renamed, since the check.
    """
    importer, named = importer_for(job.kind), set[str]()
    for _row, result in rows:
        named |= importer.organisations_named(result.facts)
    if not named:
        return
    existing = Organisation.objects.filter(slug__in=named).values_list("slug", flat=True)
    missing = named - set(existing)
    if not missing:
        return
    to_make = with_words(current_lookup(), job.words.get(ORGANISATION, {})).to_make
    organisations = importer_for(ORGANISATION)
    ledger.write(
        Organisation,
        [
            organisations.change({"slug": slug, "name": to_make[slug]}, None)
            for slug in sorted(missing & to_make.keys())
        ],
        announce=announce,
    )


def organisations_made(job: Import) -> list[int]:
    """Keys of the organisations that the import made because rows named them."""
    if job.kind == ORGANISATION:
        return []
    made = Revision.objects.filter(kind=ORGANISATION, run=job.run, version=1)
    return list(made.values_list("record_id", flat=True))

"""How many records undoing an import takes away, changes back or leaves, and how that is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import ngettext

from hub.imports.apply.new_organisations import organisations_made
from hub.imports.models import Import
from hub.imports.record_types import importer_for, record_kind
from hub.imports.undo.undo import undo_run
from hub.imports.undo.untouched_records import untouched
from hub.records.bulk_rows import chunks
from hub.records.models import Revision

MAX_NAMED = 10  # of the records that stay
CHUNK = 2000  # records in one query; each table that points at records is asked once for each


@dataclass(frozen=True)
class UndoTally:
    """Records that an import wrote, each in one of these.

    ``made``: new with the import, so that they go. ``changed``: there before, so that they go back.
    ``staying``: edited since, or in use elsewhere. ``bodies``: organisations that were made because
    rows named them. ``thinned``: edited since, so that only the import's entries go from them.
    ``names``: titles of some of those that stay. ``adds_entries``: it wrote entries of records.
    """

    made: int = 0
    changed: int = 0
    staying: int = 0
    bodies: int = 0
    thinned: int = 0
    names: tuple[str, ...] = ()
    adds_entries: bool = False


def tally_undo(job: Import) -> UndoTally:
    """What undoing the import would do now."""
    revisions = Revision.objects.filter(kind=record_kind(job.kind), run=job.run)
    written = dict(revisions.values_list("record_id", "version"))
    back, staying = _split(job, written)
    made = sum(written[pk] == 1 for pk in back)
    tally = UndoTally(made, len(back) - made, len(staying), len(organisations_made(job)))
    if importer_for(job.kind).entries:
        return replace(tally, staying=0, thinned=tally.staying, adds_entries=True)
    return replace(tally, names=_titles(job, sorted(staying)[:MAX_NAMED]))


def _titles(job: Import, pks: Sequence[int]) -> tuple[str, ...]:
    records = importer_for(job.kind).model._default_manager.in_bulk(pks)
    return tuple(str(records[pk]) for pk in pks if pk in records)


def tally_undone(job: Import) -> UndoTally:
    """What undoing the import has done, and what is still listed for a person."""
    revisions = Revision.objects.filter(kind=record_kind(job.kind), run=job.run)
    undone = Revision.objects.filter(kind=record_kind(job.kind), run=undo_run(job)).values(
        "record_id"
    )
    back = revisions.filter(record_id__in=undone)
    made = back.filter(version=1).count()
    remaining = revisions.exclude(record_id__in=undone).values_list("record_id", "version")
    _back, staying = _split(job, dict(remaining))
    adds_entries = bool(importer_for(job.kind).entries)
    return UndoTally(made, back.count() - made, len(staying), adds_entries=adds_entries)


def _split(job: Import, written: dict[int, int]) -> tuple[set[int], set[int]]:
    """The records that undoing takes back, and those that it leaves alone (``edited_since``).

    Records that are gone by now are in neither.
    """
    model = importer_for(job.kind).model
    back, staying = set[int](), set[int]()
    for pks in chunks(sorted(written), CHUNK):
        some = {pk: written[pk] for pk in pks}
        stored = set(model._default_manager.filter(pk__in=pks).values_list("pk", flat=True))
        same = untouched(job, some)
        back |= same
        staying |= stored - same
    return back, staying


Line = tuple[int, str]


def undo_lines(tally: UndoTally) -> list[Line]:
    """What would happen: each number with the words behind it; nothing of what there is none of."""
    return _present(
        (tally.made, lambda n: ngettext(
            "record that the import made is removed.",
            "records that the import made are removed.", n)),
        (tally.changed, lambda n: _going_back(n, tally)),
        (tally.bodies, lambda n: ngettext(
            "organisation that was made because rows named it goes too, unless it was edited or "
            "something else uses it.",
            "organisations that were made because rows named them go too, unless they were edited "
            "or something else uses them.", n)),
        (tally.thinned, lambda n: ngettext(
            "record was edited since: only the entries of this import are taken out of it.",
            "records were edited since: only the entries of this import are taken out of them.",
            n)),
        (tally.staying, lambda n: ngettext(
            "record was edited since, or something else uses it. It stays, and is listed for you "
            "to decide.",
            "records were edited since, or something else uses them. They stay, and are listed for "
            "you to decide.", n) + _names(tally)),
    )  # fmt: skip


def _going_back(number: int, tally: UndoTally) -> str:
    if tally.adds_entries:
        return ngettext(
            "record loses the entries of this import and is again exactly what it was.",
            "records lose the entries of this import and are again exactly what they were.",
            number,
        )
    return ngettext(
        "record that the import changed goes back to exactly what it was.",
        "records that the import changed go back to exactly what they were.",
        number,
    )


def _gone_back(number: int, tally: UndoTally) -> str:
    if tally.adds_entries:
        return ngettext(
            "record has lost the entries of this import.",
            "records have lost the entries of this import.",
            number,
        )
    return ngettext(
        "record that the import changed is what it was before.",
        "records that the import changed are what they were before.",
        number,
    )


def _names(tally: UndoTally) -> str:
    if not tally.names:
        return ""
    more = ["…"] if tally.staying > len(tally.names) else []
    return f" ({', '.join([*tally.names, *more])})"


def undone_lines(tally: UndoTally) -> list[Line]:
    """What has happened, in the same way."""
    return _present(
        (tally.made, lambda n: ngettext(
            "record that the import made was removed.",
            "records that the import made were removed.", n)),
        (tally.changed, lambda n: _gone_back(n, tally)),
        (tally.staying, lambda n: ngettext(
            "record stayed as it is: it was edited since, or something else uses it.",
            "records stayed as they are: they were edited since, or something else uses them.", n)),
    )  # fmt: skip


def _present(*lines: tuple[int, Callable[[int], str]]) -> list[Line]:
    return [(number, words(number)) for number, words in lines if number]

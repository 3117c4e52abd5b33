"""Where a text stands, for the people who decide: table by table, with a few places of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.purging.models import PurgeRequest
from hub.curation.purging.purge import files_with, find_places, mails_with
from hub.curation.purging.purge_requests import key_of, text_of
from hub.curation.purging.purged_text import PurgedText
from hub.curation.purging.stored_texts import Place

SHOWN = 3  # excerpts of one table
# What curators call tables that no form of theirs shows.
NAMES = {
    "core.Revision": gettext_lazy("Earlier versions, in the history"),
    "core.Change": gettext_lazy("News that readers get"),
    "core.FormerSlug": gettext_lazy("Old addresses"),
    "core.PageChange": gettext_lazy("Addresses of changed pages"),
    "core.RecordNotice": gettext_lazy("Notices on the page"),
    "imports.ImportRow": gettext_lazy("Rows of imports"),
    "imports.SourceRecordState": gettext_lazy("What a source of imports said last"),
    "merging.RecordMerge": gettext_lazy("What taking a merge back needs"),
    "link_checks.CheckedAddress": gettext_lazy("Checked addresses"),
}


@dataclass(frozen=True)
class TableLine:
    """A table in which it stands: in how many rows, and the first of them as excerpts."""

    label: str
    count: int
    excerpts: tuple[str, ...]


@dataclass(frozen=True)
class PurgePreview:
    """``ours``: what would go. ``others``: other records and their history, which stay."""

    ours: tuple[TableLine, ...]
    others: tuple[TableLine, ...]
    files: int
    mails: int

    @property
    def is_empty(self) -> bool:
        return not (self.ours or self.mails)


def preview_of(row: PurgeRequest) -> PurgePreview | None:
    """None once it is decided: nobody has the text any more."""
    text = text_of(row)
    if text is None:
        return None
    places = find_places(text, key_of(row))
    return PurgePreview(
        _lines(text, (place for place in places if place.is_ours)),
        _lines(text, (place for place in places if not place.is_ours)),
        len(files_with(text, key_of(row))),
        len(mails_with(text)),
    )


def _lines(text: PurgedText, places: Iterable[Place]) -> tuple[TableLine, ...]:
    by_model: dict[Any, list[Place]] = {}
    for place in places:
        by_model.setdefault(place.model, []).append(place)
    return tuple(
        TableLine(
            str(NAMES.get(model._meta.label, capfirst(str(model._meta.verbose_name_plural)))),
            len(some),
            tuple(dict.fromkeys(_excerpt(text, place) for place in some))[:SHOWN],
        )
        for model, some in by_model.items()
    )


def _excerpt(text: PurgedText, place: Place) -> str:
    name, value = next(iter(place.columns.items()))
    column: Any = place.model._meta.get_field(name)
    if isinstance(column, JSONField):  # whose name tells nobody anything
        return text.excerpt(value)
    words = {"label": capfirst(str(column.verbose_name)), "text": text.excerpt(value)}
    return _("%(label)s: %(text)s") % words

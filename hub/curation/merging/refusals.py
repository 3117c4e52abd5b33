"""Why two records cannot be merged, or not yet, as sentences."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from hub.curation.merging.models import RecordMerge
from hub.records.models import Record
from hub.records.registry import Registry

# What upper rooms have of a record that would be lost with it: a sentence, or an empty text.
obstacles: Registry[Callable[[str, int], str]] = Registry("what stands against a merge")


def merged_away(kind: str, pk: int) -> str:
    """That a record was merged already, and into which; empty where it was not."""
    merge = RecordMerge.objects.of(kind, pk).first()
    if merge is None:
        return ""
    return _(
        "“%(name)s” was merged into another record already. Open that one, or take that merge back "
        "first."
    ) % {"name": merge.absorbed_title}


def refusal(goes: Record, stays: Record) -> str:
    """The first reason against it; empty where there is none."""
    if type(goes) is not type(stays):
        return wrong_kind(stays, goes)
    if goes.pk == stays.pk:
        return _("This is the same record: it cannot be merged with itself. Choose another.")
    if (goes.state, stays.state) == (Record.State.PUBLISHED, Record.State.ARCHIVED):
        return _(
            "“%(into)s” is archived: readers would lose “%(name)s”, which they can see now. "
            "Take the archived one back to draft and publish it first, or choose another."
        ) % {"into": stays, "name": goes}
    sentences = (
        sentence
        for find in obstacles.values()
        for record in (goes, stays)
        if (sentence := find(record.kind, record.pk))
    )
    return next(sentences, "")


def wrong_kind(found: Record, wanted: Record) -> str:
    return _(
        "“%(name)s” is recorded as another kind (%(kind)s). Only two records of one kind can be "
        "merged."
    ) % {"name": found, "kind": found._meta.verbose_name}

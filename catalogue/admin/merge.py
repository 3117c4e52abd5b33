"""Two records of one organisation become one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from catalogue.models import Deployment, Helpline, Organisation, OrganisationName, Tool
from catalogue.models.organisation import matching_key
from hub.records.models import Change, FormerSlug, Record, recorded_change
from hub.records.registry import Registry

# Records that point at an organisation, with what they are called.
Affected = tuple[tuple[Any, models.QuerySet[Any]], ...]


@dataclass(frozen=True)
class HandOver:
    """What an upper room does when two organisations become one.

    ``affected`` are its records that point at the one that goes. ``move`` gives their links from
    the first organisation to the second, and changes each record within ``recording(record)``.
    """

    affected: Callable[[Organisation], Affected]
    move: Callable[[Organisation, Organisation, Callable[[Record], Any]], None]


hand_overs: Registry[HandOver] = Registry("links of merged organisations")


def affected_records(leaving: Organisation) -> Affected:
    """All records that a merge changes beside the two, by kind; a record may be of two kinds."""
    own: Affected = (
        (
            _("tools"),
            Tool.objects.filter(organisation_links__organisation=leaving),
        ),
        (
            _("practice notes"),
            Deployment.objects.filter(organisation_links__organisation=leaving),
        ),
        (_("helplines"), Helpline.objects.filter(organisation=leaving)),
        (_("parts of it"), leaving.parts.all()),
        (_("organisations that it followed"), leaving.predecessors.all()),
    )
    upper = (hand_over.affected(leaving) for hand_over in hand_overs.values())
    return tuple(
        (label, records.distinct().order_by("pk")) for label, records in (*own, *chain(*upper))
    )


@transaction.atomic
def merge(leaving: Organisation, into: Organisation, *, by: Any, reason: str) -> None:
    """Give all that points at ``leaving`` to ``into``, its names too; its address leads there.

    ``leaving`` is archived in the ledger first, then removed: its row would hold the address. What
    it recorded about itself (terms, sources) stays in its last revision only.
    """
    slug, old_key = leaving.slug, leaving.pk
    with recorded_change(leaving, by=by, reason=reason, news=public_changes(leaving, into)):
        leaving.state = Organisation.State.ARCHIVED
        leaving.save(update_fields=["state"])
    for kind in (Tool, Deployment):
        for record in kind._default_manager.filter(organisation_links__organisation=leaving):
            with recorded_change(record, by=by, reason=reason):
                hand_over_links(record.organisation_links, leaving, into)
    for line in Helpline.objects.filter(organisation=leaving):
        with recorded_change(line, by=by, reason=reason):
            line.organisation = into
            line.save(update_fields=["organisation"])
    for parent in ("part_of", "successor"):
        for other in Organisation.objects.filter(**{parent: leaving}):
            with recorded_change(other, by=by, reason=reason):
                setattr(other, parent, None if other.pk == into.pk else into)
                other.save(update_fields=[parent])
    for hand_over in hand_overs.values():
        hand_over.move(leaving, into, partial(recorded_change, by=by, reason=reason))
    with recorded_change(into, by=by, reason=reason):
        hand_over_names(leaving, into)
    leaving.citations.all().delete()
    leaving.delete()
    FormerSlug.objects.filter(kind=into.kind, record_id=old_key).update(record_id=into.pk)
    FormerSlug.objects.remember(into.kind, into.pk, old=slug, new=into.slug)


def public_changes(leaving: Organisation, into: Organisation) -> tuple[str, ...]:
    """What readers hear of it: where they may not see the other, only that the first is gone."""
    if leaving.state != Organisation.State.PUBLISHED:
        return ()
    is_visible = Organisation.objects.published(leaving.visibility).filter(pk=into.pk).exists()
    return (Change.What.MERGED if is_visible else Change.What.WITHDRAWN,)


def hand_over_links(links: Any, leaving: Organisation, into: Organisation) -> None:
    """Links of one record, which name each organisation once."""
    if links.filter(organisation=into).exists():
        links.filter(organisation=leaving).delete()
    else:
        links.filter(organisation=leaving).update(organisation=into)


def hand_over_names(leaving: Organisation, into: Organisation) -> None:
    """Its names, and its own name unless ``into`` is found by the same letters."""
    leaving.names.update(organisation=into)
    key = matching_key(leaving.name)
    is_taken = OrganisationName.objects.filter(key=key).exists()
    if key and key != matching_key(into.name) and not is_taken:
        into.names.create(text=leaving.name, language=leaving.language)

"""What the page of one address shows: how it stands, in words, and where it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.link_checks.desk_kinds import what_happened
from hub.curation.link_checks.models import AddressUse, CheckedAddress
from hub.curation.link_checks.record_titles import record_titles
from hub.records.models import Source
from hub.records.registry import record_types
from hub.records.source_names import bare_address
from hub.web.paths import admin_form_path

State = CheckedAddress.State
MOST_USES = 50


@dataclass(frozen=True)
class UseLine:
    """A record that has the address. ``fact``: in which fact; ``source``: its title, or empty."""

    title: str
    kind: str
    fact: str
    source: str
    archived: str
    edit: str
    check: str


def use_lines(address: CheckedAddress) -> list[UseLine]:
    uses = list(address.uses.order_by("record_kind", "record_id", "fact")[:MOST_USES])
    titles = record_titles((use.record_kind, use.record_id) for use in uses)
    lines = []
    for use in uses:
        title = titles.get((use.record_kind, use.record_id))
        if title is not None:
            lines.append(_line(use, title))
    return lines


def _line(use: AddressUse, title: str) -> UseLine:
    record_type = record_types[use.record_kind]
    return UseLine(
        title=title,
        kind=str(record_type.model._meta.verbose_name),
        fact=_("source") if use.label else _fact_label(record_type, use.fact),
        source=use.label,
        archived=use.archived_url,
        edit=admin_form_path(record_type.model, use.record_id),
        check=reverse("record-check-by-key", args=[use.record_kind, use.record_id]),
    )


def _fact_label(record_type: Any, fact: str) -> str:
    if fact == "citations":
        return _("source")
    declared = record_type.by_name.get(fact)
    if declared is not None and declared.label:
        return str(declared.label)
    names = {field.name for field in record_type.model._meta.get_fields()}
    return str(record_type.model._meta.get_field(fact).verbose_name) if fact in names else fact


def source_forms(address: CheckedAddress) -> list[tuple[str, str]]:
    """The sources with this address, and their forms: it is changed there for all records."""
    sources = Source.objects.filter(url=address.url).order_by("pk")[:MOST_USES]
    return [(str(source), admin_form_path(Source, source.pk)) for source in sources]


def sentence(address: CheckedAddress) -> str:
    """How it stands, in one sentence."""
    if address.state in (State.DEAD, State.FAILING, *CheckedAddress.TOLD):
        to = bare_address(address.new_url)
        return what_happened(address.cause, len(address.failed_on), to)
    if address.state == State.WELL:
        return _("It answers.")
    if address.state == State.LEFT:
        return _("A curator decided that it is not asked any more.")
    if address.asked_at is None:
        return _("It was not asked yet.")
    return _("It did not tell yet whether the page is there.")

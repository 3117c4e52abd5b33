"""What readers are told on a record's page about its addresses that do not answer, or that lead to
another site than they did.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.curation.link_checks.models import AddressUse, CheckedAddress
from hub.records.models import NoticeFacts, RecordKey, noticed_records, write_notices
from hub.records.source_names import bare_address
from hub.web.localization import localize_date
from hub.web.record_notices import NoticeKind, register_notice_kind

KIND = "links"
TEMPLATE = "includes/_link_notice.html"
MOST = 12  # addresses of a record
SHOWN = 80  # letters of an address
OWN_FIRST = ("url",)  # the fact that is the record's own page

State, Cause = CheckedAddress.State, CheckedAddress.Cause
OWN_WORDS = (Cause.OTHER_SITE, Cause.MISSING)  # the others are one to readers: no answer


@dataclass(frozen=True, slots=True)
class AddressLine:
    """A sentence about one address; ``archived``: the address of a copy, or empty."""

    sentence: str
    archived: str


def register_kind() -> None:
    register_notice_kind(KIND, NoticeKind(TEMPLATE, present))


# Writing


def follow_notices(address_id: int | None = None) -> None:
    """Have exactly those records say so whose addresses do not answer now.

    ``address_id``: compare only the records that have this address.
    """
    uses = AddressUse.objects.filter(address__in_use=True)
    if address_id is None:
        records = noticed_records(KIND)
    else:
        of_it = AddressUse.objects.filter(address=address_id)
        records = set(of_it.values_list("record_kind", "record_id"))
        uses = uses.filter(record_id__in=[key for _kind, key in records])
    wanted: dict[RecordKey, NoticeFacts | None] = dict.fromkeys(records)
    notices = _notices(uses)
    wanted.update(
        (key, notice) for key, notice in notices.items() if address_id is None or key in records
    )
    write_notices(KIND, wanted)


def _notices(uses: models.QuerySet[AddressUse]) -> dict[RecordKey, NoticeFacts]:
    told = uses.filter(address__state=State.DEAD) | uses.filter(
        address__state=State.PARKED, address__cause=Cause.OTHER_SITE
    )
    by_record: dict[RecordKey, list[AddressUse]] = {}
    for use in told.select_related("address").order_by("pk").iterator(chunk_size=1000):
        by_record.setdefault((use.record_kind, use.record_id), []).append(use)
    return {key: _notice(some) for key, some in by_record.items()}


def _notice(uses: Sequence[AddressUse]) -> NoticeFacts:
    ordered = sorted(uses, key=lambda use: (use.fact not in OWN_FIRST, use.fact, use.pk))
    since = min(use.address.since for use in uses)
    return NoticeFacts({"addresses": [_address(use) for use in ordered[:MOST]]}, since)


def _address(use: AddressUse) -> dict[str, Any]:
    address = use.address
    return {
        "fact": use.fact,
        "label": use.label,
        "url": bare_address(address.url)[:SHOWN],
        "cause": address.cause if address.cause in OWN_WORDS else "",
        "days": len(address.failed_on),
        "well": address.well_at.date().isoformat() if address.well_at else "",
        "to": bare_address(address.new_url).partition("/")[0][:SHOWN],
        "archived": use.archived_url,
    }


# Reading


def present(facts: Mapping[str, Any], since: datetime.datetime) -> object | None:
    lines = tuple(_line(address) for address in facts.get("addresses", ()))
    return lines or None


def _line(address: Mapping[str, Any]) -> AddressLine:
    name = _name(address)
    sentences = [_what_happened(name, address)]
    if address["well"]:
        seen = _("It was last seen well on %(day)s.") % {"day": localize_date(address["well"])}
        sentences.append(seen)
    return AddressLine(" ".join(sentences), address["archived"])


def _name(address: Mapping[str, Any]) -> str:
    """What readers know the address as: the website, or one of the sources."""
    url = address["url"]
    if address["label"]:
        return _("The source “%(title)s” (%(address)s)") % {
            "title": address["label"],
            "address": url.partition("/")[0],
        }
    if address["fact"] == "url":
        return _("The website %(address)s") % {"address": url}
    if address["fact"] == "citations":
        return _("The source %(address)s") % {"address": url}
    return _("The address %(address)s") % {"address": url}


def _what_happened(name: str, address: Mapping[str, Any]) -> str:
    if address["cause"] == Cause.OTHER_SITE:
        return _other_site(name, address)
    return _missing(name, address) if address["cause"] == Cause.MISSING else _silent(name, address)


def _missing(name: str, address: Mapping[str, Any]) -> str:
    """Its server answers, and says that there is no such page."""
    sentence = ngettext(
        "%(name)s was not there on %(count)d day.",
        "%(name)s was not there on %(count)d days.",
        address["days"],
    )
    return sentence % {"name": name, "count": address["days"]}


def _silent(name: str, address: Mapping[str, Any]) -> str:
    sentence = ngettext(
        "%(name)s did not answer on %(count)d day.",
        "%(name)s did not answer on %(count)d days.",
        address["days"],
    )
    return sentence % {"name": name, "count": address["days"]}


def _other_site(name: str, address: Mapping[str, Any]) -> str:
    return _("%(name)s now leads to another site, %(to)s, which nobody here has looked at yet.") % {
        "name": name,
        "to": address["to"],
    }

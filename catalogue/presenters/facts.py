"""Facts in their three states, from a record's terms and fields."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hub.records.models import Record
from hub.vocabulary.term_cache import CachedTerm
from hub.web.view_models import Fact, FactState, Value, VerificationLabel

# Terms of the scheme of safeguards that speak against a use.
RISK = "risk-"

SENTENCES = {
    Record.Verification.UNREVIEWED: gettext_lazy("Nobody has checked this record yet."),
    Record.Verification.SOURCE_CHECKED: gettext_lazy(
        "A curator has compared this record with its sources."
    ),
    Record.Verification.OWNER_CONFIRMED: gettext_lazy(
        "The owner has confirmed what is written here."
    ),
    Record.Verification.PRACTITIONER_CONFIRMED: gettext_lazy(
        "Somebody who works with it has confirmed what is written here."
    ),
    Record.Verification.STALE: gettext_lazy(
        "This record was last checked too long ago to be relied on."
    ),
    Record.Verification.DISPUTED: gettext_lazy(
        "Somebody has told us that a part of this record is wrong."
    ),
}
VOUCHED = {
    Record.Verification.SOURCE_CHECKED,
    Record.Verification.OWNER_CONFIRMED,
    Record.Verification.PRACTITIONER_CONFIRMED,
}


def verification(record: Record) -> VerificationLabel:
    return verification_of(record.verification, record.verified_on)


def verification_of(slug: str, verified_on: datetime.date | None) -> VerificationLabel:
    return _verification(slug, verified_on, get_language())


@lru_cache(maxsize=4096)
def _verification(
    slug: str, verified_on: datetime.date | None, language: str | None
) -> VerificationLabel:
    state = Record.Verification(slug)
    checked = verified_on.isoformat() if verified_on else None
    return VerificationLabel(str(state.label), str(SENTENCES[state]), state in VOUCHED, checked)


def is_risk(entry: CachedTerm) -> bool:
    """Whether the term speaks against a use."""
    return entry.scheme == "safeguard" and entry.slug.startswith(RISK)


def term_value(entry: CachedTerm, *, url: str = "", inferred: bool = False) -> Value:
    return Value(
        label=entry.label(),
        url=url or entry.url,
        note=entry.definition,
        language=entry.label_language,
        inferred=inferred,
        risk=is_risk(entry),
    )


def in_order(entries: Iterable[CachedTerm]) -> list[CachedTerm]:
    """Terms in the order of their scheme; countries, which stand there by their codes, by name."""

    def place(entry: CachedTerm) -> tuple[int, str]:
        by_name = entry.scheme == "country"
        return (0, entry.label().casefold()) if by_name else (entry.position, "")

    return sorted(entries, key=place)


def term_fact(
    label: str,
    entries: Iterable[CachedTerm],
    *,
    known_none: bool,
    inferred: frozenset[int] = frozenset(),
    sources: tuple[int, ...] = (),
    checked: str | None = None,
) -> Fact:
    """A fact told in terms; ``inferred`` holds primary keys of those that no source states."""
    ordered = in_order(entries)
    values = tuple(term_value(entry, inferred=entry.pk in inferred) for entry in ordered)
    return fact(label, values, known_none=known_none, sources=sources, checked=checked)


def fact(
    label: str,
    values: tuple[Value, ...],
    *,
    known_none: bool,
    sources: tuple[int, ...] = (),
    checked: str | None = None,
) -> Fact:
    """A fact in the state that its values and ``known_none`` give."""
    if values:
        return Fact(label, FactState.VALUE, values, sources, checked)
    if known_none:
        return Fact(label, FactState.NONE, (), sources, checked)
    return Fact(label, FactState.UNKNOWN, (), (), checked)


def yes_or_no(value: bool | None) -> tuple[Value, ...]:
    if value is None:
        return ()
    return (Value(_("Yes") if value else _("No")),)


def text_value(text: str | None, url: str = "") -> tuple[Value, ...]:
    return (Value(text, url=url),) if text else ()


def by_scheme(entries: Iterable[CachedTerm]) -> Mapping[str, list[CachedTerm]]:
    found: dict[str, list[CachedTerm]] = {}
    for entry in entries:
        found.setdefault(entry.scheme, []).append(entry)
    return found

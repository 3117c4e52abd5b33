"""A record in the index as it was at an earlier time, from the facts that its revision keeps."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from catalogue.index_documents import (
    CAUTION,
    INFERRED,
    PLACE,
    PLACES,
    STATED,
    knowing_rows,
    release_rows,
    term_rows,
)
from catalogue.models.tool import ENDED
from events.index_documents import year_row
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.records.models.ledger import Facts
from hub.search_engine.document import IndexDocument
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN
from hub.vocabulary.term_cache import TermCache

# Facts whose words are searched, of any kind of record.
TEXTS = frozenset(
    {
        "name",
        "title",
        "text",
        "summary",
        "theme",
        "description",
        "preconditions",
        "caution",
        "notes",
        "place",
        "parent_name",
        "site",
        "adaptation",
        "needed",
        "worked",
        "failed",
        "incidents",
        "warning_signs",
        "counter_measures",
        "symbol",
    }
)
# Facets that are a field of the record, and those that name organisations by their slugs.
FIELDS = ("verification", "scope", "mode", "again")
BODIES = {"event": "organiser", "document": "issuer"}
STATUS_IN_LOG = 4  # place of the status in an entry of the facts "follow_ups"
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
NOTHING = IndexDocument(0, 0, NEVER, "", (), "", "", "en", frozenset(), False, None)


def as_it_was(
    kind: str,
    facets: Iterable[str],
    schemes: Iterable[str],
    document: IndexDocument,
    now: Mapping[str, Any],
    then: Facts,
    terms: TermCache,
) -> IndexDocument:
    """The document with what ``then`` says in place of what is ``now``.

    ``document`` and ``now`` (the texts of ``TEXTS``) are as the record stands; what no revision
    keeps, such as the names of a tool's makers, stays as it is.
    """
    changed = {
        str(now.get(name) or ""): str(then.get(name) or "")
        for name in TEXTS & then.keys()
        if (now.get(name) or "") != (then.get(name) or "")
    }
    added = [was for name, was in _texts_of(then) if was and not now.get(name)]
    body = "\n".join([_lines_then(document.description, changed), *added])
    return replace(
        document,
        title=changed.get(document.title, document.title),
        names=_names_then(document.names, changed, now, then),
        summary=changed.get(document.summary, document.summary),
        description=body,
        language=str(then.get("text_language") or document.language),
        rows=_rows_then(kind, tuple(facets), tuple(schemes), document.rows, then, terms),
        ended=is_ended(kind, then),
    )


def is_ended(kind: str, facts: Facts) -> bool:
    """Whether lists leave the record out unless they are asked for what has ended."""
    if kind == "tool":
        return not ENDED.isdisjoint(facts.get("status") or ())
    return kind == "organisation" and bool(facts.get("ended"))


def status_in_log(facts: Facts) -> str:
    """The slug of the status that a recommendation's own log gave."""
    entries = facts.get("follow_ups") or ()
    return str(entries[0][STATUS_IN_LOG]) if entries else NOT_ASSESSED


def _texts_of(facts: Facts) -> list[tuple[str, str]]:
    return [(name, str(facts[name] or "")) for name in sorted(TEXTS & facts.keys())]


def _lines_then(text: str, changed: Mapping[str, str]) -> str:
    """Texts stand in the description one below the other: whole ones are replaced, never parts."""
    framed = f"\n{text}\n"
    for now, was in changed.items():
        if now:
            framed = framed.replace(f"\n{now}\n", f"\n{was}\n")
    return framed[1:-1]


def _names_then(
    names: tuple[str, ...], changed: Mapping[str, str], now: Mapping[str, Any], then: Facts
) -> tuple[str, ...]:
    if "names" in then:  # of an organisation: (text, language, shown)
        return tuple(str(text) for text, _language, shown in then["names"] if shown)
    kept = [changed.get(name, name) for name in names if name not in (now.get("other_names") or ())]
    return (*kept, *(str(name) for name in then.get("other_names") or ()))


def _rows_then(
    kind: str,
    facets: tuple[str, ...],
    schemes: tuple[str, ...],
    rows: frozenset[str],
    then: Facts,
    terms: TermCache,
) -> frozenset[str]:
    replaced = {*schemes, *(name for name in FIELDS if name in facets)}
    if not replaced.isdisjoint(PLACES):
        replaced |= {PLACE, STATED}
    pairs = [(row, *row.split("/", 1)) for row in rows]
    kept = {
        row
        for row, facet, slug in pairs
        if facet not in replaced and slug not in (NOT_KNOWN, KNOWN_NONE)
    }
    held = [f"{scheme}/{slug}" for scheme in schemes for slug in then.get(scheme) or ()]
    # A term that was replaced since is asked for under its successor.
    found = [entry for key in held for entry in (terms.by_key.get(key), terms.current(key))]
    kept |= term_rows(terms, [entry.pk for entry in found if entry])
    kept |= {f"{name}/{then[name]}" for name in FIELDS if name in facets and then.get(name)}
    kept = _derived_then(kind, facets, kept, then)
    return frozenset(kept | knowing_rows(facets, kept, then.get("known_none") or ()))


def _derived_then(kind: str, facets: tuple[str, ...], rows: set[str], then: Facts) -> set[str]:
    """The rows that are read from dates, from the log and from who is behind it."""
    new: dict[str, set[str]] = {}
    if "year" in facets:
        new["year"] = {year_row(then.get("start") or then.get("date"))}
    if kind == "tool":
        new["released"] = release_rows(then.get("first_released"))
        new[CAUTION] = {f"{CAUTION}/noted"} if then.get("caution") else set()
        new[INFERRED] = {f"{INFERRED}/{slug}" for slug in then.get("inferred") or ()}
    if kind in BODIES:
        facet, bodies = BODIES[kind], then.get("organisations") or ()
        new[facet] = {f"{facet}/{body[0]}" for body in bodies}
    kept = {row for row in rows if row.partition("/")[0] not in new}
    if kind == "recommendation":  # beside what the logs of its sub-actions say
        kept.add(f"followup_status/{status_in_log(then)}")
    return kept.union(*new.values())

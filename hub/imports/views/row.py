"""A row as its page shows it: what would happen to it, what differs, what is asked about it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for
from hub.imports.review.decisions import ACCEPT, ALLOW, DROP, KEEP, SKIP, RowOutcome, outcome
from hub.imports.validate.differences import CURATOR, NOTHING, same
from hub.imports.views.labels import Wording
from hub.records.stored_records import StoredRecord

Verdict = ImportRow.Verdict


@dataclass(frozen=True)
class ShownDifference:
    """One field, old and new. ``said``: accept, keep, or nothing yet."""

    name: str
    label: str
    old: str
    new: str
    is_curators: bool
    said: str


@dataclass(frozen=True)
class ShownCandidate:
    """Something that the row may be. ``value``: what the form sends for it."""

    value: str
    title: str
    url: str
    score: int
    why: str
    # Label, its value, that of the row, whether they are the same.
    facts: list[tuple[str, str, str, bool]]
    is_row: bool


@dataclass(frozen=True)
class ShownPersonalData:
    name: str
    label: str
    found: list[str]
    said: str


@dataclass
class ShownRow:
    """Everything about a row that its card shows."""

    row: ImportRow
    title: str
    url: str
    then: str
    then_is: str
    seen: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    differences: list[ShownDifference] = field(default_factory=list)
    candidates: list[ShownCandidate] = field(default_factory=list)
    personal: list[ShownPersonalData] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)
    off_topic: str = ""
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, Any]]:
        """In the order of the file."""
        there = self.row.cells
        headings = [one for one in self.row.batch.headings if one in there]
        return [(one, there[one]) for one in (*headings, *(there.keys() - set(headings)))]

    @property
    def verdict(self) -> str:
        return self.row.verdict

    @property
    def can_be_decided(self) -> bool:
        return self.row.verdict not in ("", Verdict.PROBLEM, Verdict.UNCHANGED)


def mark_of(row: ImportRow) -> str:
    """Differs whenever what was decided on the row does."""
    return f"{zlib.crc32(json.dumps(row.decision, sort_keys=True).encode()):08x}"


def rows_shown(batch: Import, rows: list[ImportRow]) -> list[ShownRow]:
    """Three queries at most, however many rows: candidates, records, rows that are candidates."""
    kind, wording = importer_for(batch.kind), Wording(importer_for(batch.kind))
    named = {one["record_id"] for row in rows for one in row.candidates if "record_id" in one}
    stored = kind.stored(named)
    numbers = {one["row"] for row in rows for one in row.candidates if "row" in one}
    others = {row.number: row for row in batch.rows.filter(number__in=numbers)} if numbers else {}
    records = {row.record_id for row in rows if row.record_id}
    slugs = dict(kind.model._default_manager.filter(pk__in=records).values_list("pk", "slug"))
    shown = []
    for row in rows:
        row.batch = batch
        one = _shown(row, wording, slugs)
        one.candidates = list(_candidates(row, wording, stored, others))
        shown.append(one)
    return shown


def _shown(row: ImportRow, wording: Wording, slugs: dict[int, str]) -> ShownRow:
    result = outcome(row)
    sentence, sign = in_words(row, result)
    cells = next((str(value) for value in row.cells.values() if value), "")
    held = [one for one in row.problems if one["code"] not in (Verdict.PERSONAL, Verdict.OFF_TOPIC)]
    return ShownRow(
        row=row,
        title=wording.title(row.row, row.key or cells[:120]),
        url=address_of(row.batch.kind, row.record_id) if row.record_id in slugs else "",
        then=sentence,
        then_is=sign,
        seen=mark_of(row),
        facts=wording.facts(row.row) if row.record_id is None else [],
        differences=[_difference(row, one, result, wording) for one in row.differences],
        personal=_personal(row, wording),
        problems=held,
        off_topic=next(
            (one["sentence"] for one in row.problems if one["code"] == Verdict.OFF_TOPIC), ""
        ),
        said=said_of(row),
    )


def address_of(kind: str, pk: int | None) -> str:
    """The curator's page of a record."""
    model = importer_for(kind).model
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def said_of(row: ImportRow) -> dict[str, Any]:
    """The decisions on a row as its form names them."""
    decision = row.decision
    duplicate = decision.get("duplicate", "")
    if isinstance(duplicate, dict):
        duplicate = ":".join(str(part) for pair in duplicate.items() for part in pair)
    row_said = decision.get("row", "")
    return {
        "row": row_said if row_said in (ACCEPT, SKIP) else "",
        "duplicate": duplicate,
        "off_topic": ALLOW if decision.get("off_topic") == ALLOW else "",
    }


def _difference(
    row: ImportRow, one: dict[str, Any], result: RowOutcome, wording: Wording
) -> ShownDifference:
    name = one["field"]
    return ShownDifference(
        name,
        wording.label(name),
        wording.value(name, one["old"]),
        wording.value(name, one["new"]),
        one["owner"] == CURATOR,
        said_of_field(row, one, result),
    )


def said_of_field(row: ImportRow, one: dict[str, Any], result: RowOutcome | None = None) -> str:
    """What happens to a field now: accept, keep, or nothing, then it waits and stays."""
    said = row.decision.get("fields", {}).get(one["field"])
    if said in (ACCEPT, KEEP):
        return str(said)
    result = result or outcome(row)
    if one["field"] in result.facts:
        return ACCEPT
    return KEEP if one["field"] in result.kept else ""


def _personal(row: ImportRow, wording: Wording) -> list[ShownPersonalData]:
    found: dict[str, list[str]] = {}
    for one in row.problems:
        if one["code"] == Verdict.PERSONAL:
            found.setdefault(one["field"], []).append(one["value"])
    said = row.decision.get("personal", "")
    return [
        ShownPersonalData(name, wording.label(name), values,
                 said if said in (ALLOW, DROP) else (said or {}).get(name, ""))
        for name, values in found.items()
    ]  # fmt: skip


def _candidates(
    row: ImportRow, wording: Wording, stored: dict[int, StoredRecord], others: dict[int, ImportRow]
) -> Iterable[ShownCandidate]:
    for one in row.candidates:
        if "row" in one:
            other = others.get(one["row"])
            facts = other.row if other else {}
            title = _("Row %(number)s: %(name)s") % {"number": one["row"], "name": one["name"]}
            value, url = f"row:{one['row']}", ""
        else:
            record = stored.get(one["record_id"])
            facts = record.facts if record else {}
            title, value = one.get("name", ""), str(one["record_id"])
            url = address_of(row.batch.kind, one["record_id"])
        compared = [
            (
                wording.label(name),
                wording.value(name, facts.get(name)),
                wording.value(name, row.row[name]),
                same(facts.get(name), row.row.get(name)),
            )
            for name in wording.in_order(row.row)
            if name not in ("slug", "known_none")
            and (facts.get(name) not in NOTHING or row.row[name] not in NOTHING)
        ]
        why = one.get("why", "")
        yield ShownCandidate(value, title, url, one["score"], why_alike(why), compared,
                        "row" in one)  # fmt: skip


def why_alike(why: str) -> str:
    words = {
        "url": _("the same address"),
        "name": _("the same name"),
        "slug": _("the same slug"),
    }
    return words.get(why, _("a similar name"))


def in_words(row: ImportRow, result: RowOutcome) -> tuple[str, str]:
    """What is done with the row if the import is applied now, and a sign for it."""
    if result.write and row.record_id is None:
        return _("Is added"), "yes"
    if result.write:
        return _("Is changed"), "yes"
    sentences = {
        SKIP: _("Is left out"),
        "same_row": _("Is left out: it repeats another row"),
        "unchanged": _("Stays as it is"),
        Verdict.PROBLEM: _("Cannot be imported"),
        Verdict.DUPLICATE: _("Waits: is it one of these?"),
        Verdict.OFF_TOPIC: _("Waits: does it belong here?"),
        Verdict.PERSONAL: _("Waits: may its personal data be kept?"),
        "unchecked": _("Not checked yet"),
    }
    if result.why == Verdict.PERSONAL and "personal" in row.decision:
        return _("Is left out: it needs the field that you left out"), "no"
    waits = result.why in (Verdict.DUPLICATE, Verdict.OFF_TOPIC, Verdict.PERSONAL)
    if row.verdict == Verdict.CONFLICT and result.why == "unchanged" and not row.decision:
        return _("Waits: stays as it is until you decide"), "waits"
    return sentences.get(result.why, _("Stays as it is")), "waits" if waits else "no"

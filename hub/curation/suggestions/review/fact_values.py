"""The facts that a curator accepts, in the sender's words or in the curator's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.curation.suggestions.models import SuggestedFact, Suggestion
from hub.imports.map import ColumnMap, ParsedRow, RowMapper, ValueMap, parse_row
from hub.imports.map.column_map import MappedColumn
from hub.imports.map.row_parser import MARKUP
from hub.imports.record_types import RecordImporter, current_lookup, importer_for
from hub.records.models.ledger import Facts

if TYPE_CHECKING:
    from hub.curation.suggestions.review.decisions import FactChoice

Knowing = SuggestedFact.Knowing
SEPARATORS = ("\n", ";")  # between the values of a field that has several


def chosen_facts(
    importer: RecordImporter,
    accepted: Sequence[SuggestedFact],
    choices: Mapping[str, FactChoice],
) -> Facts:
    """All that is to be set. Raises ValidationError, by the names of the fields."""
    facts: Facts = {}
    known_none: list[str] = []
    problems: dict[str, list[str]] = {}
    for fact in accepted:
        try:
            given = dict(_given(importer, fact, choices[fact.fact].text))
        except ValidationError as problem:
            problems[fact.fact] = problem.messages
            continue
        known_none += given.pop("known_none", None) or []
        facts |= given
    if problems:
        raise ValidationError(problems)
    return facts | ({"known_none": sorted(set(known_none))} if known_none else {})


def _given(importer: RecordImporter, fact: SuggestedFact, text: str | None) -> Facts:
    if fact.knowing != Knowing.KNOWN:
        return empty_facts(importer, fact.fact, is_none=fact.knowing == Knowing.NONE)
    if text is not None and text.strip() != fact.text.strip():
        return read_texts(importer, {fact.fact: text})
    if fact.value is None:
        raise ValidationError(
            fact.problem or _("This cannot be read. Write it in other words, or leave it out.")
        )
    value: Facts = fact.value
    return value


def empty_facts(importer: RecordImporter, name: str, *, is_none: bool) -> Facts:
    """A field without a value, known to be none or not known."""
    field = importer.by_name[name]
    blank: Facts = {fact: [] if field.many or field.scheme else None for fact in field.facts}
    return blank | ({"known_none": list(field.facts)} if is_none else {})


def read_texts(importer: RecordImporter, texts: Mapping[str, str]) -> Facts:
    """What the importer reads from what was typed, field by field. Raises ValidationError."""
    columns = tuple(
        MappedColumn(name, name, separator=_separator(importer, name, text), certainty=100)
        for name, text in texts.items()
    )
    mapper = RowMapper(importer, ColumnMap(columns), ValueMap({}))
    row = ParsedRow(0, 0, dict(texts))
    parse_row(row, mapper, current_lookup(), "")
    notes = [note for note in row.notes if note["code"] != MARKUP]
    if sentences := [entry["sentence"] for entry in (*row.problems, *notes)]:
        raise ValidationError(sentences)
    facts = {
        fact: row.facts[fact]
        for name in texts
        for fact in importer.by_name[name].facts
        if fact in row.facts
    }
    if not facts:
        raise ValidationError(_("Write something, or leave it out."))
    return facts


def ended_facts(importer: RecordImporter, values: Mapping[str, Any]) -> Facts:
    """Facts of what has ended. ``values``: ``status`` (a slug), ``ended`` (a date as typed),
    ``no_address``. Raises ValidationError."""
    facts: Facts = {}
    if values.get("status"):
        facts[importer.by_name["status"].facts[0]] = [values["status"]]
    if values.get("ended"):
        try:
            facts |= read_texts(importer, {"ended": values["ended"]})
        except ValidationError as problem:
            raise ValidationError({"ended": problem.messages}) from problem
    return facts | ({"url": None} if values.get("no_address") else {})


def follow_up_facts(
    suggestion: Suggestion,
    slug: str,
    accepted: Sequence[SuggestedFact],
    choices: Mapping[str, FactChoice],
) -> Facts:
    """The entry of a log, read whole as a row of a file. Raises ValidationError."""
    texts = {fact.fact: _text(fact, choices[fact.fact].text) for fact in accepted}
    texts = {name: text for name, text in texts.items() if text.strip()}
    if not texts.keys() & {"source_title", "source_url"}:
        texts |= {"source_title": suggestion.source_title, "source_url": suggestion.source_url}
    if "evidence" not in texts:
        texts["evidence"] = suggestion.words
    importer = importer_for("follow_up")
    return read_texts(importer, texts | {"ref": slug})


def _text(fact: SuggestedFact, text: str | None) -> str:
    return fact.text if text is None else text


def _separator(importer: RecordImporter, name: str, text: str) -> str:
    if not importer.by_name[name].many:
        return ""
    return next((mark for mark in SEPARATORS if mark in text.strip()), "")

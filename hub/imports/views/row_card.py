"""The card of a row: what would happen to it, what differs, and what a curator is asked."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from hub.imports.job_status import WAITING
from hub.imports.map.row_parser import UNKNOWN_WORD
from hub.imports.match.duplicates import match_reason
from hub.imports.match.record_matcher import CURATOR, NOTHING, same_value
from hub.imports.models import Import, ImportRow
from hub.imports.record_types import importer_for
from hub.imports.record_types.fact_labels import FactLabels
from hub.imports.report import ReportWords
from hub.imports.review.decisions import ACCEPT, ALLOW, DROP, KEEP, SKIP, RowOutcome, row_outcome
from hub.imports.review.row_tally import verdict_label
from hub.imports.views.later_duplicates import LaterDuplicate, later_duplicates
from hub.records.models.ledger import Facts
from hub.records.readable_values import readable
from hub.records.stored_records import StoredRecord
from hub.web.paths import admin_form_path

Verdict = ImportRow.Verdict


@dataclass(frozen=True)
class DifferenceLine:
    """One field, old and new. ``choice``: accept, keep, or empty."""

    name: str
    label: str
    old: str
    new: str
    is_curators: bool
    choice: str


@dataclass(frozen=True)
class ProblemLine:
    """What is wrong with a row or told of it. ``url``: of the record that the sentence names."""

    column: str
    sentence: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class CandidateCard:
    """A record or row that the row may be. ``value``: what the form sends for it.

    ``facts``: label, its value, that of the row, whether they are the same.
    """

    value: str
    title: str
    url: str
    score: int
    why: str
    facts: list[tuple[str, str, str, bool]]
    is_row: bool
    state: str = ""


@dataclass(frozen=True)
class PersonalDataQuestion:
    """Texts of a field with personal data in them. ``choice``: allow, drop, or empty."""

    name: str
    label: str
    values: list[str]
    choice: str


@dataclass
class RowCard:
    """What the template of a row shows. ``choices``: its decisions, as the form names them."""

    row: ImportRow
    title: str
    url: str
    outcome: str
    outcome_sign: str  # yes | waits | no
    decision_version: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    differences: list[DifferenceLine] = field(default_factory=list)
    candidates: list[CandidateCard] = field(default_factory=list)
    later: list[LaterDuplicate] = field(default_factory=list)
    personal: list[PersonalDataQuestion] = field(default_factory=list)
    problems: list[ProblemLine] = field(default_factory=list)
    off_topic: str = ""
    undated: str = ""
    choices: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict_label(self) -> str:
        return verdict_label(self.row.verdict, self.row.batch.kind)

    @property
    def cells(self) -> list[tuple[str, str]]:
        """In the order of the file."""
        cells = self.row.cells
        headings = [heading for heading in self.row.batch.headings if heading in cells]
        return [
            (heading, readable(cells[heading]))
            for heading in (*headings, *sorted(cells.keys() - set(headings)))
        ]

    @property
    def place(self) -> str:
        """The row of the file; of a table also the column of the cell."""
        return self.row.batch.place_of(self.row.number)

    @property
    def verdict(self) -> str:
        return self.row.verdict

    @property
    def can_be_decided(self) -> bool:
        return self.row.verdict not in ("", Verdict.UNCHANGED)

    @property
    def has_problem(self) -> bool:
        return self.row.verdict == Verdict.PROBLEM

    @property
    def has_unknown_word(self) -> bool:
        """Whether its problem is dealt with on the page of words."""
        return self.has_problem and any(
            problem["code"] == UNKNOWN_WORD for problem in self.row.problems
        )


def decision_version(row: ImportRow) -> str:
    """Differs whenever what was decided on the row does."""
    return f"{zlib.crc32(json.dumps(row.decision, sort_keys=True).encode()):08x}"


def build_row_cards(job: Import, rows: list[ImportRow]) -> list[RowCard]:
    """Four queries at most, however many rows: candidates, records, rows that are candidates, and
    records that look alike and came later."""
    importer, words = importer_for(job.kind), ReportWords(job)
    labels = words.labels
    candidate_pks = {
        candidate["record_id"]
        for row in rows
        for candidate in row.candidates
        if "record_id" in candidate
    }
    stored = importer.stored(candidate_pks)
    numbers = {
        candidate["row"] for row in rows for candidate in row.candidates if "row" in candidate
    }
    others = {row.number: row for row in job.rows.filter(number__in=numbers)} if numbers else {}
    records = {row.record_id for row in rows if row.record_id}
    slugs = dict(importer.model._default_manager.filter(pk__in=records).values_list("pk", "slug"))
    labels.load_names(_facts_shown(rows, stored.values(), others.values()))
    later = later_duplicates(job, rows)
    cards = []
    for row in rows:
        row.batch = job
        card = _build_card(row, words, slugs)
        card.candidates = list(_candidates(row, labels, stored, others))
        card.later = later.get(row.number, [])
        cards.append(card)
    return cards


def _facts_shown(
    rows: Iterable[ImportRow], records: Iterable[StoredRecord], others: Iterable[ImportRow]
) -> Iterable[Facts]:
    """All facts that the cards show: of the rows, of what they differ from, of candidates."""
    for row in rows:
        yield row.row
        yield {difference["field"]: difference["old"] for difference in row.differences}
    yield from (record.facts for record in records)
    yield from (row.row for row in others)


def _build_card(row: ImportRow, words: ReportWords, slugs: dict[int, str]) -> RowCard:
    outcome, labels = row_outcome(row), words.labels
    sentence, sign = outcome_sentence(row, outcome)
    cells = next((readable(value) for value in row.cells.values() if value), "")
    problems = [
        _problem_line(row, problem, words)
        for problem in row.problems
        if problem["code"] not in (Verdict.PERSONAL, Verdict.OFF_TOPIC)
        and not (problem["code"] == Verdict.UNDATED and row.record_id is None)
    ]
    return RowCard(
        row=row,
        title=labels.title(row.row, row.key or cells[:120]),
        url=admin_url(row.batch.kind, row.record_id) if row.record_id in slugs else "",
        outcome=sentence,
        outcome_sign=sign,
        decision_version=decision_version(row),
        facts=labels.facts(row.row) if row.record_id is None else [],
        differences=[
            _difference_line(row, difference, outcome, labels) for difference in row.differences
        ],
        personal=_personal_questions(row, labels),
        problems=problems,
        off_topic=_sentence_of(row, Verdict.OFF_TOPIC),
        undated=_sentence_of(row, Verdict.UNDATED) if row.record_id is None else "",
        choices=form_choices(row),
    )


def _sentence_of(row: ImportRow, code: str) -> str:
    """What is asked under a code; empty where nothing is."""
    sentences = (problem["sentence"] for problem in row.problems if problem["code"] == code)
    return next(sentences, "")


def _problem_line(row: ImportRow, problem: dict[str, Any], words: ReportWords) -> ProblemLine:
    return ProblemLine(
        words.column(problem["column"], row.number),
        problem["sentence"],
        problem["value"],
        admin_url(row.batch.kind, problem["record_id"]) if problem.get("record_id") else "",
    )


def admin_url(kind: str, pk: int | None) -> str:
    """The curator's page of a record."""
    model = importer_for(kind).model
    try:
        return admin_form_path(model, pk)
    except NoReverseMatch:
        return ""


def form_choices(row: ImportRow) -> dict[str, Any]:
    """The decisions on a row as its form names them."""
    decision = row.decision
    duplicate = decision.get("duplicate", "")
    if isinstance(duplicate, dict):
        duplicate = ":".join(str(part) for pair in duplicate.items() for part in pair)
    whole = decision.get("row", "")
    return {
        "row": whole if whole in (ACCEPT, SKIP) else "",
        "duplicate": duplicate,
        "off_topic": ALLOW if decision.get("off_topic") == ALLOW else "",
        "undated": ALLOW if decision.get("undated") == ALLOW else "",
    }


def _difference_line(
    row: ImportRow, difference: dict[str, Any], outcome: RowOutcome, labels: FactLabels
) -> DifferenceLine:
    name = difference["field"]
    is_entry = name == importer_for(row.batch.kind).entries
    return DifferenceLine(
        name,
        labels.label(name),
        _("Not here yet") if is_entry else labels.value(name, difference["old"]),
        labels.value(name, difference["new"]),
        difference["owner"] == CURATOR,
        field_choice(row, difference, outcome),
    )


def field_choice(
    row: ImportRow, difference: dict[str, Any], outcome: RowOutcome | None = None
) -> str:
    """What happens to a field now: accept, keep, or empty: then it waits and stays."""
    choice = row.decision.get("fields", {}).get(difference["field"])
    if choice in (ACCEPT, KEEP):
        return str(choice)
    outcome = outcome or row_outcome(row)
    if difference["field"] in outcome.facts:
        return ACCEPT
    return KEEP if difference["field"] in outcome.refused else ""


def _personal_questions(row: ImportRow, labels: FactLabels) -> list[PersonalDataQuestion]:
    by_fact: dict[str, list[str]] = {}
    for problem in row.problems:
        if problem["code"] == Verdict.PERSONAL:
            by_fact.setdefault(problem["field"], []).append(problem["value"])
    decided = row.decision.get("personal", "")
    return [
        PersonalDataQuestion(name, labels.label(name), values,
                 decided if decided in (ALLOW, DROP) else (decided or {}).get(name, ""))
        for name, values in by_fact.items()
    ]  # fmt: skip


def _candidates(
    row: ImportRow,
    labels: FactLabels,
    stored: dict[int, StoredRecord],
    others: dict[int, ImportRow],
) -> Iterable[CandidateCard]:
    for candidate in row.candidates:
        if "row" in candidate:
            other = others.get(candidate["row"])
            facts = other.row if other else {}
            title = _("Row %(number)s: %(name)s") % {
                "number": row.batch.place_of(candidate["row"]),
                "name": labels.title(facts, candidate["name"]),
            }
            value, url, state = f"row:{candidate['row']}", "", ""
        else:
            record = stored.get(candidate["record_id"])
            facts = record.facts if record else {}
            title, value = candidate.get("name", ""), str(candidate["record_id"])
            url = admin_url(row.batch.kind, candidate["record_id"])
            state = labels.value("state", facts.get("state")) if facts else ""
        compared = [
            (
                labels.label(name),
                labels.value(name, facts.get(name)),
                labels.value(name, row.row[name]),
                same_value(facts.get(name), row.row.get(name)),
            )
            for name in labels.in_order(row.row)
            if name not in ("slug", "known_none")
            and (facts.get(name) not in NOTHING or row.row[name] not in NOTHING)
        ]
        why = candidate.get("why", "")
        yield CandidateCard(value, title, url, candidate["score"], match_reason(why), compared,
                        "row" in candidate, state)  # fmt: skip


def outcome_sentence(row: ImportRow, outcome: RowOutcome) -> tuple[str, str]:
    """What is done with the row if the job is applied now, and a sign: yes, no or waits."""
    if outcome.write and (row.record_id is None or importer_for(row.batch.kind).entries):
        return _("Is added"), "yes"
    if outcome.write:
        return _("Is changed"), "yes"
    sentences = {
        SKIP: _("Is left out"),
        "same_row": _("Is left out: it repeats another row"),
        "unchanged": _("Stays as it is"),
        Verdict.PROBLEM: _("Is left out: it has a problem"),
        Verdict.DUPLICATE: _("Waits: is it one of these?"),
        Verdict.OFF_TOPIC: _("Waits: does it belong here?"),
        Verdict.UNDATED: _("Waits: may it be added without its date?"),
        Verdict.PERSONAL: _("Waits: may its personal data be kept?"),
        "unchecked": _("Not checked yet"),
    }
    if outcome.reason == Verdict.PERSONAL and "personal" in row.decision:
        return _("Is left out: it needs the field that you left out"), "no"
    waits = outcome.reason in WAITING
    if row.verdict == Verdict.CONFLICT and outcome.reason == "unchanged" and not row.decision:
        return _("Waits: stays as it is until you decide"), "waits"
    return sentences.get(outcome.reason, _("Stays as it is")), "waits" if waits else "no"

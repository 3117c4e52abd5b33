"""Answered questions, as the importer sees them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.row_readers.columns import (
    column_labels,
    column_names,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.reader import Row, RowReader
from hub.curation.questions.fields import QUESTION, ROLES, SUBJECTS
from hub.curation.questions.models import MAX_ANSWER, MAX_NAME, AnsweredQuestion
from hub.imports.record_types.field import import_fields
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.lookups import RecordLookup
from hub.imports.record_types.merge_values import cited, stated_fields
from hub.records.models.ledger import Facts

COLUMNS = column_names(QUESTION)
MAX_REFERENCE = 400


class QuestionImporter(RecordImporter):
    name = QUESTION.kind
    model = AnsweredQuestion
    fields = import_fields(QUESTION)
    names_any_kind = True
    recognised_by = ("title", *(f"{kind}_id" for kind in SUBJECTS))

    def read(self, row: Row, names: RecordLookup) -> Facts:
        read = RowReader(row, names.known, True, labels=column_labels(QUESTION))
        terms = read_terms(read, QUESTION)
        values = read_columns(read, QUESTION) | {
            f"{kind}_id": read.record(f"about_{kind}", kind, most=MAX_REFERENCE)
            for kind in SUBJECTS
        }
        answers = read_answers(read)
        sources = read_citations(read, (*QUESTION.own_columns, *QUESTION.schemes))
        read.finish()
        facts = stated_fields(row, values, COLUMNS) | self.terms(terms, row, names)
        facts["known_none"] = sorted(set(read.known_none))
        if "answers" in row:
            facts["answers"] = answers
        if "sources" in row:
            facts["citations"] = cited(sources)
        return facts

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        """What the form's validators say: above all, that no text tells where a shelter is."""
        problems = []
        for name in ("title", "details"):
            try:
                if value := after.get(name):
                    AnsweredQuestion._meta.get_field(name).run_validators(value)  # type: ignore[union-attr]
            except ValidationError as error:
                problems += [(name, sentence) for sentence in error.messages]
        return problems

    def titles(self, facts: Facts) -> list[str]:
        return [facts["title"]] if facts.get("title") else []

    def addresses(self, facts: Facts) -> list[str]:
        return []

    def apart(self, facts: Facts) -> str:
        """The same is asked about two tools."""
        return " ".join(
            f"{kind} {facts[f'{kind}_id']}" for kind in SUBJECTS if facts.get(f"{kind}_id")
        )


def read_answers(read: RowReader) -> list[list[Any]]:
    """The answers of a row, each with who answered and when."""
    answers = []
    for item in read.items("answers") or []:
        item = dict(item) if isinstance(item, dict) else {"text": item}
        item.setdefault("text", item.get("value"))
        reader = RowReader(item, read.known)
        text = reader.text("text", most=MAX_ANSWER, required=True) or ""
        role = reader.choice("role", list(ROLES), "other")
        name = reader.text("name", most=MAX_NAME) or ""
        day = reader.date("date")
        if not day:
            reader.wrong("date", _("Say on which day this was answered."))
        read.inside("answers", reader)
        language = reader.text("language", most=35) or "en"
        answers.append([text, role, name, day, language])
    return answers

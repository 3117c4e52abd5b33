"""What the index reads of answered questions beside their declared fields."""

from __future__ import annotations

from collections.abc import Sequence

from hub.curation.questions.fields import QUESTION, SITUATION, SUBJECTS
from hub.curation.questions.models import AnsweredQuestion, QuestionAnswer
from hub.lists.document_source import RecordContext, RecordSource, Row, context_of, grouped
from hub.lists.facets import facets_of
from hub.records.registry import record_types


class QuestionSource(RecordSource):
    record_type = QUESTION
    columns = tuple(f"{kind}_id" for kind in SUBJECTS)

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        """What they are about by its name, and in which roles people answered. One query, and one
        for each kind of record that they are about."""
        answers = QuestionAnswer.objects.filter(question__in=pks).order_by()
        roles = grouped(answers.values_list("question_id", "role").distinct())
        names = _subject_names(rows)
        contexts = {}
        for row in rows:
            about = _subject_of(row)
            found = {f"about/{about[0] if about else SITUATION}"}
            found |= {f"answered_by/{role}" for role in roles.get(row["pk"], ())}
            name = names.get(about, "") if about else ""
            contexts[row["pk"]] = context_of(row, names=(name,) if name else (), rows=found)
        return contexts


def _subject_of(row: Row) -> tuple[str, int] | None:
    return next(((kind, pk) for kind in SUBJECTS if (pk := row[f"{kind}_id"]) is not None), None)


def _subject_names(rows: Sequence[Row]) -> dict[tuple[str, int], str]:
    keys: dict[str, set[int]] = {}
    for kind, pk in filter(None, map(_subject_of, rows)):
        keys.setdefault(kind, set()).add(pk)
    return {
        (kind, pk): str(record)
        for kind, of_kind in keys.items()
        for pk, record in record_types[kind].model._default_manager.in_bulk(list(of_kind)).items()
    }


QUESTION_SOURCE = QuestionSource(lambda: AnsweredQuestion.objects.all())
QUESTION_LIST = facets_of(QUESTION)

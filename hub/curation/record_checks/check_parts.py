"""The parts of a record that are checked by themselves: its facts, and a tool's safety panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalogue.fields.tool import PANEL_FACTS, TOOL
from catalogue.presenters.safety_panel import QUESTIONS
from hub.curation.record_checks.models import CheckAnswer
from hub.records.fields import RecordField, RecordType

Answer = CheckAnswer.Answer


@dataclass(frozen=True)
class CheckPart:
    """``fields``: what is asked about, in order. ``asks_unknown``: also what is not known yet.

    ``answers``: those that can be given. ``labels``: questions, where a fact has one of its own.
    """

    name: str
    title: Any
    fields: Callable[[RecordType], tuple[RecordField, ...]]
    answers: tuple[str, ...]
    asks_unknown: bool = False
    labels: Mapping[str, Any] = field(default_factory=dict)

    def route(self, step: str = "") -> str:
        """The name of the route of its page, or of one of the pages behind it."""
        before = "record-check" if self.name == FACTS else f"record-check-{self.name}"
        return f"{before}-{step}" if step else before


FACTS, SAFETY = "facts", "safety"


def _facts(record_type: RecordType) -> tuple[RecordField, ...]:
    panel = PANEL_FACTS if record_type is TOOL else ()
    return tuple(each for each in record_type.sourced if each.name not in panel)


def _questions(record_type: RecordType) -> tuple[RecordField, ...]:
    return tuple(map(record_type.by_name.__getitem__, PANEL_FACTS))


CHECK_PARTS: dict[str, CheckPart] = {
    part.name: part
    for part in (
        CheckPart(
            FACTS,
            _("Ten-minute check"),
            _facts,
            (Answer.RIGHT, Answer.CHANGED, Answer.GONE, Answer.UNCLEAR),
        ),
        CheckPart(
            SAFETY,
            _("Before use with a person at risk"),
            _questions,
            (Answer.RIGHT, Answer.CHANGED, Answer.NOT_FOUND, Answer.UNCLEAR),
            asks_unknown=True,
            labels={question.name: question.text for question in QUESTIONS},
        ),
    )
}

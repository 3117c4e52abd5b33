"""What the journal of removals says of questions, in a database that is older than it."""

from __future__ import annotations

from collections.abc import Iterable

from hub.curation.questions import retention
from hub.curation.questions.models import Question
from hub.curation.questions.question_review import withdraw
from hub.records.removal_journal import Removal, RemovalKind


def apply(removals: Iterable[Removal]) -> int:
    """Have questions end that had ended since, with their links; of how many. Idempotent."""
    ended = {
        key for removal in removals if removal.what == RemovalKind.QUESTION for key in removal.keys
    }
    rows = Question.objects.open().filter(suggestion__receipt_key__in=ended)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        withdraw(key)
    return len(keys) + retention.sweep()

"""Taking in what a maker sends: once, and only what was looked at."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from hub.curation.confirmations.confirmation_tasks import open_answer_task
from hub.curation.confirmations.draft_answers import (
    DraftAnswers,
    SavedMeanwhileError,
    lock_open,
)
from hub.curation.confirmations.models import Confirmation, ConfirmationAnswer
from hub.curation.confirmations.silence import renew_notices
from hub.records.database_clock import now_in_database


def submit(confirmation: Confirmation, draft: DraftAnswers) -> None:
    """Have the saved answers read by a curator. ``draft``: as it was looked at.

    Raises NotTakenError, and SavedMeanwhileError where others were saved since.
    """
    with transaction.atomic():
        locked = lock_open(confirmation)
        if locked.draft != draft.draft:
            raise SavedMeanwhileError
        if draft.whole == Confirmation.Whole.NOT_OURS:
            locked.answers.all().delete()
        locked.findings = [
            {"what": each.what, "fact": each.place, "meant_public": draft.meant_public}
            for each in draft.findings
        ]
        locked.state, locked.sent_in_at = Confirmation.State.ANSWERED, now_in_database()
        locked.save(update_fields=["state", "sent_in_at", "findings"])
        open_answer_task(locked, draft.asked.record)
        renew_notices([(locked.record_kind, locked.record_id)])


def sent_answers(confirmation: Confirmation) -> list[ConfirmationAnswer]:
    """What was sent in, in the order of the form; none before that."""
    rows: Any = confirmation.answers.all() if confirmation.was_sent else ()
    return list(rows)

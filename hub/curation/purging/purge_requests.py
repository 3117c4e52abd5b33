"""Asking that a text goes, and deciding on it: two people, unless a site has one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hub.curation.desk.task_list import close_task, open_task
from hub.curation.purging.models import PurgeRequest
from hub.curation.purging.purge import find_places, mails_with, purge_with_marks
from hub.curation.purging.purged_text import PurgedText, PurgeRefused, length_key
from hub.curation.purging.record_facts import reason_of
from hub.curation.purging.stored_texts import RecordKey
from hub.outbox.sealing import SealedError, seal, unseal
from hub.records import removal_journal
from hub.records.database_clock import now_in_database
from hub.records.surviving_record import last_title, surviving_record

KIND = "purge"
Outcome = PurgeRequest.Outcome


class DecidedMeanwhile(PurgeRefused):
    """Somebody has decided on the request already."""


def ask(key: RecordKey, typed: str, reason: str, *, by: Any) -> PurgeRequest:
    """Raises PurgeRefused for a text that cannot be looked for or stands nowhere."""
    text = PurgedText.parse(typed)
    if text.is_in(reason):
        raise PurgeRefused(_("Give the reason without the text itself: the reason is kept."))
    if not stands_anywhere(text, key):
        raise PurgeRefused(_("This text stands neither in the record nor in its history."))
    with transaction.atomic():
        row = PurgeRequest.objects.create(
            record_kind=key.kind, record_id=key.pk, text=seal(typed), reason=reason,
            asked_by=by, asked_at=now_in_database(),
        )  # fmt: skip
        open_task(KIND, str(row.pk), title=record_title(row), record_kind=key.kind,
                  record_id=key.pk)  # fmt: skip
    return row


def stands_anywhere(text: PurgedText, key: RecordKey) -> bool:
    """Whether there is anything of it that would go."""
    ours = any(place.is_ours for place in find_places(text, key))
    return ours or bool(mails_with(text))


def record_title(row: PurgeRequest) -> str:
    """Of the record; never the text."""
    record = surviving_record(row.record_kind, row.record_id)
    title = str(record) if record else last_title(row.record_kind, row.record_id)
    text = text_of(row)
    return (text.without(title) if text else title)[:300] or f"{row.record_kind} {row.record_id}"


def text_of(row: PurgeRequest) -> PurgedText | None:
    """None once it is decided, and where the keys of the site are others."""
    typed = typed_text(row)
    return PurgedText.parse(typed) if typed else None


def typed_text(row: PurgeRequest) -> str:
    try:
        return unseal(row.text) if row.text else ""
    except SealedError:
        return ""


def key_of(row: PurgeRequest) -> RecordKey:
    return RecordKey(row.record_kind, row.record_id)


def needs_another(row: PurgeRequest, person: Any) -> bool:
    """Whether this person may not do it, having asked for it."""
    return bool(settings.TWO_PEOPLE and row.asked_by_id == person.pk)


def decide(pk: int, outcome: str, *, by: Any) -> PurgeRequest:
    """Do it, refuse it or withdraw it. Raises PurgeRefused; then nothing has changed."""
    try:
        with transaction.atomic():
            row = PurgeRequest.objects.select_for_update().get(pk=pk)
            if not row.is_waiting:
                raise DecidedMeanwhile(_already_decided(row))
            if outcome == Outcome.DONE:
                _purge(row, by)
            row.text, row.outcome = "", outcome
            row.decided_by, row.decided_at = by, now_in_database()
            # Its reason was written without the text meanwhile, if it held it.
            row.save(
                update_fields=["text", "outcome", "decided_by", "decided_at", "places", "alone"]
            )
            row.refresh_from_db(fields=["reason"])
            close_task(KIND, str(row.pk), by=by)
            return row
    except IntegrityError as problem:
        raise PurgeRefused(
            _(
                "Nothing was taken out: one of the record’s facts cannot be written without it. "
                "Empty that fact in its form first, then come back."
            )
        ) from problem


def _purge(row: PurgeRequest, by: Any) -> None:
    if needs_another(row, by):
        raise PurgeRefused(_("You asked for this yourself: another curator has to do it."))
    text, key = text_of(row), key_of(row)
    if text is None:
        raise PurgeRefused(_("The text cannot be read any more: withdraw this and ask again."))
    if not stands_anywhere(text, key):
        raise PurgeRefused(_("The text stands nowhere any more: withdraw or refuse the request."))
    row.alone = row.asked_by_id == by.pk
    reason = reason_of(row.asked_by, alone=row.alone)
    # Before the commit: what is rolled back is noted too, and takes nothing away from anybody.
    removal_journal.write(
        removal_journal.RemovalKind.PURGE, [text.key],
        [length_key(len(text.words)), removal_journal.record_keys(key.kind, key.pk, "")[1]],
    )  # fmt: skip
    row.places = purge_with_marks(text, key, by=by, reason=reason, mark=f"-{row.pk}")


def _already_decided(row: PurgeRequest) -> str:
    return _("%(who)s decided on this request already: %(outcome)s.") % {
        "who": row.decided_by or "–", "outcome": row.get_outcome_display(),
    }  # fmt: skip

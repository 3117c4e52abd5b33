"""Publishing and withdrawing at a set time: typed by curators, done by the clock, once.

A step is one row. Whoever does it locks its draft, then the row, and deletes it in the transaction
of the change itself: a second worker finds nothing, and what is killed in the middle is done by the
next run. Times are stored in UTC, so that a change of the clocks moves none of them.
"""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.drafts import record_drafts
from hub.curation.drafts.models import RecordDraft, TimedStep
from hub.curation.drafts.record_drafts import DraftChanged, DraftGone
from hub.records.database_clock import now_in_database
from hub.records.models import EditConflict, LedgerEntry, Record
from hub.records.record_access import permission_name
from hub.records.registry import record_types
from hub.records.second_person import SecondPersonNeeded

What, Problem = TimedStep.What, TimedStep.Problem
FARTHEST = datetime.timedelta(days=5 * 365)
AT_ONCE = 50  # in one run
State = Record.State


def time_of(day: datetime.date, clock: datetime.time) -> datetime.datetime:
    """The moment of a time typed by the curators' clock, in UTC.

    Raises ValidationError for a time that the change of the clocks leaves out or repeats.
    """
    zone = ZoneInfo(settings.CURATORS_TIME_ZONE)
    typed = datetime.datetime.combine(day, clock)
    first, second = (typed.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    moment = first.astimezone(datetime.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != typed:
        raise ValidationError(
            _("There is no such time on that day: the clocks are put forward. Choose another.")
        )
    if first.utcoffset() != second.utcoffset():
        raise ValidationError(
            _("That time comes twice on that day: the clocks are put back. Choose another.")
        )
    return moment


def set_time(
    record: Record, what: str, at: datetime.datetime, *, by: Any, seen: int, reason: str = ""
) -> TimedStep:
    """Have the clock do it; in place of a time that was set before. ``seen``: the version of the
    record that the person saw.

    Raises ValidationError, and EditConflict where the record is another by now.
    """
    now = now_in_database()
    if at <= now:
        raise ValidationError(_("That time has passed. Choose one that is still to come."))
    if at > now + FARTHEST:
        raise ValidationError(_("That is more than five years ahead. Choose an earlier time."))
    with transaction.atomic():
        entry = LedgerEntry.open(record, version=seen)
        draft = RecordDraft.objects.of_record(record.kind, record.pk).first()
        facts = entry.before or {}
        _check(what, facts, draft, by=by, reason=reason)
        step, _made = TimedStep.objects.update_or_create(
            record_kind=record.kind, record_id=record.pk, what=what,
            defaults={
                "draft": draft if what == What.PUBLISH and _is_out(facts) else None, "at": at,
                "record_version": seen, "reason": reason[:500], "set_at": now, "set_by": by,
                "problem": "",
            },
        )  # fmt: skip
    return step


def _check(what: str, facts: Any, draft: RecordDraft | None, *, by: Any, reason: str) -> None:
    """Raises ValidationError where it could not be done now either."""
    if what == What.WITHDRAW:
        if not reason.strip():
            raise ValidationError(_("Say why it is to be withdrawn."))
        if facts["state"] == State.ARCHIVED:
            raise ValidationError(_("The record is withdrawn already."))
    elif _is_out(facts):
        if draft is None:
            raise ValidationError(_("The record is published, and there is no draft of it."))
        merge = record_drafts.merge_of(draft, facts)
        if record_drafts.needs_another(draft, facts, merge.facts({}), by=by):
            raise ValidationError(
                _("Somebody else has to set the time: you changed what needs two people.")
            )
        if merge.contested:
            raise ValidationError(
                _("Draft and record changed the same facts: take over the record’s changes first.")
            )
    elif facts["state"] == State.ARCHIVED:
        raise ValidationError(_("The record is withdrawn. Take it back to draft first."))


def _is_out(facts: Any) -> bool:
    return bool(facts["state"] == State.PUBLISHED)


def cancel(record: Record, pk: int) -> bool:
    """Whether a time of the record was set until now."""
    deleted, _models = TimedStep.objects.of_record(record.kind, record.pk).filter(pk=pk).delete()
    return bool(deleted)


# The clock


def run_due(now: datetime.datetime | None = None) -> int:
    """Do what is due; how many steps were done. Idempotent: each is done once."""
    now = now or now_in_database()
    due = TimedStep.objects.due(now).order_by("at", "pk").values_list("pk", "draft_id")[:AT_ONCE]
    return sum(_run(pk, draft, now) for pk, draft in list(due))


def _run(pk: int, draft: int | None, now: datetime.datetime) -> bool:
    with transaction.atomic():
        if draft is not None:  # in the order of whoever publishes it by hand
            RecordDraft.objects.select_for_update().filter(pk=draft).first()
        step = TimedStep.objects.select_for_update().due(now).filter(pk=pk).first()
        if step is None:  # another worker has done it, or a person took it back
            return False
        problem = _try(step)
        if problem:
            TimedStep.objects.filter(pk=pk).update(problem=problem)
        else:
            TimedStep.objects.filter(pk=pk).delete()
    return not problem


def _try(step: TimedStep) -> str:
    """Do it; why it could not be done, and nothing was. Empty where it was."""
    try:
        with transaction.atomic():
            return _do(step)
    except (EditConflict, DraftChanged):
        return Problem.CHANGED
    except (DraftGone, ObjectDoesNotExist):
        return Problem.STATE
    except SecondPersonNeeded:
        return Problem.SECOND
    except (ValidationError, PermissionDenied):
        return Problem.REFUSED


def _do(step: TimedStep) -> str:
    model = record_types[step.record_kind].model
    record = model._default_manager.filter(pk=step.record_id).first()
    if record is None:
        return Problem.STATE
    if not _may_still(step, model):
        return Problem.GONE
    draft = step.draft
    reason = _reason(step, draft)
    if step.what == What.WITHDRAW:
        if record.state != State.ARCHIVED:
            record.archive(by=step.set_by, reason=reason)
    elif draft is not None:
        record_drafts.publish(
            draft.pk,
            by=step.set_by,
            reason=reason,
            seen=draft.version,
            seen_record=step.record_version,
        )
    elif record.state not in (State.DRAFT, State.IN_REVIEW):
        return Problem.STATE
    else:
        LedgerEntry.open(record, version=step.record_version)
        record.publish(by=step.set_by, reason=reason)
    return ""


def _may_still(step: TimedStep, model: type[Record]) -> bool:
    """Whether whoever set the time could do it by hand: nobody acts after they have left."""
    if step.set_by is None:  # the account is gone
        return not settings.TWO_PEOPLE
    return step.set_by.has_perm(permission_name(model, "change"))


def _reason(step: TimedStep, draft: RecordDraft | None) -> str:
    """What the history says of it."""
    why = step.reason or (draft.reason if draft else "")
    return _("At the set time: %(reason)s") % {"reason": why} if why else _("At the set time")


def distrust_all() -> int:
    """Of a database that was restored: which times were set or taken back since, nobody knows."""
    return TimedStep.objects.filter(problem="").update(problem=Problem.RESTORED)

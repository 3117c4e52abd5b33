"""What curators do with a task: take or give it, comment, close, and take a closing back.

Each says what the curator saw. Where somebody else was quicker, nothing is written and
``ChangedMeanwhileError`` says so in a sentence.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.accounts.models import Person
from hub.curation.desk.mail_kinds import DeskNotice
from hub.curation.desk.models import Task, TaskComment
from hub.identity.site_identity import site_name
from hub.outbox import queue
from hub.outbox.models import Mail
from hub.records.batches import erase_in_batches
from hub.records.database_clock import now_in_database

KEPT = datetime.timedelta(days=400)  # of closed tasks: the numbers of twelve months


class ChangedMeanwhileError(Exception):
    """Another curator was quicker; the sentence says who did what."""


def assign(task: Task, to: Person | None, *, seen: int | None) -> None:
    """Give an open task to somebody, or to nobody. ``seen``: whose it was on the curator's page."""
    rows = Task.objects.still_open().filter(pk=task.pk, assigned_to=seen)
    if not rows.update(assigned_to=to):
        raise ChangedMeanwhileError(_state_now(task))
    task.assigned_to = to


def close(task: Task, *, by: Person, outcome: str, reason: str) -> None:
    changed = (
        Task.objects.still_open()
        .filter(pk=task.pk)
        .update(closed_at=now_in_database(), closed_by=by, outcome=outcome, reason=reason)
    )
    if not changed:
        raise ChangedMeanwhileError(_state_now(task))


def reopen(task: Task) -> None:
    """Take back that a task was closed."""
    try:
        with transaction.atomic():
            changed = (
                Task.objects.closed()
                .filter(pk=task.pk)
                .update(closed_at=None, closed_by=None, outcome="", reason="")
            )
    except IntegrityError:
        sentence = _("The same matter stands on the desk again already, as a task of its own.")
        raise ChangedMeanwhileError(sentence) from None
    if not changed:
        raise ChangedMeanwhileError(_("Somebody has opened this task again already."))


def comment(task: Task, *, by: Person, text: str, mentioned: Iterable[Person]) -> TaskComment:
    """Keep a comment, and mail those who are named that there is one: a link, and no word of it.

    The same as the last one is none: a form that is sent twice is kept and mailed once.
    """
    with transaction.atomic():
        Task.objects.select_for_update().get(pk=task.pk)
        words = task.comments.order_by("-pk").first()
        if words is None or (words.by_id, words.text) != (by.pk, text):
            words = TaskComment.objects.create(task=task, by=by, at=now_in_database(), text=text)
        told = {by.pk, *words.mentioned.values_list("pk", flat=True)}
        people = [person for person in mentioned if person.pk not in told]
        words.mentioned.add(*people)
        for person in people:
            queue.enqueue_message(
                _notice(task, by, person), Mail(purpose=DeskNotice.purpose, person=person)
            )
    return words


def erase_old() -> int:
    """Delete tasks, with their comments, that were closed long ago; how many."""
    old = Task.objects.closed().filter(closed_at__lt=now_in_database() - KEPT)
    return erase_in_batches(old, lambda keys: Task.objects.filter(pk__in=keys).delete())


def _notice(task: Task, by: Person, person: Person) -> EmailMessage:
    address = f"{settings.SITE_ADDRESS}{reverse('desk-task', args=[task.pk])}"
    words = {"name": str(by), "site": site_name()}
    subject = " ".join((_("%(name)s wrote to you on the desk of %(site)s") % words).split())
    lines = (
        _("%(name)s left a comment for you at a task on the curators’ desk of %(site)s.") % words,
        _("What it says stands there only. Sign in to read it and to answer:"),
        address,
    )
    return EmailMessage(subject, "\n\n".join(lines), None, [person.email])


def _state_now(task: Task) -> str:
    now = Task.objects.select_related("assigned_to", "closed_by").filter(pk=task.pk).first()
    if now is None:
        return _("This task is not there any more.")
    if now.closed_at is not None:
        if now.closed_by is None:
            return _("Meanwhile this was settled elsewhere, and the task was closed.")
        return _("Meanwhile %(name)s closed this task.") % {"name": now.closed_by}
    if now.assigned_to is None:
        return _("Meanwhile this task was given back: nobody has it.")
    return _("Meanwhile %(name)s has taken this task.") % {"name": now.assigned_to}

"""Asking that a person or a passage is removed, saying what of titles, and deciding on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.desk.task_list import close_task, open_task
from hub.curation.purging.purged_text import PurgeRefused, length_key
from hub.curation.redaction.models import Redaction
from hub.curation.redaction.quoted_titles import KEEP, REMOVE
from hub.curation.redaction.redacted_names import (
    REMOVED,
    RedactedNames,
    check_instead,
    parse_spellings,
    text_of_spelling,
)
from hub.curation.redaction.sealed_request import contents_of, keys_of, names_of, sealed_contents
from hub.curation.redaction.survey import Survey, survey_of
from hub.curation.redaction.tasks import run_redactions
from hub.outbox.sealing import seal
from hub.records import removal_journal
from hub.records.database_clock import now_in_database
from hub.task_queue import enqueue_on_commit

KIND = "redaction"
State = Redaction.State


def ask(typed: str, *, is_passage: bool, instead: str, reason: str, by: Any) -> Redaction:
    """Raises PurgeRefused for what cannot be looked for, and for words that would give it away."""
    spellings = parse_spellings(typed, is_passage=is_passage)
    names = RedactedNames(tuple(map(text_of_spelling, spellings)), instead or REMOVED)
    check_instead(names.instead, names)
    if names.is_in(reason):
        raise PurgeRefused(_("Give the reason without the text itself: the reason is kept."))
    if survey_of(names, {}).is_empty:
        raise PurgeRefused(_("This stands nowhere on the site. Is it spelled otherwise?"))
    with transaction.atomic():
        row = Redaction.objects.create(
            is_passage=is_passage, sealed=sealed_contents(spellings, {}), instead=names.instead,
            reason=reason, keys=keys_of(names.spellings), asked_by=by, asked_at=now_in_database(),
        )  # fmt: skip
        open_task(KIND, str(row.pk), title=task_title(row))
    return row


def task_title(row: Redaction) -> str:
    """Without a word of what is removed."""
    if row.is_passage:
        return _("A passage to remove, asked for on %(date)s") % _date_of(row)
    return _("A person to remove, asked for on %(date)s") % _date_of(row)


def _date_of(row: Redaction) -> dict[str, str]:
    return {"date": f"{row.asked_at:%Y-%m-%d}"}


def survey(row: Redaction) -> Survey | None:
    """None where it is not known any more what was asked for."""
    contents, names = contents_of(row), names_of(row)
    return None if contents is None or names is None else survey_of(names, contents[1])


def decide_titles(pk: int, decisions: Mapping[str, str], *, by: Any) -> None:
    """Say of each title whether it goes there, too. ``decisions``: by the key of the title.

    Raises PurgeRefused where one is left open, or somebody else asked.
    """
    with transaction.atomic():
        row = _locked(pk)
        if says_another(row, by):
            raise PurgeRefused(_("Whoever asked says what happens to titles; you decide on it."))
        contents, found = contents_of(row), survey(row)
        if contents is None or found is None:
            raise PurgeRefused(_unreadable())
        left = [title for title in found.titles if decisions.get(title.key) not in (KEEP, REMOVE)]
        if left:
            raise PurgeRefused(
                _("Say of each title whether it goes there, too: %(title)s is left.")
                % {"title": f"“{left[0].text}”"}
            )
        titles = {title.text: decisions[title.key] for title in found.titles}
        row.sealed = sealed_contents(contents[0], titles)
        row.save()


def says_another(row: Redaction, person: Any) -> bool:
    """Whether somebody else has asked, and so says what happens to titles."""
    return bool(settings.TWO_PEOPLE and row.asked_by_id != person.pk)


def needs_another(row: Redaction, person: Any) -> bool:
    """Whether this person may not do it, having asked for it."""
    return bool(settings.TWO_PEOPLE and row.asked_by_id == person.pk)


def decide(pk: int, state: str, *, by: Any) -> Redaction:
    """Have it done by a worker, refuse it or withdraw it. Raises PurgeRefused: nothing changed."""
    with transaction.atomic():
        row = _locked(pk)
        if state == State.APPLYING:
            _confirm(row, by)
            enqueue_on_commit(run_redactions)
        else:
            row.sealed = ""
        row.state, row.decided_by, row.decided_at = state, by, now_in_database()
        row.save()
        close_task(KIND, str(row.pk), by=by)
    return row


def _locked(pk: int) -> Redaction:
    row = Redaction.objects.select_for_update().get(pk=pk)
    if not row.is_waiting:
        raise PurgeRefused(
            _("%(who)s decided on this request already: %(outcome)s.")
            % {"who": row.decided_by or "–", "outcome": row.get_state_display()}
        )
    return row


def _confirm(row: Redaction, by: Any) -> None:
    if needs_another(row, by):
        raise PurgeRefused(_("You asked for this yourself: another curator has to do it."))
    names, found = names_of(row), survey(row)
    if names is None or found is None:
        raise PurgeRefused(_unreadable())
    if found.undecided:
        raise PurgeRefused(
            _("It stands in a title on which nobody has decided: whoever asked has to say first.")
        )
    row.alone = row.asked_by_id == by.pk
    row.title_keys = keys_of(names.kept_titles)
    # Before the commit: what is rolled back is noted too, and takes nothing away from anybody.
    note_in_journal(names)


def note_in_journal(names: RedactedNames) -> None:
    """So that a restore removes it again: keyed hashes, and sealed what to write instead."""
    titles = keys_of(names.kept_titles)
    removal_journal.write(
        removal_journal.RemovalKind.REDACTION,
        [text.key for text in names.spellings],
        {length_key(len(text.words)) for text in names.spellings},
        sealed=seal(json.dumps({"instead": names.instead, "titles": titles})),
    )


def _unreadable() -> str:
    return _("The text cannot be read any more: withdraw this and ask again.")

"""Drafts: begun, saved, published, dropped. Each step locks its draft, so that two do not meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hub.curation.drafts.merge import Merge, add_changes
from hub.curation.drafts.models import RecordDraft, TimedStep
from hub.records.database_clock import now_in_database
from hub.records.link_tables import Facts, MissingLink
from hub.records.models import Record, RecordChange, record_changes
from hub.records.record_access import Writer
from hub.records.registry import record_types
from hub.records.second_person import (
    SecondPersonNeeded,
    asks_for_all,
    changed_first_by,
    guarded_names,
)
from hub.records.stored_records import StoredRecord, read_records


class DraftGone(Exception):  # noqa: N818 - nothing went wrong, somebody was quicker
    """The draft was published or dropped meanwhile."""


class DraftChanged(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """The draft or its record is not as the person has seen it. ``undecided``: facts that both
    changed, for which nobody chose."""

    def __init__(self, undecided: list[str] | None = None) -> None:
        super().__init__("The draft or its record was changed meanwhile.")
        self.undecided = undecided or []


def model_of(kind: str) -> type[Record] | None:
    record_type = record_types.get(kind)
    return record_type.model if record_type else None


def find_draft(kind: str, record_id: int) -> RecordDraft | None:
    rows = RecordDraft.objects.of_record(kind, record_id)
    return rows.select_related("begun_by", "saved_by", "guarded_by", "changed_by").first()


def begin(record: Record, *, by: Any) -> RecordDraft:
    """The draft of a published record, made of it as it is where there is none.

    Raises ValidationError where the record is not published: its own form is its draft.
    """
    with transaction.atomic():
        stored = read_records(type(record), [record.pk], lock=True).get(record.pk)
        if stored is None or stored.facts["state"] != Record.State.PUBLISHED:
            raise ValidationError(not_published_sentence())
        return _make(type(record), stored, stored.facts, by=by)[0]


def _make(
    model: type[Record], stored: StoredRecord, facts: Facts, *, by: Any, reason: str = ""
) -> tuple[RecordDraft, bool]:
    now = now_in_database()
    return RecordDraft.objects.get_or_create(
        record_kind=model.kind,
        record_id=stored.pk,
        defaults={
            "base_version": stored.version, "base": stored.facts, "facts": facts,
            "reason": reason, "begun_by": by, "begun_at": now, "saved_by": by, "saved_at": now,
        },
    )  # fmt: skip


def save(pk: int, facts: Facts, *, by: Any, seen: int, reason: str) -> RecordDraft:
    """Have the draft say this. ``seen``: the version of it that was edited.

    Raises DraftGone, and DraftChanged where somebody else saved it meanwhile.
    """
    with transaction.atomic():
        draft = _locked(pk, seen)
        draft.reason = reason[:500] or draft.reason
        _say(draft, facts, by=by)
    return draft


def _say(draft: RecordDraft, facts: Facts, *, by: Any) -> None:
    """Store these facts as those of the draft, and who changed what asks for two people.

    Whoever set a time has not seen what is changed now: the clock does not decide on it for them.
    """
    model = record_types[draft.record_kind].model
    if names := guarded_names(model, draft.facts, facts):
        draft.guarded_by = by
        draft.guarded_authors |= dict.fromkeys(names, by.pk if by else None)
        if settings.TWO_PEOPLE:
            draft.steps.filter(problem="").update(problem=TimedStep.Problem.SECOND)
    if draft.facts != facts:
        draft.changed_by = by
    draft.former, draft.facts = draft.facts, facts
    draft.version += 1
    draft.saved_by, draft.saved_at = by, now_in_database()
    draft.save()


def keep_for_second(needed: SecondPersonNeeded, *, by: Any) -> RecordDraft:
    """Have the record's draft hold a change that somebody else has to decide on.

    A draft that is there already gets what the change changes, and keeps the rest.
    """
    change, model, reason = needed.change, needed.model, needed.reason
    assert change.stored is not None  # noqa: S101 - a new record asks for nobody else
    with transaction.atomic():
        draft, _is_new = _make(model, change.stored, change.stored.facts, by=by, reason=reason)
        draft = RecordDraft.objects.select_for_update().get(pk=draft.pk)
        facts = add_changes(change.stored.facts, change.after, draft.facts)
        draft.reason = reason[:500] or draft.reason
        draft.asks_second = True
        _say(draft, facts, by=by)
    return draft


def drop(pk: int, *, seen: int) -> None:
    """Throw the draft away; the record stays as it is. Raises as ``save``."""
    with transaction.atomic():
        _locked(pk, seen).delete()


def take_over(
    pk: int, *, by: Any, seen: int, seen_record: int, choices: Mapping[str, str]
) -> RecordDraft:
    """Have the draft hold what changed on the site since it was begun, as if begun now.

    Raises as ``publish``.
    """
    with transaction.atomic():
        draft = _locked(pk, seen)
        stored, merge = _compared(draft, seen_record, choices)
        draft.base, draft.base_version = stored.facts, stored.version
        _say(draft, merge.facts(choices), by=by)
    return draft


def merge_of(draft: RecordDraft, live: Facts) -> Merge:
    return Merge(draft.base, live, draft.facts)


def publish(
    pk: int,
    *,
    by: Any,
    seen: int,
    seen_record: int,
    choices: Mapping[str, str] | None = None,
    reason: str = "",
) -> Record:
    """Have readers see what the draft says; the draft is gone then.

    ``seen``, ``seen_record``: the versions of the draft and of the record that were compared.
    ``choices``: for facts that both changed. Raises DraftGone, DraftChanged where either is another
    by now or a choice is missing, and ValidationError with nothing changed where the record cannot
    be like this.
    """
    with transaction.atomic():
        draft = _locked(pk, seen)
        model = record_types[draft.record_kind].model
        stored, merge = _compared(draft, seen_record, choices or {})
        after = merge.facts(choices or {})
        if sentence := needs_another(draft, stored.facts, after, by=by):
            raise SecondPersonNeeded(model, RecordChange(after, stored), sentence=sentence)
        authors = _authors(draft, stored.facts, after) or {draft.changed_by_id}
        with changed_first_by(_people(authors)):
            _write(model, RecordChange(after, stored), by=by, reason=reason or draft.reason)
        draft.delete()
    record: Record = model._default_manager.get(pk=stored.pk)
    return record


def needs_another(draft: RecordDraft, live: Facts, after: Facts, *, by: Any) -> str:
    """Why somebody else than this person has to publish the draft; empty where nobody has to."""
    model = record_types[draft.record_kind].model
    authors = _authors(draft, live, after) if settings.TWO_PEOPLE else ()
    if any(_is_same(by, author) for author in authors):
        return _(
            "You changed the safety panel or the circle of readers yourself, so somebody "
            "else has to publish this draft. It is on the desk of the others now."
        )
    if asks_for_all(model, Writer(by.pk if by else None)) and _is_same(by, draft.changed_by_id):
        return _(
            "You changed this draft last, so somebody else has to publish it. It is on the desk "
            "of the others now."
        )
    return ""


def _authors(draft: RecordDraft, live: Facts, after: Facts) -> set[int | None]:
    """Who changed what publishing changes and one person alone does not change."""
    names = guarded_names(record_types[draft.record_kind].model, live, after)
    return {draft.guarded_authors.get(name, draft.guarded_by_id) for name in names}


def _people(keys: Collection[int | None]) -> list[Any]:
    known = [key for key in keys if key is not None]
    return list(get_user_model()._default_manager.filter(pk__in=known).order_by("pk"))


def _is_same(by: Any, first: int | None) -> bool:
    """Nobody is another person than somebody who is not known any more."""
    return by is None or first is None or first == by.pk


def ask_second(pk: int) -> None:
    """Put the draft on the desk, for another curator."""
    RecordDraft.objects.filter(pk=pk).update(asks_second=True)


def _compared(
    draft: RecordDraft, seen_record: int, choices: Mapping[str, str]
) -> tuple[StoredRecord, Merge]:
    """The record, locked, and the draft beside it, where a person may decide on both."""
    model = record_types[draft.record_kind].model
    stored = read_records(model, [draft.record_id], lock=True).get(draft.record_id)
    if stored is None or stored.facts["state"] != Record.State.PUBLISHED:
        raise ValidationError(not_published_sentence())
    merge = merge_of(draft, stored.facts)
    if stored.version != seen_record or merge.undecided(choices):
        raise DraftChanged(merge.undecided(choices))
    return stored, merge


def _write(model: type[Record], change: RecordChange, *, by: Any, reason: str) -> None:
    try:
        with transaction.atomic():  # what the database refuses must not break the caller's own
            record_changes(model, [change], by=by, reason=reason)
    except MissingLink as missing:
        raise ValidationError(missing_sentence(missing)) from missing
    except IntegrityError as refused:
        raise ValidationError(refused_sentence()) from refused


def _locked(pk: int, seen: int) -> RecordDraft:
    draft = RecordDraft.objects.select_for_update().filter(pk=pk).first()
    if draft is None:
        raise DraftGone
    if draft.version != seen:
        raise DraftChanged
    return draft


def not_published_sentence() -> str:
    return _(
        "The record is not published, so nothing of it needs a draft: change it on its own form. "
        "A draft that there is can be published once the record is."
    )


def missing_sentence(missing: MissingLink) -> str:
    name = " ".join(map(str, missing.named))
    return _("The draft names “%(name)s”, which is not recorded here any more.") % {"name": name}


def refused_sentence() -> str:
    return _(
        "The record cannot be like this. Another record may have its address by now, or something "
        "that it names may be gone."
    )

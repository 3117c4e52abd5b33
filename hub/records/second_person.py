"""Changes that ask for two people: of a safety panel, and of visibility to a wider circle; and
whatever a focal point publishes or verifies.

The ledger asks here before it enters a change of a published record by a person, whichever page or
task makes it: so there is no way around. Where the site asks for no second person (``TWO_PEOPLE``,
``TWO_PEOPLE_FOR_FOCAL_POINTS``), the history says that it was one alone. What no person does, such
as loading data that ship, is not asked about; what nobody looks at, such as a feed, is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.records.link_tables import Facts
from hub.records.models.revision import TIERS, Revision
from hub.records.record_access import Writer

if TYPE_CHECKING:
    from hub.records.models.ledger import RecordChange
    from hub.records.models.record import Record

PUBLISHED = "published"
_first: ContextVar[Collection[Any]] = ContextVar("first_of_two_people", default=())


class SecondPersonNeeded(ValidationError):  # noqa: N818 - nothing went wrong
    """A person may not make this change alone. ``change``: what they wanted, and why."""

    def __init__(
        self, model: type[Record], change: RecordChange, reason: str = "", sentence: str = ""
    ) -> None:
        super().__init__(
            sentence
            or _(
                "A change of the safety panel, or to a wider circle of readers, needs a second "
                "person: make it in a draft, which somebody else publishes."
            )
        )
        self.model, self.change, self.reason = model, change, reason
        self.is_of_focal_point = sentence == second_sentence()


@contextmanager
def changed_first_by(people: Collection[Any]) -> Iterator[None]:
    """Within, whoever changes a record decides on what these people have prepared."""
    token = _first.set(people)
    try:
        yield
    finally:
        _first.reset(token)


def guarded_names(model: type[Record], before: Facts, after: Facts) -> list[str]:
    """The facts in which these differ and which one person alone does not change.

    That a fact is known to be none, or that a term of it is inferred, is a part of what it says.
    """
    facts = model.record_type.two_person_facts
    names = [name for name in facts if _statement(name, before) != _statement(name, after)]
    if TIERS.index(after["visibility"]) < TIERS.index(before["visibility"]):
        names.append("visibility")
    return names


def _statement(name: str, facts: Facts) -> tuple[Any, bool, list[str]]:
    value = facts.get(name)
    slugs = set(value) if isinstance(value, list) else set()
    inferred = sorted(slugs.intersection(facts.get("inferred") or ()))
    return value, name in (facts.get("known_none") or ()), inferred


def without_guarded(model: type[Record], before: Facts, after: Facts) -> Facts:
    """``after`` with what one person alone does not change as it was ``before``."""
    kept = dict(after)
    for name in guarded_names(model, before, after):
        value = before.get(name)
        slugs = set(value) if isinstance(value, list) else set()
        slugs |= set(kept[name]) if isinstance(kept.get(name), list) else set()
        for marks, marked in (("known_none", {name}), ("inferred", slugs)):
            if marks in kept or marks in before:
                stay, were = set(kept.get(marks) or ()) - marked, set(before.get(marks) or ())
                kept[marks] = sorted(stay | (were & marked))
        if name in before:
            kept[name] = value
        else:
            kept.pop(name, None)
    return kept


def asks_for_all(model: type[Record], writer: Writer) -> bool:
    """Whether whatever this person publishes or verifies needs a second one."""
    return settings.TWO_PEOPLE_FOR_FOCAL_POINTS and writer.is_limited(model)


def note_of_change(model: type[Record], change: RecordChange, writer: Writer, reason: str) -> str:
    """What the history says of who made it; empty for a change that asks for nobody else.

    Raises SecondPersonNeeded, and PermissionDenied where it is no record of theirs.
    """
    before = change.before
    writer.check(model, change.pk)
    if before is None or change.after["state"] != PUBLISHED:
        return ""
    if writer.by is None:
        _refuse_unattended(model, change, writer, reason)
        return ""
    if before["state"] != PUBLISHED:
        return _note_of_publishing(model, change, writer, reason)
    needs_second = asks_for_all(model, writer)
    if not needs_second and not guarded_names(model, before, change.after):
        return ""
    first = _first.get()
    if first and all(person.pk != writer.by for person in first):
        names = ", ".join(map(str, first))
        return _("prepared by %(person)s, decided by another person") % {"person": names}
    if needs_second:
        raise SecondPersonNeeded(model, change, reason, second_sentence())
    return _alone(model, change, reason)


def _refuse_unattended(
    model: type[Record], change: RecordChange, writer: Writer, reason: str
) -> None:
    before = change.before or {}
    if not (writer.is_unattended and settings.TWO_PEOPLE and before["state"] == PUBLISHED):
        return
    if guarded_names(model, before, change.after):
        raise SecondPersonNeeded(model, change, reason, unattended_sentence())


def unattended_sentence() -> str:
    return _(
        "It changes the safety panel of a published record, or who may read it, which needs two "
        "people: one changes it in the record’s form, a second person publishes it."
    )


def _note_of_publishing(
    model: type[Record], change: RecordChange, writer: Writer, reason: str
) -> str:
    """Of a record that is not public: who wrote what is published now, and what it was before."""
    assert writer.by is not None  # noqa: S101 - asked by the caller
    wrote = bool(set(change.changed) - {"state"})
    if asks_for_all(model, writer) and (wrote or writer.by in _writers_of(model, change.pk)):
        raise SecondPersonNeeded(model, change, reason, publishing_sentence())
    return _note_of_return(model, change, writer.by, reason)


def _writers_of(model: type[Record], key: int) -> set[int | None]:
    """Those who changed more of a record than its state since it was public last."""
    revisions = Revision.objects.filter(kind=model.kind, record_id=key).order_by("-version")
    writers: set[int | None] = set()
    for by, changed, before in revisions.values_list("by_id", "changed", "before"):
        if set(changed) - {"state"}:
            writers.add(by)
        if before is not None and before["state"] == PUBLISHED:
            break
    return writers


def second_sentence() -> str:
    return _(
        "What a focal point changes on the site is published by a second person: make it in a "
        "draft, which somebody else publishes."
    )


def publishing_sentence() -> str:
    return _(
        "You wrote some of this record yourself, so a second person has to publish it: send it to "
        "review."
    )


def _note_of_return(model: type[Record], change: RecordChange, by: int, reason: str) -> str:
    """Of a record that was public before: what it was changed to while it was not."""
    revisions = Revision.objects.filter(kind=model.kind, record_id=change.pk)
    last = revisions.filter(before__state=PUBLISHED).order_by("-version").first()
    if last is None or not guarded_names(model, last.before or {}, change.after):
        return ""
    since = revisions.filter(version__gte=last.version).order_by("version")
    steps: Any = since.values_list("by_id", "before")
    if by in _guarded_authors(model, list(steps), change.after):
        return _alone(model, change, reason)
    return ""


def _guarded_authors(
    model: type[Record], steps: list[tuple[int | None, Facts]], after: Facts
) -> Iterator[int | None]:
    """Who changed what one person alone does not change. ``steps``: who, and what it was before."""
    afterwards = [*(before for _by, before in steps[1:]), after]
    for (by, before), became in zip(steps, afterwards, strict=True):
        if guarded_names(model, before, became):
            yield by


def _alone(model: type[Record], change: RecordChange, reason: str) -> str:
    if settings.TWO_PEOPLE:
        raise SecondPersonNeeded(model, change, reason)
    return _("alone: this site asks for no second person")

"""Changes that ask for two people: of a safety panel, and of visibility to a wider circle.

The ledger asks here before it enters a change of a published record by a person, whichever page or
task makes it: so there is no way around. Where the site asks for no second person
(``TWO_PEOPLE``), the history says that it was one alone. What no person does, such as loading data
that ship, is not asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.records.link_tables import Facts
from hub.records.models.revision import TIERS, Revision

if TYPE_CHECKING:
    from hub.records.models.ledger import RecordChange
    from hub.records.models.record import Record

PUBLISHED = "published"
_first: ContextVar[Any] = ContextVar("first_of_two_people", default=None)


class SecondPersonNeeded(ValidationError):  # noqa: N818 - nothing went wrong
    """A person may not make this change alone. ``change``: what they wanted, and why."""

    def __init__(self, model: type[Record], change: RecordChange, reason: str = "") -> None:
        super().__init__(
            _(
                "A change of the safety panel, or to a wider circle of readers, needs a second "
                "person: make it in a draft, which somebody else publishes."
            )
        )
        self.model, self.change, self.reason = model, change, reason


@contextmanager
def changed_first_by(person: Any) -> Iterator[None]:
    """Within, whoever changes a record decides on what this person has prepared."""
    token = _first.set(person)
    try:
        yield
    finally:
        _first.reset(token)


def guarded_names(model: type[Record], before: Facts, after: Facts) -> list[str]:
    """The facts in which these differ and which one person alone does not change."""
    facts = model.record_type.two_person_facts
    names = [name for name in facts if before.get(name) != after.get(name)]
    if TIERS.index(after["visibility"]) < TIERS.index(before["visibility"]):
        names.append("visibility")
    return names


def note_of_change(model: type[Record], change: RecordChange, by: int | None, reason: str) -> str:
    """What the history says of who made it; empty for a change that asks for nobody else.

    Raises SecondPersonNeeded.
    """
    before = change.before
    if by is None or before is None or change.after["state"] != PUBLISHED:
        return ""
    if before["state"] != PUBLISHED:
        return _note_of_return(model, change, by, reason)
    if not guarded_names(model, before, change.after):
        return ""
    first = _first.get()
    if first is not None and first.pk != by:
        return _("prepared by %(person)s, decided by another person") % {"person": first}
    return _alone(model, change, reason)


def _note_of_return(model: type[Record], change: RecordChange, by: int, reason: str) -> str:
    """Of a record that was public before: what it was changed to while it was not."""
    revisions = Revision.objects.filter(kind=model.kind, record_id=change.pk)
    last = revisions.filter(before__state=PUBLISHED).order_by("-version").first()
    if last is None or not guarded_names(model, last.before or {}, change.after):
        return ""
    since = revisions.filter(version__gte=last.version).values_list("by_id", "changed")
    guarded = {*model.record_type.two_person_facts, "visibility"}
    if by in {person for person, changed in since if guarded.intersection(changed)}:
        return _alone(model, change, reason)
    return ""


def _alone(model: type[Record], change: RecordChange, reason: str) -> str:
    if settings.TWO_PEOPLE:
        raise SecondPersonNeeded(model, change, reason)
    return _("alone: this site asks for no second person")

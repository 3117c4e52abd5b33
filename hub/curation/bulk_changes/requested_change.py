"""What a curator wants to be changed of many records: terms, verification, review date, state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.utils import timezone

from hub.record_admin.workflow_actions import WORKFLOW_ACTIONS
from hub.records.models import Record
from hub.records.models.ledger import Facts
from hub.records.models.record import CONFIRMED

Slugs = dict[str, list[str]]  # of terms, by scheme

# The action whose rules hold for records that are brought into a state.
ACTION_TO = {
    Record.State.PUBLISHED: "publish",
    Record.State.IN_REVIEW: "review",
    Record.State.DRAFT: "draft",
    Record.State.ARCHIVED: "archive",
}


@dataclass(frozen=True)
class RequestedChange:
    """``verification`` and ``state`` are values of a record's, ``next_review_on`` is a day in ISO
    8601; empty, they stay as they are."""

    add: Slugs = field(default_factory=dict)
    remove: Slugs = field(default_factory=dict)
    verification: str = ""
    next_review_on: str = ""
    state: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**stored)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def is_allowed(self, facts: Facts) -> bool:
        """Whether a record in its state can be brought into the one that is asked for."""
        if not self.state or facts["state"] == self.state:
            return True
        action = WORKFLOW_ACTIONS[ACTION_TO[Record.State(self.state)]]
        return facts["state"] in action.allowed_states

    def applied(self, model: type[Record], facts: Facts, single: Collection[str]) -> Facts:
        """The facts that a record has afterwards. ``single``: schemes that have one value."""
        after = dict(facts)
        for scheme in self.add.keys() | self.remove.keys():
            _set_terms(after, scheme, self._terms_after(facts, scheme, single))
        if self.state:
            after["state"] = self.state
        if self.verification:
            after["verification"] = self.verification
            if self.verification in CONFIRMED:
                after["verified_on"] = timezone.localdate().isoformat()
                after["next_review_on"] = model.review_due(after).isoformat()
        if self.next_review_on:
            after["next_review_on"] = self.next_review_on
        return after

    def _terms_after(self, facts: Facts, scheme: str, single: Collection[str]) -> set[str]:
        added = set(self.add.get(scheme, ()))
        if added and scheme in single:
            return added
        return (set(facts.get(scheme) or ()) - set(self.remove.get(scheme, ()))) | added


def _set_terms(facts: Facts, scheme: str, slugs: set[str]) -> None:
    """A scheme with a term is not known to be none, and what is taken out is inferred no more."""
    gone = set(facts.get(scheme) or ()) - slugs
    facts.pop(scheme, None)
    if slugs:
        facts[scheme] = sorted(slugs)
        facts["known_none"] = [name for name in facts["known_none"] if name != scheme]
    if gone and "inferred" in facts:
        facts["inferred"] = [slug for slug in facts["inferred"] if slug not in gone]

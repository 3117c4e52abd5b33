"""A draft and its record: who changed which fact since the draft was begun, and both together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.records.link_tables import Facts
from hub.records.models.ledger import differing

DRAFT, LIVE = "draft", "live"
CHOICES = (DRAFT, LIVE)


@dataclass(frozen=True)
class Merge:
    """``base``: the facts when the draft was begun, ``live``: those that readers are shown.

    ``contested``: facts that both changed, each to something else. A person has to choose there;
    any other fact is taken from whoever changed it.
    """

    base: Facts
    live: Facts
    draft: Facts

    @property
    def changed_in_draft(self) -> list[str]:
        return differing(self.base, self.draft)

    @property
    def changed_live(self) -> list[str]:
        return differing(self.base, self.live)

    @property
    def contested(self) -> list[str]:
        differ = set(differing(self.live, self.draft)) & set(self.changed_live)
        return [name for name in self.changed_in_draft if name in differ]

    @property
    def applied(self) -> list[str]:
        """Facts that publishing changes, if the draft's are chosen where both changed one."""
        differ = set(differing(self.live, self.draft))
        return [name for name in self.changed_in_draft if name in differ]

    def undecided(self, choices: Mapping[str, str]) -> list[str]:
        return [name for name in self.contested if choices.get(name) not in CHOICES]

    def facts(self, choices: Mapping[str, str]) -> Facts:
        """All facts afterwards. ``choices``: by contested fact; the draft's where none is made."""
        left = {name for name in self.contested if choices.get(name) == LIVE}
        after = dict(self.live)
        for name in set(self.applied) - left:
            if name in self.draft:
                after[name] = self.draft[name]
            else:
                after.pop(name, None)
        return after


def add_changes(base: Facts, changed: Facts, to: Facts) -> Facts:
    """``to`` with what was changed from ``base``. Of a list that both changed, the entries that
    were added and taken away; of anything else that both changed, the newer value."""
    merge = Merge(base, to, changed)
    after = merge.facts({})
    for name in merge.contested:
        sides = [facts.get(name) or [] for facts in (base, to, changed)]
        if all(isinstance(side, list) for side in sides):
            after[name] = _merged_list(*sides)
    return after


def _merged_list(base: list[object], to: list[object], changed: list[object]) -> list[object]:
    kept = [entry for entry in to if entry in changed or entry not in base]
    return kept + [entry for entry in changed if entry not in base and entry not in kept]

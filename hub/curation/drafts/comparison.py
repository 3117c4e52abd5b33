"""A draft beside its record, fact by fact, in the words of the record's form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst

from hub.curation.drafts.merge import CHOICES, Merge
from hub.record_admin.changed_parts import Parts, changed_parts
from hub.record_admin.record import RecordAdmin

KEEP = "keep:"  # + the name of a fact that both changed; "draft" or "live"


@dataclass(frozen=True)
class ComparedFact:
    """``base``: when the draft was begun. ``choice``: empty where both changed it and nobody has
    chosen yet. ``is_missed``: it was sent without that choice."""

    name: str
    label: str
    base: str
    live: Parts
    draft: Parts
    is_contested: bool = False
    choice: str = ""
    is_missed: bool = False

    @property
    def parameter(self) -> str:
        return KEEP + self.name


@dataclass(frozen=True)
class Comparison:
    """``changed``: what publishing changes. ``changed_live``: what changed on the site since the
    draft was begun, and stays."""

    changed: tuple[ComparedFact, ...]
    changed_live: tuple[ComparedFact, ...]

    @property
    def contested(self) -> tuple[ComparedFact, ...]:
        return tuple(fact for fact in self.changed if fact.is_contested)


def compare(
    admin: RecordAdmin, merge: Merge, choices: Mapping[str, str], missed: list[str]
) -> Comparison:
    labels, text = admin.fact_labels(), admin.fact_reader()
    contested = set(merge.contested)

    def fact(name: str) -> ComparedFact:
        live, draft = changed_parts(name, merge.live.get(name), merge.draft.get(name), text)
        return ComparedFact(
            name,
            capfirst(labels.get(name, name)),
            base=text(name, merge.base.get(name)),
            live=live,
            draft=draft,
            is_contested=name in contested,
            choice=choices.get(name, ""),
            is_missed=name in missed,
        )

    applied = merge.applied
    return Comparison(
        tuple(fact(name) for name in applied),
        tuple(fact(name) for name in merge.changed_live if name not in applied),
    )


def sent_choices(data: Mapping[str, str]) -> dict[str, str]:
    """By fact what was chosen where both changed it."""
    return {
        name.removeprefix(KEEP): value
        for name, value in data.items()
        if name.startswith(KEEP) and value in CHOICES
    }

"""The facts in which two records differ, and what can be chosen for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.merging.record_pointers import foreign_rows_into
from hub.record_admin.version_restore import DECISIONS
from hub.records.link_tables import LinkTable
from hub.records.models import TIERS, Record
from hub.records.readable_values import NOTHING
from hub.records.stored_records import StoredRecord
from hub.vocabulary.models import Scheme

PARAMETER = "fact-"  # before the name of a fact, in the form
# Of the record that stays in any case: its address, who sees it, how and when it was checked.
NEVER_TAKEN = frozenset({*DECISIONS, "slug", "visibility", "known_none", "inferred"})


class Choice(models.TextChoices):
    KEEP = "keep", gettext_lazy("As the one that stays")
    TAKE = "take", gettext_lazy("As the one that goes")
    UNITE = "unite", gettext_lazy("Both together")


@dataclass(frozen=True)
class FactChoice:
    """A fact that differs. ``options``: the first is what happens unless somebody says otherwise.

    ``note``: why there is no choice, where there is none.
    """

    name: str
    label: str
    goes: str
    stays: str
    options: tuple[Choice, ...]
    chosen: Choice
    note: str = ""

    @property
    def parameter(self) -> str:
        return f"{PARAMETER}{self.name}"


@dataclass(frozen=True)
class RecordPair:
    """Two records of one kind as they are stored; ``goes`` is to become part of ``stays``."""

    model: type[Record]
    goes: StoredRecord
    stays: StoredRecord

    @cached_property
    def is_narrower(self) -> bool:
        """Whether fewer people may read the one that goes: what it says is not theirs to read."""
        circles = (self.goes.facts["visibility"], self.stays.facts["visibility"])
        return TIERS.index(circles[0]) > TIERS.index(circles[1])

    @cached_property
    def names(self) -> list[str]:
        """Facts that differ and may be chosen, in the order of the declaration."""
        goes, stays = self.goes.facts, self.stays.facts
        declared = [*self.model.record_type.by_name, *stays, *goes]
        return [
            name
            for name in dict.fromkeys(declared)
            if name not in NEVER_TAKEN and not _is_same(goes.get(name), stays.get(name))
            and (name in goes or name in stays)
        ]  # fmt: skip

    @cached_property
    def _single_schemes(self) -> set[str]:
        single = Scheme.objects.filter(multiple=False, slug__in=self.model.record_type.schemes)
        return set(single.values_list("slug", flat=True))

    def options(self, name: str) -> tuple[tuple[Choice, ...], str]:
        """What can be chosen for a fact, the usual first, and why not more."""
        table = table_of(self.model, name)
        if table is not None and foreign_rows_into(table):
            return (Choice.UNITE,), _("Other entries belong to these: all of them stay.")
        note = self._refusal(name)
        if note:
            return (Choice.KEEP,), note
        goes, stays = self.goes.facts.get(name), self.stays.facts.get(name)
        if not _may_be_taken(self, name):
            return (Choice.KEEP,), _("It would point at itself.")
        if isinstance(goes or stays, list) and name not in self._single_schemes:
            if goes and stays:
                return (Choice.UNITE, Choice.KEEP, Choice.TAKE), ""
            return ((Choice.KEEP, Choice.TAKE) if stays else (Choice.TAKE, Choice.KEEP)), ""
        is_empty = stays in NOTHING and name not in self.stays.facts["known_none"]
        return ((Choice.TAKE, Choice.KEEP) if is_empty else (Choice.KEEP, Choice.TAKE)), ""

    def _refusal(self, name: str) -> str:
        if self.is_narrower and settings.TWO_PEOPLE:
            return _("Fewer people may read it there: it is not taken over by one person alone.")
        is_guarded = name in self.model.record_type.two_person_facts
        if is_guarded and settings.TWO_PEOPLE and self.stays.facts["state"] == "published":
            return _("It needs two people: copy it in a draft, which somebody else publishes.")
        return ""

    def complete(self, chosen: Mapping[str, str]) -> dict[str, Choice]:
        """A choice for each fact that differs; what cannot be chosen is as usual."""
        whole = {}
        for name in self.names:
            options, _note = self.options(name)
            wanted = chosen.get(name, "")
            whole[name] = Choice(wanted) if wanted in options else options[0]
        return whole

    def read_choices(self, data: Mapping[str, Any]) -> dict[str, Choice]:
        """As ``complete``, from what a form sent."""
        sent = {name: data.get(f"{PARAMETER}{name}", "") for name in self.names}
        return self.complete(sent)


def _is_same(one: Any, other: Any) -> bool:
    return bool(one == other or (one in NOTHING and other in NOTHING))


def table_of(model: type[Record], fact: str) -> LinkTable | None:
    """The link table that makes a fact."""
    tables: Mapping[str, LinkTable] = model.record_type.link_tables
    return tables.get(fact)


def _may_be_taken(pair: RecordPair, name: str) -> bool:
    """Whether the record that stays can have the fact: none that would name the record itself."""
    value = pair.goes.facts.get(name)
    column = next((one for one in pair.model._meta.concrete_fields if one.attname == name), None)
    if column is None or column.related_model is not pair.model:
        return True
    return value not in (pair.stays.pk, pair.goes.pk)


def united(pair: RecordPair, name: str) -> list[Any]:
    """Both lists of a column, what stands in both once."""
    stays, goes = (one.facts.get(name) or [] for one in (pair.stays, pair.goes))
    return [*stays, *(entry for entry in goes if entry not in stays)]


def scalar_columns(pair: RecordPair, choices: Mapping[str, Choice]) -> Iterator[tuple[str, Any]]:
    """Columns of the row that stays, with what they are to hold."""
    own = set(pair.model.own_facts) | {"text_language", "confidence"}
    for name, choice in choices.items():
        if name not in own or choice is Choice.KEEP:
            continue
        value = united(pair, name) if choice is Choice.UNITE else pair.goes.facts[name]
        yield ("language" if name == "text_language" else name), value


def known_none_after(pair: RecordPair, choices: Mapping[str, Choice]) -> list[str]:
    """Facts that are known to be none: as the record says whose fact was chosen."""
    known = list(pair.stays.facts["known_none"])
    for name, choice in choices.items():
        if choice is Choice.TAKE and name not in pair.goes.facts["known_none"]:
            known = [one for one in known if one != name]
        elif choice is Choice.TAKE and name not in known:
            known.append(name)
    return known


def fact_choices(
    pair: RecordPair, choices: Mapping[str, Choice], labels: Mapping[str, str], text: Any
) -> list[FactChoice]:
    """What the page shows. ``labels``, ``text``: of the admin, as its history has them."""
    goes, stays = pair.goes.facts, pair.stays.facts
    made = []
    for name in pair.names:
        options, note = pair.options(name)
        made.append(
            FactChoice(
                name, capfirst(labels.get(name, name)), text(name, goes.get(name)),
                text(name, stays.get(name)), options, choices[name], note,
            )
        )  # fmt: skip
    return made


def count_same(pair: RecordPair) -> int:
    """How many facts both state alike."""
    return sum(
        _is_same(value, pair.goes.facts.get(name)) and value not in NOTHING
        for name, value in pair.stays.facts.items()
        if name not in NEVER_TAKEN
    )

"""How far one person's check of a record is: which facts are answered, and which is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from hub.curation.record_checks.check_parts import CheckPart
from hub.curation.record_checks.checked_facts import CheckedFact, CheckedRecord, FactSource
from hub.curation.record_checks.models import CheckAnswer, RecordCheck
from hub.records.models import Record, Source
from hub.records.models.ledger import Facts
from hub.records.source_names import name_source


@dataclass(frozen=True)
class AskedFact:
    """A fact of the check. ``given``: the answer that stands; ``is_stale``: the fact was answered,
    and says something else by now. ``is_vital``: see ``RecordField.vital``."""

    fact: CheckedFact
    number: int
    given: CheckAnswer | None = None
    is_stale: bool = False
    is_vital: bool = False

    @property
    def is_open(self) -> bool:
        return self.given is None


class CheckProgress:
    """What ``person`` has answered of one part of a record with these facts.

    Without facts they are read once something asks for them, which raises the record's
    DoesNotExist where it went meanwhile.
    """

    def __init__(self, record: Record, facts: Facts | None, part: CheckPart, person: Any) -> None:
        self.record, self.part, self.person = record, part, person
        self.kind = type(record).kind
        self._given_facts = facts

    @cached_property
    def checked(self) -> CheckedRecord:
        given = self._given_facts
        return CheckedRecord(self.record, self.record.facts() if given is None else given)

    @cached_property
    def check(self) -> RecordCheck | None:
        """The check that can be carried on; None where none was begun."""
        found: RecordCheck | None = self.checks.under_way().filter(by=self.person).first()
        return found

    @property
    def checks(self) -> Any:
        return RecordCheck.objects.of_record(self.kind, self.record.pk, self.part.name)

    @cached_property
    def others(self) -> list[RecordCheck]:
        """Checks at which others are at work now."""
        return list(self.checks.by_others(self.person).select_related("by"))

    @cached_property
    def answers(self) -> dict[str, CheckAnswer]:
        rows = self.check.answers.all() if self.check else ()
        return {answer.fact: answer for answer in rows}

    @cached_property
    def asked(self) -> list[AskedFact]:
        """What is asked about, in order, with the answers that still stand."""
        return [
            self._asked(fact, number, declared.vital)
            for number, (declared, fact) in enumerate(self._facts, 1)
        ]

    @cached_property
    def _facts(self) -> list[tuple[Any, CheckedFact]]:
        record_type = self.checked.record_type
        facts = [(each, self.checked.fact(each)) for each in self.part.fields(record_type)]
        asked = [
            (each, fact)
            for each, fact in facts
            if self.part.asks_unknown or fact.state != "unknown"
        ]
        labels = self.part.labels
        return [
            (each, replace(fact, label=str(labels.get(fact.name, fact.label))))
            for each, fact in asked
        ]

    def _asked(self, fact: CheckedFact, number: int, is_vital: bool) -> AskedFact:
        given = self.answers.get(fact.name)
        if given is None:
            return AskedFact(fact, number, is_vital=is_vital)
        fact = replace(fact, sources=(*fact.sources, *self._added(fact, given.sources)))
        stands = given.fingerprint == fact.fingerprint
        return AskedFact(fact, number, given if stands else None, not stands, is_vital)

    def _added(self, fact: CheckedFact, keys: Sequence[int]) -> list[FactSource]:
        """Sources that the person named, and that the record does not cite for the fact yet."""
        known = {source.pk for source in fact.sources}
        return [self.named_sources[key] for key in keys if key not in known | self._gone]

    @cached_property
    def named_sources(self) -> dict[int, FactSource]:
        keys = {key for answer in self.answers.values() for key in answer.sources}
        return {source.pk: _named(source) for source in Source.objects.filter(pk__in=keys)}

    @cached_property
    def _gone(self) -> set[int]:
        keys = {key for answer in self.answers.values() for key in answer.sources}
        return keys - self.named_sources.keys()

    @property
    def answered(self) -> list[AskedFact]:
        return [each for each in self.asked if not each.is_open]

    @property
    def open(self) -> list[AskedFact]:
        return [each for each in self.asked if each.is_open]

    @property
    def unknown(self) -> list[CheckedFact]:
        """What the record says nothing of: a to-do, and no part of the check."""
        shown = {each.fact.name for each in self.asked}
        fields = self.part.fields(self.checked.record_type)
        return [self.checked.fact(each) for each in fields if each.name not in shown]

    def get(self, name: str) -> AskedFact | None:
        """A fact of this part, also one that somebody emptied meanwhile; None: no such fact."""
        asked = next((each for each in self.asked if each.fact.name == name), None)
        fields = () if asked else self.part.fields(self.checked.record_type)
        emptied = next((each for each in fields if each.name == name), None)
        return AskedFact(self.checked.fact(emptied), 0) if emptied else asked

    def next_open(self, after: str = "") -> AskedFact | None:
        """The first open fact behind another one, else the first of all others."""
        place = next((each.number for each in self.asked if each.fact.name == after), 0)
        others = [each for each in self.open if each.fact.name != after]
        behind = [each for each in others if each.number > place]
        return next(iter(behind or others), None)

    def suggested_sources(self, asked: AskedFact) -> set[int]:
        """Keys of the sources that are ticked before the person answers.

        Those that were answered with; those cited for this very fact; else, of the sources of the
        whole record, the one that was read last in this check, or the first. None of a fact that
        is not known yet.
        """
        standing = self.answers.get(asked.fact.name)
        own = {source.pk for source in asked.fact.own_sources}
        if standing or own:
            return set(standing.sources) if standing else own
        if asked.fact.state == "unknown":
            return set()  # what is to be written down was read somewhere else
        offered = [source.pk for source in asked.fact.sources]
        newest = sorted(self.answers.values(), key=lambda answer: answer.answered_at, reverse=True)
        read = [key for answer in newest[:1] for key in answer.sources if key in offered]
        return set(read or offered[:1])


def _named(source: Source) -> FactSource:
    name = name_source(source.title, source.url, source.publisher)
    return FactSource(
        pk=source.pk,
        title=name.title,
        url=source.url if source.url.startswith(("https://", "http://")) else "",
        archived=source.archived_url,
        publisher=name.publisher,
        note="",
        is_own=True,
        read_on=source.read_on,
    )

"""The reasons for and against one tool, in sentences made of the labels of its index rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from django.utils.translation import get_language, gettext_lazy

from catalogue.fields.shared import PLACE
from catalogue.fields.tool import TOOL
from catalogue.fit.checks import SILENT, Case, Check, FitAssessment, Reason
from catalogue.fit.questions import LazyText
from catalogue.fit.rules import checks_of
from catalogue.fit.situation import Situation
from catalogue.index_documents import CAUTION, INFERRED, STATED, TOOL_LIST
from catalogue.models import Tool
from catalogue.presenters.facts import join_labels
from hub.search_engine.snapshot import Snapshot
from hub.vocabulary.models import KNOWN_NONE
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache

# What the facts are called on a tool's page, where that is not the facet's name in the list.
FACT_LABELS: dict[str, LazyText] = {facet.name: facet.label for facet in TOOL_LIST} | {
    "place": gettext_lazy("Where it is used"),
    "language": gettext_lazy("Languages"),
    "caution": gettext_lazy("Caution"),
}

FIXED: dict[str, Mapping[str, LazyText]] = {
    facet.name: facet.fixed for facet in TOOL_LIST if facet.fixed
} | {"verification": dict(Tool.Verification.choices)}

# The scheme of a facet whose terms have another scheme's labels.
SCHEMES = {INFERRED: "safeguard", STATED: "region"} | {
    facet: group.scheme for facet, group in TOOL.groups.items()
}
PARTS = ("named", "recorded", "fact")


@dataclass(frozen=True, slots=True)
class SentenceTemplate:
    """A sentence in the page's language, and which facts it names."""

    text: str
    parts: tuple[str, ...]


class FactTexts:
    """Labels and sentences in one language, cached: each is translated once, not for every tool."""

    def __init__(self, terms: TermCache) -> None:
        self.terms = terms
        self.labels: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.sentences: dict[int, SentenceTemplate] = {}

    def label(self, row: str) -> str:
        label = self.labels.get(row)
        if label is None:
            label = self.labels[row] = self._label(*row.split("/", 1))
        return label

    def _label(self, facet: str, slug: str) -> str:
        if facet == CAUTION:
            return self.fact("caution")
        if facet in FIXED:
            return str(FIXED[facet].get(slug, slug))
        return self.terms.label(SCHEMES.get(facet, facet), slug)

    def fact(self, facet: str) -> str:
        """What a fact is called on the page of a tool."""
        label = self.facts.get(facet)
        if label is None:
            label = self.facts[facet] = str(FACT_LABELS[facet])
        return label

    def sentence(self, sentence: LazyText) -> SentenceTemplate:
        """``sentence`` is a constant of a rule, so its identity can be the key of the cache."""
        template = self.sentences.get(id(sentence))
        if template is None:
            text = str(sentence)
            parts = tuple(part for part in PARTS if f"%({part})s" in text)
            template = self.sentences[id(sentence)] = SentenceTemplate(text, parts)
        return template


def fact_texts(terms: TermCache) -> FactTexts:
    """The texts in the language of the page."""
    return terms.derived.get(("fit.fact_texts", get_language() or ""), partial(FactTexts, terms))


class RecordTexts:
    """Labels of the facts that one record's index rows state."""

    def __init__(self, record_rows: frozenset[str], texts: FactTexts) -> None:
        self.record_rows, self.texts, self.terms = record_rows, texts, texts.terms

    @cached_property
    def by_facet(self) -> dict[str, list[str]]:
        """The slugs of each facet."""
        by_facet: dict[str, list[str]] = {}
        for row in self.record_rows:
            facet, _slash, slug = row.partition("/")
            by_facet.setdefault(facet, []).append(slug)
        return by_facet

    def named(self, rows: Iterable[str]) -> list[str]:
        """Labels of those ``rows`` that the record has. A region that it has only because a place
        within it is recorded is named by that place.
        """
        labels: list[str] = []
        for row in rows:
            if row not in self.record_rows:
                continue
            if row.startswith(f"{PLACE}/"):
                labels += self._within(row.partition("/")[2])
            else:
                labels.append(self.texts.label(row))
        return list(dict.fromkeys(labels))

    def recorded(self, facet: str) -> list[str]:
        """Everything recorded of a fact, in the order of the vocabulary."""
        if facet == PLACE:
            return [self.texts.label(entry.key) for entry in self._places()]
        slugs = self.by_facet.get(facet, ())
        scheme, group = SCHEMES.get(facet, facet), TOOL.groups.get(facet)
        terms = (self.terms.get(scheme, slug) for slug in slugs)
        entries = [term for term in terms if term and (group is None or group.has(term.slug))]
        entries.sort(key=_scheme_position)
        none = [f"{facet}/{KNOWN_NONE}"] if KNOWN_NONE in slugs else []
        return [self.texts.label(row) for row in (*(entry.key for entry in entries), *none)]

    def countries(self) -> list[str]:
        """The countries that the record itself names; without one, its regions."""
        places = self._places()
        countries = [entry for entry in places if entry.scheme == "country"]
        return [self.texts.label(entry.key) for entry in countries or places]

    def _places(self) -> list[CachedTerm]:
        """The countries and regions that the record itself names."""
        keys = [f"country/{slug}" for slug in self.by_facet.get("country", ())]
        keys += [f"region/{slug}" for slug in self.by_facet.get(STATED, ())]
        entries = [self.terms.by_key[key] for key in keys if key in self.terms.by_key]
        return sorted(
            entries, key=lambda entry: (entry.scheme != "country", self.texts.label(entry.key))
        )

    def _within(self, slug: str) -> list[str]:
        """The recorded places that are this place or lie within it."""
        return [
            self.texts.label(entry.key)
            for entry in self._places()
            if slug == entry.slug or any(slug == wider.slug for wider in self.terms.above(entry))
        ]


def _scheme_position(entry: CachedTerm) -> int:
    return entry.position


def assess_tool(snapshot: Snapshot, pk: int, situation: Situation) -> FitAssessment:
    """The assessment of one tool. Raises LookupError if the snapshot has no visible one."""
    record_rows = snapshot.rows_of(pk)
    if not record_rows:
        raise LookupError(f"No visible tool has the key {pk}.")
    terms = term_cache()
    return assess(pk, record_rows, checks_of(situation, terms), terms)


def assess(
    pk: int, record_rows: frozenset[str], checks: Iterable[Check], terms: TermCache
) -> FitAssessment:
    """The reasons of one record with these rows."""
    explainer = Explainer(checks, terms)
    return explainer.assess(pk, explainer.record_texts(record_rows))


class Explainer:
    """The reasons of records under the checks of one situation.

    Two of three records of a page have the same reason as one before them, by equal facts: each is
    put into words once.
    """

    def __init__(self, checks: Iterable[Check], terms: TermCache) -> None:
        self.checks, self.texts = tuple(checks), fact_texts(terms)
        self._reasons: dict[Hashable, Reason] = {}

    def record_texts(self, record_rows: frozenset[str]) -> RecordTexts:
        return RecordTexts(record_rows, self.texts)

    def assess(self, pk: int, record: RecordTexts) -> FitAssessment:
        """The reasons of a record."""
        reasons: list[Reason] = []
        least = greatest = 0
        for check in self.checks:
            case = check.case_of(record.record_rows)
            if case is None:
                continue
            low, high = check.span if case.is_open else (case.points, case.points)
            least, greatest = least + low, greatest + high
            if case.level.sentence is not SILENT:
                reasons.append(self._reason(check, case, record))
        reasons.sort(key=lambda reason: (not reason.breaks, -abs(reason.weight)))
        return FitAssessment(pk, tuple(reasons), (least, greatest))

    def _reason(self, check: Check, case: Case, record: RecordTexts) -> Reason:
        if check.facet == PLACE:  # worded by other facts too: the places within a region
            return build_reason(check, case, record)
        parts = self.texts.sentence(case.sentence).parts
        named = record.record_rows.intersection(case.rows or ()) if "named" in parts else None
        recorded = tuple(record.by_facet.get(check.facet, ())) if "recorded" in parts else None
        key = check, case, named, recorded
        reason = self._reasons.get(key)
        if reason is None:
            reason = self._reasons[key] = build_reason(check, case, record)
        return reason


def build_reason(check: Check, case: Case, record: RecordTexts) -> Reason:
    template = record.texts.sentence(case.sentence)
    values: dict[str, str] = {"asked": check.answer_label}
    names: list[str] = []
    for part in template.parts:
        if part == "named":
            labels = record.named(case.rows or ())
        elif part == "recorded":
            labels = record.recorded(check.facet)
        else:
            labels = [record.texts.fact(check.facet)]
        values[part] = join_labels(labels)
        names += labels
    return Reason(
        verdict=case.level.verdict,
        weight=case.points,
        sentence=template.text % values,
        rule=check.rule,
        question=check.question,
        answer=check.answer,
        breaks=case.level.breaks,
        names=tuple(names),
        full=case.is_full,
    )

"""Records described in terms: one many-to-many for every facet, so that all schemes are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _

from hub.records.bulk_rows import Columns
from hub.records.data_handling import WITH_RECORD, DataHandling, Purpose
from hub.records.link_tables import LinkTable, Named, RelatedKeys
from hub.records.models import Record, RecordChange
from hub.records.models.ledger import Facts
from hub.vocabulary.models import Scheme, Term


class ClassifiedRecord(Record):
    """A record with terms. Its room declares ``terms`` and ``term_links`` (the rows between).

    Three states of knowing, for each scheme and each field: a value; known to be none (the name
    stands in ``known_none``); not known (neither).
    """

    terms: models.ManyToManyField[Term, Any]
    term_links: Any  # the related manager of the room's own links
    citations: Any  # the related manager of the room's own citations

    class Meta(Record.Meta):
        abstract = True

    @classproperty
    def schemes(cls) -> tuple[str, ...]:  # noqa: N805 - Django's descriptor hands over the class
        """The concept schemes whose terms it may have."""
        return cls.record_type.schemes

    def terms_by_scheme(self) -> dict[str, list[str]]:
        """Slugs of the record's terms by scheme, sorted; schemes without a term are left out."""
        slugs: dict[str, list[str]] = {}
        for scheme, slug in self.terms.values_list("scheme__slug", "slug").order_by("slug"):
            slugs.setdefault(scheme, []).append(slug)
        return slugs

    def set_terms(self, scheme: str, terms: Iterable[Term], **link: Any) -> None:
        """Replace the record's terms of one scheme; ``link``: further fields of the links."""
        new = {term.pk for term in terms}
        links = self.term_links.filter(term__scheme__slug=scheme, **link)
        links.exclude(term__in=new).delete()
        present = set(self.term_links.filter(term__in=new).values_list("term_id", flat=True))
        for term_id in sorted(new - present):
            self.term_links.create(term_id=term_id, **link)

    @classmethod
    def inconsistencies(cls, changes: Sequence[RecordChange]) -> list[list[str]]:
        """A second value in a single-valued scheme, a value beside "known to be none"."""
        by_change = super().inconsistencies(changes)
        several = {
            slug
            for change in changes
            for slug in cls.schemes
            if len(change.after.get(slug) or ()) > 1
        }
        schemes = Scheme.objects.filter(slug__in=several, multiple=False)  # no query where none
        single = {slug: str(label) for slug, label in schemes.values_list("slug", "label")}
        for problems, change in zip(by_change, changes, strict=True):
            problems += cls._contradictions(change.after, single)
        return by_change

    @classmethod
    def _contradictions(cls, facts: Facts, single: Mapping[str, str]) -> list[str]:
        problems = [
            _("%(scheme)s: a record has one value only.") % {"scheme": label}
            for slug, label in single.items()
            if len(facts.get(slug) or ()) > 1
        ]
        known_none = facts["known_none"]
        problems += [
            _("%(fact)s: known to be none, and yet a value is given.") % {"fact": name}
            for name in known_none
            if facts.get(name) not in (None, "", [])
        ]
        facts_of_kind = {*cls.schemes, *cls.own_facts, *cls.record_type.optional_links}
        unknown = set(known_none) - facts_of_kind
        problems += [
            _("“%(fact)s” is not a fact of this kind of record.") % {"fact": name}
            for name in sorted(unknown)
        ]
        return [str(problem) for problem in problems]


@dataclass(frozen=True)
class TermTable(LinkTable):
    """The links to terms: a fact for each scheme, and "inferred" where the links know it.

    Of a slug that stands in several schemes the term in ``inferred_scheme`` is meant, or what was
    inferred before.
    """

    inferred_scheme: str = ""

    @property
    def schemes(self) -> tuple[str, ...]:
        schemes: tuple[str, ...] = self.record.schemes
        return schemes

    @property
    def made_facts(self) -> tuple[str, ...]:
        return (self.fact, "inferred", *self.schemes)

    def facts(self, rows: Sequence[Columns]) -> Facts:
        found: Facts = {}
        for row in rows:
            found.setdefault(row["term__scheme__slug"], []).append(row["term__slug"])
        for slugs in found.values():
            slugs.sort()
        if self.inferred_scheme:
            found["inferred"] = sorted(row["term__slug"] for row in rows if row["inferred"])
        return found

    def named(self, after: Facts) -> Iterator[tuple[type[models.Model], tuple[str, ...], Named]]:
        for scheme in self.schemes:
            for slug in after.get(scheme) or ():
                yield Term, TERM, (scheme, slug)

    def wanted(
        self,
        after: Facts,
        stored: Sequence[Columns],
        keys: RelatedKeys,
        siblings: Mapping[str, Sequence[Columns]],
    ) -> list[Columns]:
        was_inferred = {row["term_id"] for row in stored if row.get("inferred")}
        times = Counter(slug for scheme in self.schemes for slug in set(after.get(scheme) or ()))
        rows: list[Columns] = []
        for scheme in self.schemes:
            for slug in after.get(scheme) or ():
                row: Columns = {"term_id": keys.get(Term, TERM, (scheme, slug))}
                if self.inferred_scheme:
                    may_be = (
                        scheme == self.inferred_scheme
                        or row["term_id"] in was_inferred
                        or times[slug] == 1
                    )
                    row["inferred"] = may_be and slug in (after.get("inferred") or ())
                rows.append(row)
        return rows


TERM = ("scheme__slug", "slug")  # what names a term


def term_table(inferred_scheme: str = "") -> TermTable:
    return TermTable(
        "terms",
        "term_links",
        ("term__scheme__slug", "term__slug"),
        identity=("term_id",),
        flat=True,
        order=("pk",),
        inferred_scheme=inferred_scheme,
    )


class TermLink(models.Model):
    """That a record carries a term."""

    data_handling = DataHandling(Purpose.CATALOGUE, WITH_RECORD, published="term")

    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.term)


def slugs_of(facts: Mapping[str, Any], scheme: str) -> set[str]:
    """The slugs a record's facts hold for a scheme."""
    return set(facts.get(scheme) or ())

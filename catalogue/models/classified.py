"""Records described in terms: one many-to-many for every facet, so that all schemes are alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _

from hub.records.models import Record
from hub.records.models.ledger import Facts
from hub.vocabulary.models import Scheme, Term


class ClassifiedRecord(Record):
    """A record with terms. Its room declares ``terms`` and ``term_links`` (the rows between).

    Three states of knowing, for each scheme and each field: a value; known to be none (the name
    stands in ``known_none``); not known (neither).
    """

    terms: models.ManyToManyField[Term, Any]
    term_links: Any  # the related manager of the room's own links

    class Meta(Record.Meta):
        abstract = True

    @classproperty
    def schemes(cls) -> tuple[str, ...]:  # noqa: N805 - Django's descriptor hands over the class
        """The concept schemes whose terms it may have."""
        return cls.record_type.schemes

    def facts(self) -> Facts:
        return super().facts() | dict(self.terms_by_scheme().items())

    def terms_by_scheme(self) -> dict[str, list[str]]:
        """Slugs of the record's terms by scheme, sorted; schemes without a term are left out."""
        found: dict[str, list[str]] = {}
        for scheme, slug in self.terms.values_list("scheme__slug", "slug").order_by("slug"):
            found.setdefault(scheme, []).append(slug)
        return found

    def set_terms(self, scheme: str, terms: Iterable[Term], **link: Any) -> None:
        """Replace the record's terms of one scheme; ``link``: further fields of the links."""
        wanted = {term.pk for term in terms}
        links = self.term_links.filter(term__scheme__slug=scheme, **link)
        links.exclude(term__in=wanted).delete()
        there = set(self.term_links.filter(term__in=wanted).values_list("term_id", flat=True))
        for term_id in sorted(wanted - there):
            self.term_links.create(term_id=term_id, **link)

    def check_consistency(self) -> None:
        """No second value in a single-valued scheme, no value beside "known to be none".

        Raises ValidationError naming each scheme or field at fault.
        """
        super().check_consistency()
        found = self.terms_by_scheme()
        single = Scheme.objects.filter(slug__in=found, multiple=False).values_list("slug", "label")
        problems = [
            _("%(scheme)s: a record has one value only.") % {"scheme": label}
            for slug, label in single
            if len(found[slug]) > 1
        ]
        stored = self.facts()
        problems += [
            _("%(fact)s: known to be none, and yet a value is given.") % {"fact": name}
            for name in self.known_none
            if stored.get(name) not in (None, "", [])
        ]
        unknown = set(self.known_none) - set(self.schemes) - set(self.own_facts)
        problems += [
            _("“%(fact)s” is not a fact of this kind of record.") % {"fact": name}
            for name in sorted(unknown)
        ]
        if problems:
            raise ValidationError(problems)


class TermLink(models.Model):
    """That a record carries a term."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.term)


def slugs_of(facts: Mapping[str, Any], scheme: str) -> set[str]:
    """The slugs a record's facts hold for a scheme."""
    return set(facts.get(scheme) or ())

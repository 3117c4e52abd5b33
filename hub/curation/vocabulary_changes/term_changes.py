"""Renaming, merging, splitting and retiring a term, each in one transaction with one number.

A term is never deleted, and no address is ever given up: the row of a term that goes leads to those
that stand for it (``replaced_by``, ``TermSuccessor``), and so does a row that holds nothing but the
former address of a renamed one. Filters, feeds, subscriptions and mapped values of imports are not
rewritten: they are read by the terms of now (``TermCache.all_current``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.vocabulary_changes.carriers import Targets, carry_over
from hub.curation.vocabulary_changes.change_rules import (
    check_address,
    check_name,
    check_successor,
    keeps_address,
    refusal,
)
from hub.curation.vocabulary_changes.models import TermChange
from hub.records.database_clock import now_in_database
from hub.records.models import Ledger
from hub.vocabulary.models import Term, TermLabel, TermSuccessor
from hub.web.localization import VOCABULARY_LANGUAGE

Kind = TermChange.Kind
COLUMNS = ("slug", "label", "deprecated", "replaced_by_id", "broader_id")


@dataclass(frozen=True)
class Part:
    """One of those into which a term is split: a term that is there, or a name and an address."""

    name: str
    slug: str
    term: Term | None = None


@dataclass(frozen=True)
class ListRule:
    """Of a split term: these records, by kind and key, get the part with this slug."""

    records: Collection[tuple[str, int]] = frozenset()
    part: str = ""


@dataclass
class TermStep:
    """A change while it is written: the terms as they were, and what was made."""

    change: TermChange
    ledger: Ledger
    notes: dict[str, Any] = field(default_factory=dict)

    def update(self, key: int, **columns: Any) -> None:
        """Write columns of a term, without a number of its own for each."""
        rows = Term.objects.filter(pk=key)
        self.change.before.setdefault(str(key), rows.values(*COLUMNS).get())
        rows.update(**columns)

    def make(self, term: Term) -> Term:
        (made,) = Term.objects.bulk_create([term])
        self.notes.setdefault("made", []).append(made.pk)
        return made

    def close(self) -> TermChange:
        """The terms as they are now, and the number; the last statements of the transaction."""
        change, made = self.change, self.notes.get("made", [])
        written = {*map(int, change.before), *made}
        change.after = {
            str(row.pop("pk")): row
            for row in Term.objects.filter(pk__in=written).values("pk", *COLUMNS)
        }
        change.notes = self.notes
        change.save()
        finish(self.ledger, written | {change.term_id})
        return change


def finish(ledger: Ledger, terms: Collection[int]) -> None:
    """Have everything that shows these terms, or narrower ones, follow at one number."""
    shown = set(terms)
    for term in Term.objects.filter(pk__in=terms):
        shown |= term.narrower_pks()
    ledger.change_terms(Term, shown)
    ledger.close()


def lock(keys: Collection[int]) -> dict[int, Term]:
    """Terms by key, in one order; until the transaction ends nobody else changes them."""
    rows = Term.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    return {term.pk: term for term in rows.select_related("scheme")}


def _begin(kind: Kind, term: Term, *, by: Any, reason: str) -> TermStep:
    """Raises ValidationError where it cannot be done, by the rows as they are locked."""
    sentence = refusal(kind, term)
    if sentence:
        raise ValidationError(sentence)
    at = now_in_database()
    change = TermChange(kind=kind, term=term, name=term.label, reason=reason[:500], by=by, at=at)
    change.save()
    # Nobody is told of each record: nothing is known of it now that was not known before.
    ledger = Ledger(by=by.pk if by else None, reason=reason, run=change.run, news=False, at=at)
    return TermStep(change, ledger)


def rename(
    term: Term, *, name: str, slug: str, by: Any, reason: str, keep_name: bool = True
) -> TermChange:
    """Call a term otherwise; with another slug its former address leads to it.

    ``keep_name``: it is still found by its former name. Raises ValidationError.
    """
    with transaction.atomic():
        term = lock([term.pk])[term.pk]
        step = _begin(Kind.RENAME, term, by=by, reason=reason)
        check_rename(term, name, slug)
        old_slug, old_name = term.slug, term.label
        if slug != old_slug:
            exchange_address(step, term, slug)
        if name != old_name:
            step.update(term.pk, label=name)
            _outdate_labels(step, term, name, keep_name=keep_name)
        step.change.new_name = name
        if slug != old_slug:
            term.slug = slug
            step.change.records = carry_over(step.ledger, term, old_slug, lambda _kind, _pk: [slug])
        return step.close()


def check_rename(term: Term, name: str, slug: str) -> None:
    """Raises ValidationError where a term cannot be called so."""
    if (name, slug) == (term.label, term.slug):
        raise ValidationError(_("Name and address are as they were: nothing would change."))
    if slug != term.slug and keeps_address(term):
        raise ValidationError(
            _("Rules of this site name “%(term)s” by its address: only its name can change.")
            % {"term": term.label}
        )
    check_name(term, name)
    if slug != term.slug:
        check_address(term, slug)


def exchange_address(step: TermStep, term: Term, slug: str) -> None:
    """Give a term another slug; the row that has it, or a new one, holds the old slug then."""
    old, alias = term.slug, Term.objects.filter(scheme=term.scheme, slug=slug).first()
    if alias is not None:
        step.update(alias.pk, slug=f"moving-{alias.pk}")
    step.update(term.pk, slug=slug)
    if alias is not None:
        step.update(alias.pk, slug=old, label=term.label)
        return
    step.make(
        Term(
            scheme=term.scheme, slug=old, label=term.label, definition=term.definition,
            position=term.position, deprecated=True, replaced_by=term,
        )
    )  # fmt: skip


def _outdate_labels(step: TermStep, term: Term, name: str, *, keep_name: bool) -> None:
    """Translations of the former name wait for somebody who looks at them again."""
    labels = term.labels.filter(
        kind=TermLabel.Kind.PREFERRED, origin=TermLabel.Origin.HUMAN
    ).exclude(language=VOCABULARY_LANGUAGE)
    step.notes["outdated"] = list(labels.values_list("pk", flat=True))
    labels.update(origin=TermLabel.Origin.OUTDATED)
    there = term.labels.filter(language=VOCABULARY_LANGUAGE, text=term.label).exists()
    if keep_name and not there:
        (label,) = TermLabel.objects.bulk_create(
            [TermLabel(term=term, language=VOCABULARY_LANGUAGE, text=term.label)]
        )
        step.notes["labels"] = [label.pk]


def merge(term: Term, into: Term, *, by: Any, reason: str) -> TermChange:
    """Have one term stand for another as well, and carry over what carries that one.

    Raises ValidationError.
    """
    with transaction.atomic():
        term, into = _lock_both(term, into)
        step = _begin(Kind.MERGE, term, by=by, reason=reason)
        check_successor(term, into)
        _move_narrower(step, term, into)
        step.update(term.pk, deprecated=True, replaced_by=into)
        step.change.new_name = into.label
        step.change.successors.set([into])
        step.change.records = carry_over(
            step.ledger, term, term.slug, lambda _kind, _pk: [into.slug]
        )
        return step.close()


def _lock_both(term: Term, other: Term) -> tuple[Term, Term]:
    rows = lock([term.pk, other.pk])
    return rows[term.pk], rows[other.pk]


def _move_narrower(step: TermStep, term: Term, into: Term) -> None:
    """What is below the one that goes stands below the other; never above itself."""
    above = {into.pk}
    key = into.broader_id
    while key is not None and key not in above:
        above.add(key)
        key = Term.objects.values_list("broader_id", flat=True).get(pk=key)
    for pk in list(term.narrower.order_by("pk").values_list("pk", flat=True)):
        step.update(pk, broader_id=term.broader_id if pk in above else into.pk)


def split(
    term: Term,
    parts: Sequence[Part],
    *,
    by: Any,
    reason: str,
    default: Sequence[str] = (),
    chosen: Mapping[tuple[str, int], Sequence[str]] | None = None,
    listed: ListRule | None = None,
) -> TermChange:
    """Have several terms stand for one; each record gets those that are chosen for it.

    ``chosen``: slugs of parts by (kind, key); ``listed``: one rule for many; ``default``: the slugs
    of all other records, all parts where none is named. Raises ValidationError.
    """
    with transaction.atomic():
        there = [part.term.pk for part in parts if part.term]
        rows = lock([term.pk, *there])
        term = rows[term.pk]
        step = _begin(Kind.SPLIT, term, by=by, reason=reason)
        locked = [
            Part(part.name, part.slug, rows[part.term.pk] if part.term else None) for part in parts
        ]
        check_parts(term, locked)
        made = [part.term or _make_part(step, term, part) for part in locked]
        step.update(term.pk, deprecated=True, replaced_by=None)
        TermSuccessor.objects.bulk_create(TermSuccessor(term=term, successor=one) for one in made)
        step.change.new_name = " · ".join(part.label for part in made)[:160]
        step.change.successors.set(made)
        slugs = [part.slug for part in made]
        targets = _targets(slugs, default, chosen or {}, listed or ListRule())
        step.change.records = carry_over(step.ledger, term, term.slug, targets)
        return step.close()


def check_parts(term: Term, parts: Sequence[Part]) -> None:
    """Raises ValidationError where a term cannot be split into these."""
    if len(parts) < 2:
        raise ValidationError(_("Name two parts at least: to one alone a term is merged."))
    for names in ([part.name.casefold() for part in parts], [p.slug.casefold() for p in parts]):
        twice = next((part for part, name in zip(parts, names, strict=True)
                      if names.count(name) > 1), None)  # fmt: skip
        if twice is not None:
            raise ValidationError(
                _("Two parts are the same: “%(name)s”. Each needs a name and address of its own.")
                % {"name": twice.name}
            )
    for part in parts:
        if part.term is not None:
            check_successor(term, part.term)
        elif part.slug.casefold() == term.slug.casefold():
            raise ValidationError(
                _("“%(name)s” is the term that is split: a part needs a name of its own.")
                % {"name": part.name}
            )
        else:
            check_name(term, part.name)
            _check_part_address(term, part)


def _check_part_address(term: Term, part: Part) -> None:
    former = Term.objects.filter(scheme=term.scheme, slug=part.slug).first()
    if former is not None and not was_part(term, former):
        raise ValidationError(
            _("The address “%(slug)s” belongs to “%(term)s”.")
            % {"slug": part.slug, "term": former.label}
        )
    check_address(term, part.slug)


def was_part(term: Term, other: Term) -> bool:
    """Whether it was made by splitting this term, which was undone: it can be a part again."""
    undone = TermChange.objects.filter(kind=Kind.SPLIT, term=term, undone_at__isnull=False)
    return other.replaced_by_id == term.pk and undone.filter(successors=other).exists()


def _make_part(step: TermStep, term: Term, part: Part) -> Term:
    former = Term.objects.filter(scheme=term.scheme, slug=part.slug).first()
    if former is not None:
        step.update(former.pk, deprecated=False, replaced_by=None, label=part.name)
        former.refresh_from_db()
        return former
    return step.make(
        Term(
            scheme=term.scheme, slug=part.slug, label=part.name, position=term.position,
            broader_id=term.broader_id,
        )
    )  # fmt: skip


def _targets(
    parts: list[str],
    default: Sequence[str],
    chosen: Mapping[tuple[str, int], Sequence[str]],
    listed: ListRule,
) -> Targets:
    """Raises ValidationError where something else than a part is chosen."""
    named = {*default, *(slug for slugs in chosen.values() for slug in slugs)}
    if not named | ({listed.part} if listed.records else set()) <= set(parts):
        raise ValidationError(_("Choose among the parts of the term."))
    otherwise = list(default) or parts

    def slugs_for(kind: str, pk: int) -> list[str]:
        own = list(chosen.get((kind, pk), ()))
        return own or ([listed.part] if (kind, pk) in listed.records else otherwise)

    return slugs_for


def retire(term: Term, successor: Term | None, *, by: Any, reason: str) -> TermChange:
    """No longer offer a term; records keep it, and its address leads to its successor.

    Raises ValidationError.
    """
    with transaction.atomic():
        rows = lock([term.pk, *([successor.pk] if successor else [])])
        term = rows[term.pk]
        step = _begin(Kind.RETIRE, term, by=by, reason=reason)
        if successor is not None:
            check_successor(term, rows[successor.pk])
            step.change.new_name = successor.label
            step.change.successors.set([successor])
        step.update(term.pk, deprecated=True, replaced_by=successor)
        return step.close()

"""Undoing a change of the vocabulary: the terms as they were, and the records that carry them.

No address is given up: those that the change made lead to the term from then on, so that what was
saved meanwhile goes on finding its records.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub.curation.vocabulary_changes.carriers import carry_over, take_back
from hub.curation.vocabulary_changes.models import TermChange
from hub.curation.vocabulary_changes.term_changes import finish, lock
from hub.records.database_clock import now_in_database
from hub.records.models import Ledger
from hub.vocabulary.models import Term, TermLabel, TermSuccessor

Kind = TermChange.Kind
STATES = ("slug", "deprecated", "replaced_by_id")  # what nobody else may have written since


def undo(change: TermChange, *, by: Any) -> TermChange:
    """Raises ValidationError where terms were changed since; nothing is written then."""
    with transaction.atomic():
        change = TermChange.objects.select_for_update().get(pk=change.pk)
        terms = lock(change.term_keys)
        sentence = obstacle(change, terms)
        if sentence:
            raise ValidationError(sentence)
        change.undone_at, change.undone_by = now_in_database(), by
        ledger = Ledger(
            by=by.pk if by else None, reason=_("Undone: %(name)s") % {"name": change},
            run=f"{change.run}:undo", news=False, at=change.undone_at,
        )  # fmt: skip
        _restore_terms(change)
        _restore_labels(change)
        term = Term.objects.select_related("scheme").get(pk=change.term_id)
        change.not_undone = _restore_records(change, term, ledger)
        change.save()
        finish(ledger, change.term_keys)
    return change


def obstacle(change: TermChange, terms: dict[int, Term]) -> str:
    """Why it cannot be undone, as a sentence; empty where it can."""
    if change.undone_at is not None:
        return _("This was undone already.")
    for later in TermChange.objects.filter(pk__gt=change.pk, undone_at=None).order_by("-pk"):
        if later.term_keys & change.term_keys:
            return _("A later change builds on this one. Undo “%(change)s” first.") % {
                "change": later
            }
    for key, row in change.after.items():
        term = terms[int(key)]
        names = STATES if change.kind != Kind.RENAME else (*STATES, "label")
        if any(getattr(term, name) != row[name] for name in names):
            return _(
                "“%(term)s” was changed since by somebody else, so this cannot be undone in one "
                "step. Change it in its form."
            ) % {"term": term.label}
    return ""


def _restore_terms(change: TermChange) -> None:
    term, made = change.term_id, change.notes.get("made", [])
    TermSuccessor.objects.filter(term_id=term).delete()
    if change.kind == Kind.RENAME:
        _restore_address(change)
    for key, before in change.before.items():
        after, row = change.after[key], Term.objects.filter(pk=int(key))
        written = {name: value for name, value in before.items() if value != after[name]}
        if change.kind == Kind.RENAME:
            written.pop("slug", None)
            if int(key) != term:
                written = {}
        if "broader_id" in written:  # unless somebody put it elsewhere since
            row.filter(broader_id=after["broader_id"]).update(broader_id=written.pop("broader_id"))
        if written:
            row.update(**written)
    if change.kind == Kind.SPLIT:
        Term.objects.filter(pk__in=made).update(deprecated=True, replaced_by_id=term)


def _restore_address(change: TermChange) -> None:
    """The row that holds the former address and the term exchange theirs."""
    term = str(change.term_id)
    old, new = change.before[term]["slug"], change.after[term]["slug"]
    if old == new:
        return
    alias = Term.objects.get(scheme_id=change.term.scheme_id, slug=old)
    rows = Term.objects.filter(pk=alias.pk)
    rows.update(slug=f"moving-{alias.pk}")
    Term.objects.filter(pk=change.term_id).update(slug=old)
    rows.update(slug=new, label=change.after[term]["label"])


def _restore_labels(change: TermChange) -> None:
    labels = TermLabel.objects.filter(pk__in=change.notes.get("outdated", []))
    labels.filter(origin=TermLabel.Origin.OUTDATED).update(origin=TermLabel.Origin.HUMAN)
    TermLabel.objects.filter(pk__in=change.notes.get("labels", [])).delete()


def _restore_records(change: TermChange, term: Term, ledger: Ledger) -> list[tuple[str, int]]:
    if change.kind != Kind.RENAME:
        return take_back(ledger, change.run, term.scheme.slug)
    new = change.after[str(term.pk)]["slug"]
    if new != term.slug:
        carry_over(ledger, term, new, lambda _kind, _pk: [term.slug])
    return []

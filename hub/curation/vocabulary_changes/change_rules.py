"""Which terms may be changed, and how: some are those of a standard, others are named by code."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hub.curation.vocabulary_changes.models import TermChange
from hub.vocabulary.models import KNOWN_NONE, NOT_KNOWN, Term, term_slug

Kind = TermChange.Kind
# Made from ISO 3166-1, UN M49 and BCP 47: the next release would bring them back.
OF_STANDARDS = frozenset({"country", "region", "language"})
# Rules of the finder, of safety and of follow-up name these terms by their addresses.
NAMED_BY_CODE = frozenset(
    {
        "access", "connectivity", "evidence_level", "followup_status", "helpline_answerer",
        "helpline_public", "normative_status", "safeguard", "status", "verification",
    }
)  # fmt: skip


def refusal(kind: str, term: Term) -> str:
    """Why this cannot be done with a term, as a sentence; empty where it can."""
    words = {"term": term.label, "scheme": term.scheme.label}
    if term.deprecated:
        return _("“%(term)s” is no longer used. Only a term in use can be changed.") % words
    if kind == Kind.RETIRE:
        return ""
    if term.scheme.slug in OF_STANDARDS:
        return (
            _(
                "“%(term)s” comes from a standard (%(scheme)s), and so do its name and address: "
                "it can only be retired."
            )
            % words
        )
    if term.scheme.slug in NAMED_BY_CODE and kind != Kind.RENAME:
        return (
            _(
                "Rules of this site name the terms of “%(scheme)s” one by one: "
                "“%(term)s” can be renamed and retired, and neither merged nor split."
            )
            % words
        )
    return ""


def keeps_address(term: Term) -> bool:
    """Whether it can be renamed, and not moved to another address."""
    return term.scheme.slug in NAMED_BY_CODE


def check_name(term: Term, name: str) -> None:
    """Raises ValidationError where another term of the scheme has this name or address."""
    others = Term.objects.filter(scheme=term.scheme).exclude(pk=term.pk)
    same = others.filter(label__iexact=name, deprecated=False).first()
    if same is not None:
        raise ValidationError(
            _("Another term is called “%(name)s” already.") % {"name": same.label}
        )


def check_address(term: Term, slug: str) -> None:
    """Raises ValidationError where a term cannot have this address.

    One that it had before, or that was made by a split of it and undone, it can have again.
    """
    term_slug(slug)
    if slug in (NOT_KNOWN, KNOWN_NONE):
        raise ValidationError(_("“%(slug)s” is an address of its own.") % {"slug": slug})
    others = Term.objects.filter(scheme=term.scheme, slug__iexact=slug).exclude(pk=term.pk)
    for other in others:
        if not is_own_alias(term, other):
            raise ValidationError(
                _("The address “%(slug)s” belongs to “%(term)s”.")
                % {"slug": slug, "term": other.label}
            )


def is_own_alias(term: Term, other: Term) -> bool:
    """Whether another row is nothing but an address that leads to this term."""
    return other.deprecated and other.replaced_by_id == term.pk


def check_successor(term: Term, successor: Term) -> None:
    """Raises ValidationError where another term cannot stand for this one."""
    words = {"term": term.label, "other": successor.label}
    if successor.pk == term.pk:
        raise ValidationError(_("“%(term)s” cannot stand for itself: choose another term.") % words)
    if successor.scheme_id != term.scheme_id:
        raise ValidationError(
            _("“%(other)s” is a term of another scheme: records would lose what “%(term)s” says.")
            % words
        )
    if successor.deprecated and successor.successor().pk == term.pk:
        raise ValidationError(
            _("“%(other)s” leads to “%(term)s” itself: that would be a circle.") % words
        )
    if successor.deprecated:
        raise ValidationError(_("“%(other)s” is no longer used: choose a term that is.") % words)

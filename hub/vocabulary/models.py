"""Concept schemes and terms, modelled on SKOS (W3C, 2009): the vocabulary of records."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose
from hub.records.models import SearchState
from hub.records.models.ledger import touch_dependents
from hub.records.trees import has_cycle, read_descendants, root

# Values that every facet offers beside its terms; no term may carry their names.
NOT_KNOWN = "not-known"
KNOWN_NONE = "known-none"

# BCP 47 tags are terms too ("zh-Hant"), so a term's slug keeps its case.
term_slug = RegexValidator(
    r"^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\Z", _("Use letters, digits and hyphens.")
)


NEVER_DELETED = _("Terms are never deleted: deprecate this one, with a successor.")


class Scheme(models.Model):
    """A concept scheme, such as the purposes a tool can have."""

    data_handling = DataHandling(
        Purpose.CATALOGUE,
        FOR_GOOD,
        published="slug label definition multiple standard applies_to position shipped",
    )

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    label = models.CharField(_("label"), max_length=120)
    definition = models.TextField(_("definition"), blank=True)
    multiple = models.BooleanField(_("a record may have several"), default=True)
    standard = models.CharField(_("standard"), max_length=300, null=True, blank=True)
    applies_to = models.JSONField(_("kinds of record"), default=list)
    position = models.PositiveSmallIntegerField(default=0)
    shipped = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="SHA-256 of the shipped terms and labels that were written",
    )

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: object, **options: object) -> None:
        """Save; schemes are cached together with terms."""
        with transaction.atomic():
            super().save(*args, **options)  # type: ignore[arg-type]
            SearchState.raise_seq(terms=True)

    def get_absolute_url(self) -> str:
        return reverse("scheme", args=[self.slug])


class TermQuerySet(models.QuerySet["Term"]):
    def current(self) -> Self:
        """Terms that are still to be used."""
        return self.filter(deprecated=False)

    def in_scheme(self, slug: str) -> Self:
        return self.filter(scheme__slug=slug)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise models.ProtectedError(str(NEVER_DELETED), set(self))


class Term(models.Model):
    """A concept. Never deleted: it is deprecated, with a successor where there is one."""

    data_handling = DataHandling(
        Purpose.CATALOGUE,
        FOR_GOOD,
        published="""
            scheme slug label definition source notation exact_match broader position deprecated
            replaced_by
        """,
    )

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="terms", verbose_name=_("scheme")
    )
    slug = models.CharField(_("slug"), max_length=60, validators=[term_slug])
    label = models.CharField(_("label"), max_length=160)
    definition = models.TextField(_("definition"), blank=True)
    source = models.CharField(_("source of the term"), max_length=600, null=True, blank=True)
    notation = models.CharField(_("notation"), max_length=20, null=True, blank=True)
    exact_match = models.URLField(_("same concept elsewhere"), null=True, blank=True)
    broader = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader term"),
    )
    position = models.PositiveSmallIntegerField(default=0)
    deprecated = models.BooleanField(_("no longer used"), default=False)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["scheme", "position", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "slug"], name="vocabulary_term_once"),
            models.CheckConstraint(
                condition=~models.Q(slug__in=[NOT_KNOWN, KNOWN_NONE, ""]),
                name="vocabulary_term_slug_is_free",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by=None) | models.Q(deprecated=True),
                name="vocabulary_only_deprecated_replaced",
            ),
            models.CheckConstraint(
                condition=~models.Q(broader=models.F("id")), name="vocabulary_not_its_own_broader"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: object, **options: object) -> None:
        """Save, and reindex every record that shows the term: a new one is not shown yet."""
        is_new = self.pk is None
        with transaction.atomic():
            super().save(*args, **options)  # type: ignore[arg-type]
            if is_new:
                SearchState.raise_seq(terms=True)
            else:
                self.touch_records()

    def get_absolute_url(self) -> str:
        return reverse("term", args=[self.scheme.slug, self.slug])

    @property
    def key(self) -> str:
        """The term's row in the index, such as ``purpose/case-management``."""
        return f"{self.scheme.slug}/{self.slug}"

    def successor(self) -> Term:
        """The term to use instead, over all replacements; itself while it is current."""
        return root(self, lambda term: term.replaced_by)

    def touch_records(self) -> None:
        """Reindex every record that shows the term; those with a narrower one show it too."""
        shown = {self.pk, *self.narrower_pks()}
        touch_dependents(Term, shown, SearchState.raise_seq(terms=True))

    def narrower_pks(self) -> set[int]:
        """Keys of all terms below this one, however far."""
        return read_descendants(Term, "broader", [self.pk]) - {self.pk}

    def clean(self) -> None:
        super().clean()
        if has_cycle(self, "broader"):
            raise ValidationError({"broader": _("A term cannot be broader than itself.")})

    def deprecate(self, *, successor: Term | None = None) -> None:
        """Retire the term; its address and what was saved with it keep working."""
        self.deprecated, self.replaced_by = True, successor
        self.full_clean()
        self.save()

    def delete(self, *args: object, **options: object) -> tuple[int, dict[str, int]]:
        raise models.ProtectedError(str(NEVER_DELETED), {self})


class TermSuccessor(models.Model):
    """One of the terms into which a term was split: together they stand for it."""

    data_handling = DataHandling(Purpose.CATALOGUE, FOR_GOOD, published="term successor")

    term = models.ForeignKey(
        Term, models.CASCADE, related_name="parts", verbose_name=_("term that was split")
    )
    successor = models.ForeignKey(
        Term, models.PROTECT, related_name="split_from", verbose_name=_("part")
    )

    class Meta:
        verbose_name = _("part of a split term")
        verbose_name_plural = _("parts of split terms")
        ordering = ["term", "successor__position", "successor"]
        constraints = [
            models.UniqueConstraint(fields=["term", "successor"], name="vocabulary_part_once"),
            models.CheckConstraint(
                condition=~models.Q(term=models.F("successor")), name="vocabulary_not_its_own_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.successor}"


class TermLabel(models.Model):
    """A label of a term in some language: the preferred one, or another word for it."""

    data_handling = DataHandling(
        Purpose.CATALOGUE, FOR_GOOD, published="term language text kind origin"
    )

    class Kind(models.TextChoices):
        PREFERRED = "preferred", _("Preferred")
        ALTERNATIVE = "alternative", _("Alternative")

    class Origin(models.TextChoices):
        HUMAN = "human", _("Written by a person")
        MACHINE = "machine", _("Made by software, not yet read by a person")
        OUTDATED = "outdated", _("Of an earlier name, not yet looked at again")

    term = models.ForeignKey(Term, models.CASCADE, related_name="labels", verbose_name=_("term"))
    language = models.CharField(_("language (BCP 47)"), max_length=35)
    text = models.CharField(_("label"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ALTERNATIVE)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.HUMAN)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["language", "-kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "language", "text"], name="vocabulary_label_once"
            ),
            models.UniqueConstraint(
                fields=["term", "language"],
                condition=models.Q(kind="preferred"),
                name="vocabulary_one_preferred_label",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **options: object) -> None:
        """Save, and reindex every record that shows the term: labels are searched."""
        with transaction.atomic():
            super().save(*args, **options)  # type: ignore[arg-type]
            self.term.touch_records()

    def delete(self, *args: object, **options: object) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            deleted = super().delete(*args, **options)  # type: ignore[arg-type]
            self.term.touch_records()
        return deleted

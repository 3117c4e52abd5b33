"""What every kind of record has in common: an address, a state, who may see it, how sure we are."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _

from hub.records.fields import SHARED_FACTS, RecordType
from hub.records.models.ledger import Change, Facts, recorded_change
from hub.records.models.visibility import TIERS, visible_to

AnyRecord = TypeVar("AnyRecord", bound="Record", covariant=True)


class RecordQuerySet(models.QuerySet[AnyRecord]):
    """Queries that every kind of record answers. What is public is defined here only."""

    def published(self, tier: str = "public") -> Self:
        return self.filter(state=Record.State.PUBLISHED, visibility__in=visible_to(tier))

    def stamped_after(self, seq: int) -> Self:
        return self.filter(index_seq__gt=seq)

    def overdue_for_review(self) -> Self:
        return self.filter(next_review_on__lt=timezone.localdate())


class Record(models.Model):
    """A record with an address of its own, a state and a history.

    A room's record names its declaration (``record_type``, whose ``kind`` is also the name of its
    route), and where needed ``reserved_slugs``, ``news`` and ``check_consistency``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        PRACTITIONER = "practitioner", _("Practitioners")
        VETTED = "vetted", _("Vetted practitioners")
        LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")
        INTERNAL = "internal", _("Curators only")

    class Verification(models.TextChoices):
        """The terms of the scheme ``verification``; a test holds the two lists equal."""

        UNREVIEWED = "unreviewed", _("Unreviewed")
        SOURCE_CHECKED = "source-checked", _("Checked against its sources")
        OWNER_CONFIRMED = "owner-confirmed", _("Confirmed by its owner")
        PRACTITIONER_CONFIRMED = "practitioner-confirmed", _("Confirmed by a practitioner")
        STALE = "stale", _("Checked too long ago")
        DISPUTED = "disputed", _("Disputed")

    class Confidence(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    slug = models.SlugField(_("slug"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    visibility = models.CharField(
        _("who may see it"), max_length=20, choices=Visibility, default=Visibility.PUBLIC
    )
    verification = models.CharField(
        _("verification"), max_length=30, choices=Verification, default=Verification.UNREVIEWED
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    next_review_on = models.DateField(_("next review due"), null=True, blank=True)
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence, null=True, blank=True
    )
    language = models.CharField(_("language of the text (BCP 47)"), max_length=35, default="en")
    known_none = models.JSONField(
        _("known to be none"),
        default=list,
        blank=True,
        help_text=_("Fields and schemes for which a source says that there is none."),
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    index_seq = models.BigIntegerField(default=0, editable=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    record_type: ClassVar[RecordType]
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "in_review", "published", "archived"]),
                name="%(app_label)s_%(class)s_state",
            ),
            models.CheckConstraint(
                condition=models.Q(visibility__in=TIERS), name="%(app_label)s_%(class)s_visibility"
            ),
            models.CheckConstraint(
                condition=~models.Q(slug=""), name="%(app_label)s_%(class)s_has_slug"
            ),
        ]

    # Reading

    @classproperty
    def kind(cls) -> str:  # noqa: N805 - Django's descriptor hands over the class
        return cls.record_type.kind

    @classproperty
    def own_facts(cls) -> tuple[str, ...]:  # noqa: N805
        """Columns that are facts, beside those of every record."""
        return cls.record_type.own_columns

    def facts(self) -> Facts:
        """Every fact of the record as stored now, in values that JSON can hold."""
        stored = type(self)._default_manager.filter(pk=self.pk).values(*self._fact_fields()).get()
        # ``language`` is the name of a scheme too: the languages that a tool speaks.
        stored["text_language"] = stored.pop("language")
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in stored.items()
        }

    def _fact_fields(self) -> tuple[str, ...]:
        return (*SHARED_FACTS, *self.own_facts)

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED and self.visibility == self.Visibility.PUBLIC

    def news(self, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        """What the public hears of a change: values of ``Change.What``."""
        was_out = before is not None and before["state"] == self.State.PUBLISHED
        is_out = after["state"] == self.State.PUBLISHED
        if is_out and (not was_out or before is None or self._widened(before, after)):
            return [Change.What.PUBLISHED]
        if was_out and not is_out:
            return [Change.What.WITHDRAWN]
        told = [name for name in changed if name not in NOT_NEWS]
        return [Change.What.UPDATED] if is_out and told else []

    @staticmethod
    def _widened(before: Facts, after: Facts) -> bool:
        return TIERS.index(after["visibility"]) < TIERS.index(before["visibility"])

    # Writing

    def clean(self) -> None:
        super().clean()
        if self.slug in self.reserved_slugs:
            raise ValidationError(
                {"slug": _("“%(slug)s” is an address of its own.") % {"slug": self.slug}}
            )

    def check_consistency(self) -> None:
        """Raise ValidationError where the stored record contradicts itself."""

    def columns_after(self, changed: list[str], *, new: bool) -> dict[str, Any]:
        """Columns that are no facts but follow from a change, such as a calendar's sequence."""
        return {}

    def stamp_others(self, before: Facts | None, seq: int) -> None:
        """Give ``seq`` to what this record points at and what shows it there.

        Records that point at this one follow by themselves: ``restamp_what_shows``.
        """

    def publish(self, *, by: Any, reason: str = "") -> None:
        self._move_to(self.State.PUBLISHED, by=by, reason=reason)

    def send_to_review(self, *, by: Any, reason: str = "") -> None:
        self._move_to(self.State.IN_REVIEW, by=by, reason=reason)

    def withdraw_to_draft(self, *, by: Any, reason: str = "") -> None:
        self._move_to(self.State.DRAFT, by=by, reason=reason)

    def archive(self, *, by: Any, reason: str) -> None:
        """Take the record off the site for good; its address answers 410 with a sentence."""
        self._move_to(self.State.ARCHIVED, by=by, reason=reason)

    def _move_to(self, state: str, *, by: Any, reason: str) -> None:
        with recorded_change(self, by=by, reason=reason):
            self.state = state
            self.clean()  # says in words what the database would only refuse
            self.save(update_fields=["state"])

    def rename(self, slug: str, *, by: Any, reason: str = "") -> None:
        """Give the record a new address; the old one leads to it for good."""
        old = self.slug
        with recorded_change(self, by=by, reason=reason):
            self.slug = slug
            self.full_clean(
                exclude=[field.name for field in self._meta.fields if field.name != "slug"]
            )
            self.save(update_fields=["slug"])
            FormerSlug.objects.remember(self, old)


NOT_NEWS = frozenset({"slug", "confidence", "next_review_on", "visibility"})


class FormerSlugManager(models.Manager["FormerSlug"]):
    def remember(self, record: Record, old: str) -> None:
        self.filter(kind=record.kind, slug=record.slug).delete()  # it is in use again
        self.update_or_create(kind=record.kind, slug=old, defaults={"record_id": record.pk})


class FormerSlug(models.Model):
    """An address that a record once had, and still answers with a redirect."""

    kind = models.CharField(max_length=40)
    slug = models.SlugField(max_length=200)
    record_id = models.BigIntegerField()

    objects = FormerSlugManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="core_former_slug_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

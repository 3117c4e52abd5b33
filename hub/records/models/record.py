"""What every kind of record has in common: an address, a state, who may see it, how sure we are."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _

from hub.records.bulk_rows import Columns
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose
from hub.records.fields import SHARED_FACTS, RecordType
from hub.records.link_tables import LinkTable
from hub.records.models.ledger import Facts, RecordChange, is_public
from hub.records.models.ledger_entry import recorded_change
from hub.records.models.revision import TIERS, Change, visible_to
from hub.records.stored_records import read_records

# How long a comparison with the sources is good for.
CHECKED_FOR = datetime.timedelta(days=365)

REVIEW_MONTHS = 12

AnyRecord = TypeVar("AnyRecord", bound="Record", covariant=True)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month; its last day where it has no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class RecordQuerySet(models.QuerySet[AnyRecord]):
    """Queries that every kind of record answers. What is public is defined here only."""

    def published(self, tier: str = "public") -> Self:
        return self.filter(state=Record.State.PUBLISHED, visibility__in=visible_to(tier))

    def not_published(self, tier: str = "public") -> Self:
        """All of these but the published ones.

        By NOT EXISTS: NOT IN is looked through once for each row where the keys do not fit into
        ``work_mem``, which at a million records does not end.
        """
        seen = self.order_by().published(tier).filter(pk=OuterRef("pk"))
        return self.filter(~Exists(seen))

    def stamped_after(self, seq: int) -> Self:
        return self.filter(index_seq__gt=seq)

    def overdue_for_review(self) -> Self:
        return self.filter(next_review_on__lt=timezone.localdate())

    def due_for_review(self) -> Self:
        """Those that a person has to look at again, as the desk lists them."""
        return self.overdue_for_review().exclude(state=Record.State.ARCHIVED)

    def awaiting_check(self, after: tuple[datetime.date, int] | None = None) -> Self:
        """Published records that nobody has compared with their sources within a year.

        Those never checked, doubted or disputed come first, then the oldest check. ``after``: the
        day and the key of a record (``Record.check_position``) behind which the queue goes on.
        """
        today = timezone.localdate()
        doubted = ~models.Q(verification__in=CONFIRMED) | models.Q(verified_on=None)
        due = models.Q(verified_on__lt=today - CHECKED_FOR) | models.Q(next_review_on__lt=today)
        never = models.Value(datetime.date.min, output_field=models.DateField())
        day = models.Case(models.When(doubted, then=never), default=models.F("verified_on"))
        queue = self.filter(doubted | due, state=Record.State.PUBLISHED)
        queue = queue.annotate(checked_day=day).order_by("checked_day", "pk")
        if after is None:
            return queue
        last_day, key = after
        behind = models.Q(checked_day=last_day, pk__gt=key)
        return queue.filter(models.Q(checked_day__gt=last_day) | behind)


class Record(models.Model):
    """A record with an address of its own, a state and a history.

    A room's record names its declaration (``record_type``, whose ``kind`` is also the name of its
    route), its ``link_tables`` (the tables beside it that make facts), and where needed
    ``reserved_slugs`` and the rules that the ledger asks for: ``news``, ``title_of``,
    ``inconsistencies``, ``columns_after``, ``shown_on``, ``news_hidden_with``. These speak of facts
    and not of an object, so that they hold for one record and for thousands.
    """

    data_handling = DataHandling(
        Purpose.CATALOGUE,
        FOR_GOOD,
        published="""
            slug state visibility verification verified_on next_review_on confidence language
            known_none version created_at updated_at
        """,
        internal="index_seq",
    )

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
    link_tables: ClassVar[tuple[LinkTable, ...]] = ()
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()
    # What it points at that stands on its page and neither in lists nor in the index.
    on_page_only: ClassVar[frozenset[str]] = frozenset()
    # Its keys to records with which it is hidden: whoever may not see one of them does not see it.
    hidden_with: ClassVar[frozenset[str]] = frozenset()
    has_capital_slugs: ClassVar[bool] = False  # where true, an index of the slug in capitals

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
        stored = read_records(type(self), [self.pk]).get(self.pk)
        if stored is None:
            raise type(self).DoesNotExist(f"{self._meta.label} {self.pk} is gone.")
        return stored.facts

    @classmethod
    def fact_columns(cls) -> tuple[str, ...]:
        """Columns of a record's own row that are facts."""
        return (*SHARED_FACTS, *cls.own_facts)

    @classmethod
    def tables(cls) -> tuple[LinkTable, ...]:
        """Its link tables, in the order in which they are written."""
        return _tables(cls)

    def check_position(self) -> tuple[datetime.date, int]:
        """Where it stands in the order of ``awaiting_check``."""
        day = self.verified_on if self.verification in CONFIRMED else None
        return day or datetime.date.min, int(self.pk)

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED and self.visibility == self.Visibility.PUBLIC

    @classmethod
    def anyone_may_read(cls, facts: Iterable[Facts]) -> bool:
        """Whether a public page may show a record with any of these facts."""
        return any(map(is_public, facts))

    @classmethod
    def news(cls, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        """What the public hears of a change: values of ``Change.What``."""
        was_out = before is not None and before["state"] == cls.State.PUBLISHED
        is_out = after["state"] == cls.State.PUBLISHED
        if is_out and (not was_out or before is None or cls._widened(before, after)):
            return [Change.What.PUBLISHED]
        if was_out and not is_out:
            return [Change.What.WITHDRAWN]
        public = [name for name in changed if name not in NOT_NEWS]
        return [Change.What.UPDATED] if is_out and public else []

    @staticmethod
    def _widened(before: Facts, after: Facts) -> bool:
        return TIERS.index(after["visibility"]) < TIERS.index(before["visibility"])

    @classmethod
    def title_of(cls, facts: Facts) -> str:
        """What the record is called in news; the same as ``str(record)``."""
        return str(facts.get("name") or facts.get("title") or facts["slug"])

    @classmethod
    def review_months(cls, facts: Facts) -> int:
        """For how many months a comparison with the sources is good, by what a mistake could do."""
        return REVIEW_MONTHS

    @classmethod
    def review_due(cls, facts: Facts) -> datetime.date:
        """The day of the next comparison with the sources, where one is made today."""
        return add_months(timezone.localdate(), cls.review_months(facts))

    # Writing

    def clean(self) -> None:
        super().clean()
        if self.slug in self.reserved_slugs:
            raise ValidationError(
                {"slug": _("“%(slug)s” is an address of its own.") % {"slug": self.slug}}
            )

    def check_consistency(self) -> None:
        """Raise ValidationError where the stored record contradicts itself."""
        (problems,) = self.inconsistencies([RecordChange(self.facts(), pk=self.pk)])
        if problems:
            raise ValidationError(problems)

    # What the ledger asks of a kind of record

    @classmethod
    def inconsistencies(cls, changes: Sequence[RecordChange]) -> list[list[str]]:
        """For each change the sentences on what contradicts itself afterwards.

        One query for all where it needs any.
        """
        return [[] for _change in changes]

    @classmethod
    def columns_after(cls, after: Facts, changed: list[str], stored: Columns | None) -> Columns:
        """Columns that are no facts but follow from a change, such as a calendar's sequence.

        ``stored``: the columns before it; None for a new record.
        """
        return {}

    @classmethod
    def shown_on(cls, changes: Sequence[RecordChange]) -> Mapping[type[models.Model], set[int]]:
        """Keys of records that these point at and that show them, before or after the change.

        Records that point at these follow by themselves: ``touch_dependents``.
        """
        return {}

    @classmethod
    def news_hidden_with(
        cls, changes: Sequence[RecordChange]
    ) -> Iterator[tuple[str, list[int], str, RecordChange]]:
        """Records of other kinds whose news is hidden with these: kind, keys, for which circle.

        Those that are hidden with them: where the circle is narrow, their news goes with it.
        """
        narrow = {
            change.pk: change
            for change in changes
            if change.stored is not None and change.after["visibility"] != cls.Visibility.PUBLIC
        }
        for relation in cls._meta.related_objects if narrow else ():
            other: Any = relation.related_model
            if relation.field.name not in getattr(other, "hidden_with", ()):
                continue
            hidden: dict[int, list[int]] = {}
            rows = other._default_manager.filter(**{f"{relation.field.name}__in": list(narrow)})
            for owner, pk in rows.values_list(relation.field.attname, "pk"):
                hidden.setdefault(owner, []).append(pk)
            for owner, keys in hidden.items():
                yield other.kind, keys, narrow[owner].after["visibility"], narrow[owner]

    @classmethod
    def remember_slugs(cls, changes: Sequence[RecordChange]) -> None:
        """Have the old addresses of renamed records lead to them."""
        for change in changes:
            change.freed_slug = FormerSlug.objects.remember(
                cls.kind, change.pk, old=change.old_slug, new=change.after["slug"]
            )

    # Workflow

    def publish(self, *, by: Any, reason: str = "") -> None:
        self._move_to(self.State.PUBLISHED, by=by, reason=reason)

    def send_to_review(self, *, by: Any, reason: str = "") -> None:
        self._move_to(self.State.IN_REVIEW, by=by, reason=reason)

    def withdraw_to_draft(self, *, by: Any, reason: str = "") -> None:
        self._move_to(self.State.DRAFT, by=by, reason=reason)

    def archive(self, *, by: Any, reason: str, tell_readers: bool = False) -> None:
        """Take the record off the site for good; its address answers 410 with a sentence.

        ``tell_readers``: whether that sentence gives the reason, too.
        """
        self._move_to(self.State.ARCHIVED, by=by, reason=reason, tell_readers=tell_readers)

    def _move_to(self, state: str, *, by: Any, reason: str, tell_readers: bool = False) -> None:
        with recorded_change(self, by=by, reason=reason, reason_is_public=tell_readers):
            self.state = state
            self.clean()  # says in words what the database would only refuse
            self.save(update_fields=["state"])

    def rename(self, slug: str, *, by: Any, reason: str = "") -> None:
        """Give the record a new address; the old one leads to it for good."""
        with recorded_change(self, by=by, reason=reason):
            self.slug = slug
            self.full_clean(
                exclude=[field.name for field in self._meta.fields if field.name != "slug"]
            )
            self.save(update_fields=["slug"])


# What a person has compared with a source, or stands behind.
CONFIRMED = frozenset(
    {
        Record.Verification.SOURCE_CHECKED,
        Record.Verification.OWNER_CONFIRMED,
        Record.Verification.PRACTITIONER_CONFIRMED,
    }
)


NOT_NEWS = frozenset({"slug", "confidence", "next_review_on", "visibility"})


@cache
def _tables(model: type[Record]) -> tuple[LinkTable, ...]:
    return tuple(table.bound(model) for table in model.link_tables)


class FormerSlugManager(models.Manager["FormerSlug"]):
    def remember(self, kind: str, record_id: int, *, old: str, new: str) -> bool:
        """Have ``old`` lead to a record that is now at ``new``; whether that was a former one."""
        in_use_again, _by_model = self.filter(kind=kind, slug=new).delete()
        self.update_or_create(kind=kind, slug=old, defaults={"record_id": record_id})
        return bool(in_use_again)


class FormerSlug(models.Model):
    """An address that a record once had, and still answers with a redirect."""

    data_handling = DataHandling(Purpose.CATALOGUE, FOR_GOOD, published="kind slug record_id")

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

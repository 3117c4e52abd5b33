"""The ledger: what a record was before each change (private) and the news of it (public)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.models.search_state import SearchState
from hub.records.models.visibility import TIERS, visible_to

if TYPE_CHECKING:
    from hub.records.models.record import Record

Facts = dict[str, Any]  # field or scheme -> value that JSON can hold
ChangeEvents = tuple[str, ...]  # values of ``Change.What``


class EditConflict(Exception):  # noqa: N818 - nothing went wrong, two people were at work
    """Somebody else changed the record meanwhile. ``record`` is as they left it."""

    def __init__(self, record: Record) -> None:
        super().__init__(f"{record} is at version {record.version}")
        self.record = record


class Revision(models.Model):
    """What a record was before one change, and who changed it, when and why."""

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    version = models.PositiveIntegerField(help_text="the version that this change made")
    before = models.JSONField(null=True, help_text="every fact before it; null: it was made here")
    changed = models.JSONField(
        default=list, help_text="names of the fields and schemes that differ"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=500, blank=True, default="")
    run = models.CharField(max_length=80, blank=True, default="", help_text="which load or import")

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_id", "version"], name="core_one_revision_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} v{self.version}"


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible_to(self, tier: str) -> ChangeQuerySet:
        return self.filter(visibility__in=visible_to(tier))

    def newest_first(self) -> ChangeQuerySet:
        return self.order_by("-at", "-pk")

    def telling_what_is_gone(self) -> ChangeQuerySet:
        """With what last brought its record on or took it off: no news leads to what is gone."""
        turns = Change.objects.filter(
            kind=models.OuterRef("kind"),
            record_id=models.OuterRef("record_id"),
            what__in=(Change.What.PUBLISHED, Change.What.WITHDRAWN),
        ).newest_first()
        return self.annotate(last_turn=models.Subquery(turns.values("what")[:1]))


class Change(models.Model):
    """A piece of public news, written in the transaction of the change itself.

    Title and slug are those of the time: news of a record that was later renamed still reads true.
    """

    class What(models.TextChoices):
        PUBLISHED = "published", _("Published")
        UPDATED = "updated", _("Updated")
        SAFETY = "safety", _("Safety information changed")
        ENDED = "ended", _("No longer in use")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        MERGED = "merged", _("Joined with another record")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        RECORDED = "recorded", _("Recommendation recorded")
        FOLLOW_UP = "follow_up", _("Follow-up added")

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    slug = models.SlugField(max_length=200)
    title = models.CharField(max_length=300)
    what = models.CharField(max_length=20, choices=What.choices)
    facts = models.JSONField(default=list, help_text="names of the fields and schemes that differ")
    visibility = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    seq = models.BigIntegerField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["visibility", "-at"], name="core_change_newest"),
            models.Index(fields=["kind", "record_id"], name="core_change_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.title}"

    def get_absolute_url(self) -> str:
        """The record's page, by the name of its route: ``tool`` for a tool, and so on."""
        try:
            return reverse(self.kind, args=[self.slug])
        except NoReverseMatch:
            return reverse("whats-new")

    @property
    def is_of_what_is_gone(self) -> bool:
        """Whether the record left by this change, or later; see ``telling_what_is_gone``."""
        return self.What.WITHDRAWN in (self.what, getattr(self, "last_turn", None))


@dataclass
class LedgerEntry:
    """One change to one record, from the first look at it to the line in the ledger.

    Open it inside a transaction, change the record and its links, close it. The admin, whose record
    and inlines are saved by different methods, holds one between the two; all other code uses
    ``recorded_change``.
    """

    record: Record
    before: Facts | None

    @classmethod
    def open(cls, record: Record, *, version: int | None = None) -> LedgerEntry:
        """Lock the record and remember its facts.

        Raises EditConflict when ``version`` is given and the record has another by now.
        """
        if record.pk is None:
            return cls(record, None)
        stored = type(record)._default_manager.select_for_update().get(pk=record.pk)
        if version is not None and stored.version != version:
            raise EditConflict(stored)
        return cls(record, stored.facts())

    def close(
        self, *, by: Any = None, reason: str = "", run: str = "", news: bool | ChangeEvents = True
    ) -> Revision | None:
        """Write the revision, the news and the new number; nothing at all if no fact changed.

        ``news``: whether it is told, or as what where the record alone cannot know.
        Raises ValidationError when the record contradicts itself.
        """
        record, manager = self.record, type(self.record)._default_manager
        record.check_consistency()
        after = record.facts()
        changed = differing(self.before or {}, after)
        if not changed:
            return None
        now = timezone.now()
        record.version = 1 if self.before is None else self.before_version() + 1
        record.updated_at = now
        revision = Revision.objects.create(
            kind=record.kind,
            record_id=record.pk,
            version=record.version,
            before=self.before,
            changed=changed,
            by=by,
            at=now,
            reason=reason,
            run=run,
        )
        told = record.news(self.before, after, changed) if news is True else news or ()
        seq = SearchState.raise_seq()
        record.index_seq = seq
        columns = record.columns_after(changed, new=self.before is None)
        manager.filter(pk=record.pk).update(
            version=record.version, updated_at=now, index_seq=seq, **columns
        )
        if "visibility" in changed:
            hide_old_news(record)
        Change.objects.bulk_create(
            Change(
                kind=record.kind,
                record_id=record.pk,
                slug=record.slug,
                title=str(record)[:300],
                what=what,
                facts=changed,
                visibility=record.visibility,
                at=now,
                seq=seq,
            )
            for what in told
        )
        touch_dependents(record, seq)
        record.stamp_others(self.before, seq)
        return revision

    def before_version(self) -> int:
        stored = type(self.record)._default_manager.values_list("version", flat=True)
        return stored.get(pk=self.record.pk)


@contextmanager
def recorded_change(
    record: Record,
    *,
    by: Any = None,
    reason: str = "",
    run: str = "",
    news: bool | ChangeEvents = True,
    version: int | None = None,
) -> Iterator[LedgerEntry]:
    """A transaction around a change to a record and its links, written to the ledger at its end."""
    with transaction.atomic():
        entry = LedgerEntry.open(record, version=version)
        yield entry
        entry.close(by=by, reason=reason, run=run, news=news)


def differing(before: Facts, after: Facts) -> list[str]:
    """Names of the facts that are not the same in both, sorted; a missing one counts as null."""
    if not before:
        return sorted(name for name, value in after.items() if value is not None)
    return sorted(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )


def touch_dependents(shown: models.Model, seq: int, others: Iterable[int] = ()) -> None:
    """Give ``seq`` to every record whose page shows this one, so that its page and index follow.

    ``others``: keys of more of the same model. Django knows who points at a model, so this room
    need not know the rooms above it.
    """
    for relation in shown._meta.related_objects:
        model = relation.related_model
        if not isinstance(model, str) and hasattr(model, "index_seq"):
            showing = {f"{relation.field.name}__in": {shown.pk, *others}}
            model._default_manager.filter(**showing).update(index_seq=seq)


def hide_old_news(record: Record) -> None:
    """Where a record's circle of readers narrowed, its earlier news goes with it."""
    hide_news(record.kind, [record.pk], record.visibility)


def hide_news(kind: str, pks: Iterable[int], visibility: str) -> None:
    """Let nobody outside a circle of readers see the news of these records."""
    wider = TIERS[: TIERS.index(visibility)]
    found = Change.objects.filter(kind=kind, record_id__in=pks, visibility__in=wider)
    found.update(visibility=visibility)

"""Stewards of records, and the people who are focal points of organisations."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention

VIEW, CHANGE = "stewards.view_stewardship", "stewards.change_stewardship"
GONE = Q(organisation__state=Organisation.State.ARCHIVED)


class StewardshipQuerySet(models.QuerySet["Stewardship"]):
    def of_record(self, kind: str, record_id: int) -> Self:
        return self.filter(record_kind=kind, record_id=record_id)

    def standing(self) -> Self:
        """Those whose organisation was not archived."""
        return self.exclude(GONE)

    def without_steward(self) -> Self:
        """Those whose organisation was archived: somebody has to name another one."""
        return self.filter(GONE)


class Stewardship(models.Model):
    """The organisation that answers for a record, which is named by kind and key as tasks do it.

    Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.CURATION,
        Retention("until another steward is named"),
        internal="record_kind record_id organisation",
        staff="set_by set_at",
    )

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="stewardships", verbose_name=_("steward")
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = StewardshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("steward")
        verbose_name_plural = _("stewards")
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id"], name="stewards_one_a_record"
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "record_kind", "record_id"], name="stewards_of_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}"


class StewardChange(models.Model):
    """That a record got another steward: the names as they were. Empty for none; times are UTC."""

    data_handling = DataHandling(
        Purpose.EVIDENCE, FOR_GOOD, internal="record_kind record_id before after", staff="by at"
    )

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    before = models.CharField(max_length=300, blank=True, default="", db_default="")
    after = models.CharField(max_length=300, blank=True, default="", db_default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["record_kind", "record_id"], name="stewards_changes")]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}: {self.before} → {self.after}"


class FocalPointQuerySet(models.QuerySet["FocalPoint"]):
    def working(self) -> Self:
        """Those who have the role, and whose organisation was not archived."""
        return self.filter(person__groups__name="focal_point").exclude(GONE)


class FocalPoint(models.Model):
    """That a person works for the records of an organisation. Times are UTC."""

    data_handling = DataHandling(
        Purpose.ACCOUNTS,
        Retention("as long as the account, or until an administrator ends it"),
        internal="organisation",
        staff="person since",
    )

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="focal_point_of"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="focal_points", verbose_name=_("organisation")
    )
    since = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = FocalPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation of a focal point")
        verbose_name_plural = _("organisations of a focal point")
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="stewards_point_once")
        ]

    def __str__(self) -> str:
        return str(self.organisation)

"""Statistics that were quoted: a value, what it counts, whose finding it is."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from events.models.event import Event
from events.models.quotation import Quotation
from hub.records.data_handling import facts_of_record
from hub.records.models import Source


class QuotedStatistic(Quotation):
    """A value with its meaning and its source. Rooms add the key to where it was quoted.

    Value and what it counts are the finding: they keep every word of the source that limits it.
    """

    data_handling = facts_of_record("value counts finding_of published_in year source position")

    value = models.CharField(_("value"), max_length=60, help_text=_("Such as “84 %” or “1 in 3”."))
    counts = models.CharField(_("what it counts"), max_length=400)
    finding_of = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whose finding"),
    )
    published_in = models.CharField(_("published in"), max_length=300, null=True, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2200)],
    )
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="+", verbose_name=_("source read")
    )
    position = models.PositiveSmallIntegerField(default=0)

    worded_in = "counts"

    class Meta:
        abstract = True
        verbose_name = _("statistic")
        verbose_name_plural = _("statistics")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(value="") & ~models.Q(counts=""),
                name="%(app_label)s_%(class)s_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(finding_of__isnull=False) | models.Q(published_in__isnull=False),
                name="%(app_label)s_%(class)s_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value}: {self.counts}"

    @property
    def finding(self) -> str:
        return f"{self.value} {self.counts}"

    def clean(self) -> None:
        super().clean()
        if self.finding_of_id is None and not self.published_in:
            raise ValidationError({"finding_of": _("Say whose finding it is, or where it stands.")})


class Statistic(QuotedStatistic):
    """A statistic quoted at an event."""

    data_handling = facts_of_record("event")

    event = models.ForeignKey(Event, models.CASCADE, related_name="statistics")
    record_field = "event"

    class Meta(QuotedStatistic.Meta):
        abstract = False

"""Recordings, papers and pages that an event left behind."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class EventLink(models.Model):
    """An address with a title. Statements and reports with recommendations are documents."""

    class Kind(models.TextChoices):
        RECORDING = "recording", _("Recording")
        PAPER = "paper", _("Paper")
        PROGRAMME = "programme", _("Programme")
        PAGE = "page", _("Page")

    event = models.ForeignKey(Event, models.CASCADE, related_name="links")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.RECORDING)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=1000)
    language = models.CharField(_("language (BCP 47)"), max_length=35, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("recording or paper")
        verbose_name_plural = _("recordings and papers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "url"], name="events_link_once"),
        ]

    def __str__(self) -> str:
        return self.title

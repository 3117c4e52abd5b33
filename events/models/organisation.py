"""Who held an event, and as what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from events.models.event import Event


class EventOrganisation(models.Model):
    """An organisation's role at an event, in the order of the source."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        CO_ORGANISER = "co-organiser", _("Co-organiser")
        HOST = "host", _("Host")
        SPONSOR = "sponsor", _("Sponsor")
        PARTNER = "partner", _("Partner")

    event = models.ForeignKey(Event, models.CASCADE, related_name="organisation_links")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="event_links", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.ORGANISER)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation", "role"], name="events_event_organisation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    role__in=["organiser", "co-organiser", "host", "sponsor", "partner"]
                ),
                name="events_event_organisation_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

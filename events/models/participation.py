"""Who spoke at an event, and for whom at the time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from events.models.event import Event


class Participation(models.Model):
    """A speaker. The affiliation is that of the day, in the words of the source; it never follows
    the person to a later post. ``organisation`` is the record that it names, where there is one."""

    class Role(models.TextChoices):
        KEYNOTE = "keynote", _("Keynote")
        OPENING = "opening", _("Opening")
        CHAIR = "chair", _("Chair")
        MODERATOR = "moderator", _("Moderator")
        PANELLIST = "panellist", _("Panellist")
        SPEAKER = "speaker", _("Speaker")
        MESSAGE = "message", _("Message")
        STATEMENT = "statement", _("Statement")
        CLOSING = "closing", _("Closing")

    event = models.ForeignKey(Event, models.CASCADE, related_name="participations")
    name = models.CharField(_("name"), max_length=200)
    affiliation = models.CharField(_("affiliation then"), max_length=300, null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="events_speaker_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.affiliation}" if self.affiliation else self.name

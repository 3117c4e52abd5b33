"""What hangs on an event: organisers, speakers, what was said, and what it left behind."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from events.models.event import Event
from events.models.named_person import NamedPerson, naming_constraints
from events.models.quotation import Quotation
from hub.records.data_handling import facts_of_record


class EventLink(models.Model):
    """An address with a title. Statements and reports with recommendations are documents."""

    data_handling = facts_of_record("event kind title url language position")

    class Kind(models.TextChoices):
        RECORDING = "recording", _("Recording")
        PAPER = "paper", _("Paper")
        PROGRAMME = "programme", _("Programme")
        PAGE = "page", _("Page")
        AGENDA = "agenda", _("Agenda")
        OUTCOME = "outcome", _("Outcome")

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


class EventOrganisation(models.Model):
    """An organisation's role at an event, in the order of the source."""

    data_handling = facts_of_record("event organisation role position")

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


class Participation(NamedPerson):
    """A speaker. The affiliation is that of the day, in the words of the source; it never follows
    the person to a later post. ``organisation`` is the record that it names, where there is one."""

    data_handling = facts_of_record(
        "event organisation role position named_as", named="name affiliation",
        internal="consent consent_on consent_how",
    )  # fmt: skip

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
            *naming_constraints("events_speaker"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.affiliation}" if self.affiliation else self.name


class KeyMessage(Quotation):
    """A message in our words; said by a speaker of the event, by somebody else, or unascribed."""

    data_handling = facts_of_record("event text position", named="participation said_by")

    event = models.ForeignKey(Event, models.CASCADE, related_name="messages")
    text = models.TextField(
        _("message"), max_length=1000, help_text=_("In our words, with every word that limits it.")
    )
    participation = models.ForeignKey(
        Participation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("said by the speaker"),
    )
    said_by = models.CharField(
        _("said by somebody else"),
        max_length=200,
        null=True,
        blank=True,
        help_text=_("A role, where they are not to be named: “a participant from the floor”."),
    )
    position = models.PositiveSmallIntegerField(default=0)

    worded_in = "text"
    record_field = "event"

    class Meta:
        verbose_name = _("key message")
        verbose_name_plural = _("key messages")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="events_message_has_text"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def who(self) -> str:
        """The name of who said it; empty where the source ascribes it to nobody."""
        return self.participation.name if self.participation else self.said_by or ""

    def clean(self) -> None:
        super().clean()
        if self.participation and self.participation.event_id != self.event_id:
            raise ValidationError(
                {"participation": _("This person is a speaker of another event.")}
            )

"""What was said at an event."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.participation import Participation


class KeyMessage(models.Model):
    """A message in our words; said by a speaker of the event, by somebody else, or unascribed."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="messages")
    text = models.TextField(_("message"), max_length=1000)
    participation = models.ForeignKey(
        Participation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("said by the speaker"),
    )
    said_by = models.CharField(_("said by somebody else"), max_length=200, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

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

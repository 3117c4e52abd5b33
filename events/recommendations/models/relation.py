"""How a document is related to others, and to events."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.recommendations.models.document import Document


class DocumentRelation(models.Model):
    """That a document implements, quotes or supersedes another (its ``relations_back``)."""

    class How(models.TextChoices):
        IMPLEMENTS = "implements", _("Implements")
        QUOTES = "quotes", _("Quotes")
        SUPERSEDES = "supersedes", _("Supersedes")

    document = models.ForeignKey(Document, models.CASCADE, related_name="relations")
    how = models.CharField(_("how"), max_length=12, choices=How)
    other = models.ForeignKey(
        Document, models.PROTECT, related_name="relations_back", verbose_name=_("document")
    )
    reason = models.CharField(_("how we know"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("relation to another document")
        verbose_name_plural = _("relations to other documents")
        ordering = ["how", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "how", "other"], name="recommendations_relation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(document=models.F("other")),
                name="recommendations_relation_to_another",
            ),
            models.CheckConstraint(
                condition=models.Q(how__in=["implements", "quotes", "supersedes"]),
                name="recommendations_relation_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_how_display()}: {self.other}"

    def clean(self) -> None:
        super().clean()
        if self.document_id is not None and self.document_id == self.other_id:
            raise ValidationError({"other": _("Choose another document.")})


class DocumentEvent(models.Model):
    """That a document came out of an event, or was launched there."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="event_links")
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="document_links", verbose_name=_("event")
    )

    class Meta:
        verbose_name = _("event it came out of")
        verbose_name_plural = _("events it came out of")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "event"], name="recommendations_document_event_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.event)

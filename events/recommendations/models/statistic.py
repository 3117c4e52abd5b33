"""Statistics that a document quotes."""

from django.db import models

from events.models import QuotedStatistic
from events.recommendations.models.document import Document


class DocumentStatistic(QuotedStatistic):
    document = models.ForeignKey(Document, models.CASCADE, related_name="statistics")

    class Meta(QuotedStatistic.Meta):
        abstract = False

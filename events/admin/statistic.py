"""Statistics on the form of what quotes them."""

from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import RecordStackedInline


class StatisticInline(RecordStackedInline):
    """A room adds its model."""

    fact = "statistics"
    fields = (
        ("value", "counts"),
        ("finding_of", "published_in", "year"),
        ("source", "position"),
    )
    autocomplete_fields = ("finding_of", "source")
    verbose_name = _("statistic quoted")
    verbose_name_plural = _("statistics quoted")

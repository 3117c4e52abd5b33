"""How the files of a source are read: saved once, used next time."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.imports.models.source import ImportSource


class Profile(models.Model):
    """A named mapping. ``columns`` and ``words`` are as ``Import.mapping`` and ``Import.words``."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    source = models.ForeignKey(
        ImportSource, models.PROTECT, related_name="profiles", verbose_name=_("source")
    )
    columns = models.JSONField(_("columns"), default=dict)
    words = models.JSONField(_("words"), default=dict, blank=True)
    # Empty: found out from the file itself.
    encoding = models.CharField(_("encoding"), max_length=40, blank=True, default="")
    delimiter = models.CharField(_("separator of columns"), max_length=4, blank=True, default="")
    sheet = models.CharField(_("sheet"), max_length=100, blank=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        ordering = ["title", "slug"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="imports_profile_named"),
        ]

    def __str__(self) -> str:
        return self.title

"""What was typed into the form, until a worker has looked at it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PendingSignup(models.Model):
    """One form, sealed whole. The answer to it is given before anybody looks who it is from."""

    sealed = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "digests_posted"
        verbose_name = _("form to be looked at")
        verbose_name_plural = _("forms to be looked at")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"form {self.pk}"

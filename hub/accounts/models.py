"""People who sign in: curators and administrators. Readers have no account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.anonymous_forms.models import PendingForm
from hub.records.data_handling import DataHandling, Purpose, Retention


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person with this address; without a password nobody can sign in until one is set."""
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def administrators(self) -> models.QuerySet[Person]:
        """Those who may sign in and make people."""
        may = models.Q(groups__name="administrator") | models.Q(is_superuser=True)
        return self.filter(may, is_active=True, is_staff=True).distinct()

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in by e-mail address."""

    data_handling = DataHandling(
        Purpose.ACCOUNTS,
        Retention("until an administrator deletes the account"),
        internal="is_superuser is_active is_staff second_factor_counted_from opened_at",
        staff="email name last_login date_joined",
        credential="password",
    )

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may enter the curators' area"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # When the person was made, or the release came that can demand a second factor.
    second_factor_counted_from = models.DateTimeField(db_default=Now(), editable=False)
    # When a closed account was opened again: an unused one counts its twelve months from then.
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_address_once_in_any_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class AccessChange(models.Model):
    """What was changed of who may do what: by whom, and how it was before and after.

    ``email``: of the person as it was, since people are deleted. ``by`` is None for the site itself
    and for whoever is gone. Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.ACCOUNTS,
        Retention("{KEPT} after the change", by="hub.accounts.access_changes.erase_old"),
        internal="what before after",
        staff="person email by at",
    )

    class What(models.TextChoices):
        INVITED = "invited", _("Invited")
        CHANGED = "changed", _("Changed")
        CLOSED = "closed", _("Closed")
        OPENED = "opened", _("Opened again")
        UNUSED = "unused", _("Closed by itself: not used for twelve months")
        LEFT = "left", _("Removed")

    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="access_changes", verbose_name=_("person")
    )
    email = models.EmailField(_("e-mail address"))
    what = models.CharField(_("what"), max_length=10, choices=What)
    before = models.TextField(_("before"), blank=True, default="", db_default="")
    after = models.TextField(_("after"), blank=True, default="", db_default="")
    by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("change of access")
        verbose_name_plural = _("changes of access")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_what_display()}"


class UnusedAccountWarning(models.Model):
    """A warning by mail that an account will be closed, since nobody has used it.

    ``unused_since``: since when, as it was then: whoever signs in begins anew. Times are UTC.
    """

    data_handling = DataHandling(
        Purpose.ACCOUNTS,
        Retention("as long as the account"),
        internal="step at",
        staff="person unused_since",
    )

    class Step(models.IntegerChoices):
        FIRST = 1, _("60 days before")
        SECOND = 2, _("14 days before")

    person = models.ForeignKey(Person, models.CASCADE, related_name="unused_warnings")
    unused_since = models.DateTimeField()
    step = models.PositiveSmallIntegerField(choices=Step)
    at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unused_since", "step"], name="accounts_warned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.step}"


class PasswordRequest(PendingForm):
    """An address for which somebody asks for a link to choose a password."""

    class Meta(PendingForm.Meta):
        abstract = False
        verbose_name = _("request for a password")
        verbose_name_plural = _("requests for a password")

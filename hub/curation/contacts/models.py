"""Institutional contacts of records, sealed, and the hashes of those who want no mail."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.outbox import sealing
from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention

VIEW, CHANGE = "contacts.view_contact", "contacts.change_contact"


class RefusedContact(models.Model):
    """An address whose owner wants no mail from us. ``address_key``: its keyed hash, and all that
    is kept of it."""

    data_handling = DataHandling(Purpose.REMOVAL, FOR_GOOD, internal="at", contact="address_key")

    address_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


# Of rows with an ``address_key``: whether its owner wants no mail.
REFUSED_MAIL = Exists(RefusedContact.objects.filter(address_key=OuterRef("address_key")))


class ContactQuerySet(models.QuerySet["Contact"]):
    def of_record(self, record_kind: str, record_id: int) -> Self:
        return self.filter(record_kind=record_kind, record_id=record_id)

    def reachable(self) -> Self:
        """Those that may be written to, and whose last mail did not come back."""
        return self.exclude(address="").filter(~REFUSED_MAIL, unreachable_at=None)


class Contact(models.Model):
    """An address of the body that answers for a record, as that body publishes it.

    The record is named by kind and key, as tasks do. ``address`` is sealed and shown to nobody; it
    is empty once its owner refused mail. ``address_key``: keyed hash. ``page``: where the body
    itself publishes the address. ``language``: of the mails.
    """

    data_handling = DataHandling(
        Purpose.CONFIRMATIONS,
        Retention("until a curator removes it or it refuses e-mail"),
        internal="record_kind record_id role page language added_at unreachable_at",
        staff="added_by",
        contact="address address_key",
    )

    class Role(models.TextChoices):
        MAKER = "maker", _("Makes or runs it")
        ADDRESSEE = "addressee", _("Is addressed by it")

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MAKER)
    address = SealedTextField(blank=True, default="", help_text="sealed; see hub.outbox.sealing")
    address_key = models.CharField(max_length=64, db_index=True)
    page = models.URLField(_("page on which the body publishes it"), max_length=1000)
    language = models.CharField(_("language of the e-mails"), max_length=35, default="en")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    unreachable_at = models.DateTimeField(_("e-mail came back"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["pk"]
        indexes = [models.Index(fields=["record_kind", "record_id"], name="contacts_by_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "role", "address_key"],
                name="contacts_entered_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["maker", "addressee"]), name="contacts_role"
            ),
            models.CheckConstraint(condition=~Q(page=""), name="contacts_is_published"),
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}: {self.get_role_display()}"

    def plain_address(self) -> str:
        """The address; empty where it was erased. Raises SealedError where no key opens it."""
        return sealing.unseal(self.address) if self.address else ""

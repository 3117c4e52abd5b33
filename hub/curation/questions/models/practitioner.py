"""People who wrote how it went and agreed to be asked about it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.curation.contacts.models import RefusedContact
from hub.curation.suggestions.models import Suggestion
from hub.outbox import sealing
from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention

State = Suggestion.State


class PractitionerQuerySet(models.QuerySet["Practitioner"]):
    def askable(self) -> Self:
        """Those whose note a curator accepted, and who have not refused mail."""
        refused = RefusedContact.objects.filter(address_key=OuterRef("address_key"))
        rows = self.filter(suggestion__state__in=[State.ACCEPTED, State.PARTLY])
        return rows.exclude(address="").filter(~Exists(refused))

    def about(self, record_kind: str, record_id: int) -> Self:
        return self.filter(record_kind=record_kind, record_id=record_id)


class Practitioner(models.Model):
    """Somebody who may be asked, known by an address and by what they wrote about.

    The consent is their own tick on the form of a practice note, beside that for a receipt:
    ``address`` is sealed apart and has a life of its own. ``address_key``: keyed hash
    (``contacts.refusals.address_key``).
    """

    data_handling = DataHandling(
        Purpose.CORRECTIONS,
        FOR_GOOD,
        internal="suggestion record_kind record_id language agreed_at",
        contact="address address_key",
        sooner={
            "address address_key": Retention(
                "{PRACTITIONERS_KEPT}, or until they refuse; {ADDRESSES_KEPT} if the note was not "
                "accepted",
                by="hub.curation.questions.retention.sweep",
            )
        },
    )

    suggestion = models.OneToOneField(Suggestion, models.CASCADE, related_name="practitioner")
    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    address = SealedTextField(blank=True, default="", help_text="sealed; see hub.outbox.sealing")
    address_key = models.CharField(max_length=64, db_index=True, blank=True, default="")
    language = models.CharField(max_length=35, default="en")
    agreed_at = models.DateTimeField(_("agreed"), default=timezone.now)

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        verbose_name = _("practitioner who may be asked")
        verbose_name_plural = _("practitioners who may be asked")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["record_kind", "record_id"], name="questions_by_record")]

    def __str__(self) -> str:
        return f"{self.agreed_at:%Y-%m-%d}"

    def plain_address(self) -> str:
        """Empty where it was erased. Raises SealedError where no key opens it."""
        return sealing.unseal(self.address) if self.address else ""

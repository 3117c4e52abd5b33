"""How somebody is named in a record, and whether they were asked: for rows that name people.

Somebody who is recorded by a role or under a pseudonym has their own name nowhere: the column with
the name holds the role or the pseudonym.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.records.partial_date import PartialDateField

# Behind all others in an entry of a fact, so that one without them reads as one of before.
NAMING = ("named_as", "consent", "consent_on", "consent_how")
NAMED_AS, CONSENTS = ("name", "role", "pseudonym"), ("given", "refused")
UNNAMED = frozenset({"role", "pseudonym"})


class NamedPerson(models.Model):
    """Null is "not known", and never that nobody was asked or that they refused."""

    class NamedAs(models.TextChoices):
        __empty__ = _("Not noted")
        NAME = "name", _("Own name")
        ROLE = "role", _("Role")
        PSEUDONYM = "pseudonym", _("Pseudonym")

    class Consent(models.TextChoices):
        __empty__ = _("Not known")
        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")

    named_as = models.CharField(
        _("named by"),
        max_length=10,
        choices=NamedAs,
        null=True,
        blank=True,
        help_text=_("Of a role or a pseudonym write that as the name, and the own name nowhere."),
    )
    consent = models.CharField(
        _("consent to be named so"), max_length=10, choices=Consent, null=True, blank=True
    )
    consent_on = PartialDateField(_("consent asked on"), null=True, blank=True)
    consent_how = models.CharField(
        _("how they were asked"),
        max_length=200,
        null=True,
        blank=True,
        help_text=_("By mail, at the event, by their organisation. Readers do not see it."),
    )

    class Meta:
        abstract = True

    @property
    def is_unnamed(self) -> bool:
        """Whether the name is a role or a pseudonym."""
        return self.named_as in UNNAMED

    def clean(self) -> None:
        super().clean()
        naming = self.named_as, self.consent, self.consent_on, self.consent_how
        if problems := dict(naming_problems(*naming)):
            raise ValidationError(problems)


def naming_problems(
    named_as: str | None, consent: str | None, on: str | None, how: str | None
) -> Iterator[tuple[str, str | Promise]]:
    """A sentence for each column that contradicts another."""
    if consent == NamedPerson.Consent.REFUSED and named_as not in UNNAMED:
        yield (
            "named_as",
            _("Whoever refused is not recorded by their own name: write a role or a pseudonym."),
        )
    if (on or how) and not consent:
        yield "consent", _("Say whether consent was given or refused, or leave the date empty.")


def naming_constraints(prefix: str) -> Iterable[models.CheckConstraint]:
    return (
        models.CheckConstraint(
            condition=Q(named_as=None) | Q(named_as__in=NAMED_AS),
            name=f"{prefix}_named_as",
        ),
        models.CheckConstraint(
            condition=Q(consent=None)
            | Q(consent="given")
            | Q(consent="refused", named_as__isnull=False, named_as__in=sorted(UNNAMED)),
            name=f"{prefix}_refused_has_no_name",
        ),
        models.CheckConstraint(
            condition=Q(consent__isnull=False) | Q(consent_on=None, consent_how=None),
            name=f"{prefix}_consent_before_its_date",
        ),
    )

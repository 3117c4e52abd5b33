"""A change of the vocabulary, and what undoing it needs to know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose
from hub.vocabulary.models import Term


class TermChange(models.Model):
    """One step: what was done to a term, why, and how the terms stood before and after it.

    ``before`` and ``after``: by the key of a term its columns, of the terms that it wrote.
    ``notes``: what else it made and moved, see ``term_changes``. ``not_undone``: [kind, key] of the
    records that undoing left as they are, since somebody changed their terms after it. Records
    themselves are in the ledger, in revisions with ``run``.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        FOR_GOOD,
        internal="kind term name new_name before after notes records undone_at not_undone",
        staff="reason by at undone_by",
    )

    class Kind(models.TextChoices):
        RENAME = "rename", _("Renamed")
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        RETIRE = "retire", _("Retired")

    kind = models.CharField(_("what was done"), max_length=10, choices=Kind)
    term = models.ForeignKey(Term, models.PROTECT, related_name="+", verbose_name=_("term"))
    successors = models.ManyToManyField(
        Term, related_name="+", blank=True, verbose_name=_("used instead")
    )
    name = models.CharField(_("name before"), max_length=160)
    new_name = models.CharField(_("name after"), max_length=160, blank=True, default="")
    before: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    after: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    notes: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    records = models.PositiveIntegerField(_("records"), default=0)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    not_undone: models.JSONField[list[Any]] = models.JSONField(default=list)

    class Meta:
        verbose_name = _("change of the vocabulary")
        verbose_name_plural = _("changes of the vocabulary")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["rename", "merge", "split", "retire"]),
                name="vocabulary_changes_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="vocabulary_changes_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def run(self) -> str:
        """What revisions of the records that it carried over have in ``Revision.run``."""
        return f"vocabulary:{self.pk}"

    @property
    def term_keys(self) -> set[int]:
        """The terms that it wrote or leads to."""
        return {self.term_id, *map(int, self.before), *map(int, self.after)}

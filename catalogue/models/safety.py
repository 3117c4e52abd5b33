"""The safety panel of a tool: what to know before it is used with a person at risk."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def panel_fact(words: object) -> models.TextField[str | None, str | None]:
    return models.TextField(words, max_length=2000, null=True, blank=True)  # type: ignore[arg-type]


class SafetyPanel(models.Model):
    """The panel's fields, on the tool itself, so that the database can refuse to publish without.

    ``panel`` is empty until somebody has decided, then either of two. A fact may be recorded while
    the whole is not assessed; what is missing from an assessed panel was looked for and not found.
    """

    class Assessment(models.TextChoices):
        NOT_ASSESSED = "not_assessed", _("Not assessed")
        ASSESSED = "assessed", _("Assessed")

    panel = models.CharField(
        _("safety panel"),
        max_length=20,
        choices=Assessment,
        blank=True,
        default="",
        help_text=_("A tool without either answer cannot be published."),
    )
    panel_assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    panel_assessed_by = models.CharField(
        _("assessed by"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("An organisation or a role, as readers shall see it; no private person."),
    )
    data_taken = panel_fact(_("data it takes"))
    data_kept = panel_fact(_("where the data are kept"))
    data_seen_by = panel_fact(_("who can see the data"))
    consent = panel_fact(_("consent"))
    survivor_role = panel_fact(_("survivors’ part in it"))
    human_review = panel_fact(_("human review"))
    known_harms = panel_fact(_("known harms"))
    misuse_risk = panel_fact(_("how traffickers could misuse it"))
    report_answered_by = panel_fact(_("who answers a report"))

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        problem = panel_problem(
            self.state,  # type: ignore[attr-defined]
            self.panel,
            self.panel_assessed_on,
            self.panel_assessed_by,
        )
        if problem:
            raise ValidationError({"panel": problem})


def panel_problem(state: str, panel: str, on: object, by: str) -> str:
    """A sentence on what is wrong with the panel of a tool in this state; empty if nothing is."""
    if state == "published" and not panel:
        return str(
            _(
                "A tool is published with its safety panel, or with the explicit statement that it "
                "was not assessed. Choose one under “Before use with a person at risk”."
            )
        )
    if panel == SafetyPanel.Assessment.ASSESSED and not (on and by):
        return str(_("An assessed safety panel says when it was assessed, and by whom."))
    if panel != SafetyPanel.Assessment.ASSESSED and (on or by):
        return str(_("The safety panel has a date or an assessor, and yet it is not assessed."))
    return ""


PANEL_CONSTRAINTS = (
    models.CheckConstraint(
        condition=~models.Q(state="published") | ~models.Q(panel=""),
        name="catalogue_tool_published_with_panel",
    ),
    models.CheckConstraint(
        condition=models.Q(
            panel__in=["", "not_assessed"], panel_assessed_on=None, panel_assessed_by=""
        )
        | models.Q(panel="assessed", panel_assessed_on__isnull=False)
        & ~models.Q(panel_assessed_by=""),
        name="catalogue_tool_panel_says_when",
    ),
)

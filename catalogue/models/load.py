"""One run of loading a file of records: what is left to do stands here, never in a message."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadQuerySet(models.QuerySet["Load"]):
    def unfinished(self) -> Self:
        return self.filter(finished_at=None).order_by("pk")


class Load(models.Model):
    """The loading of one part of the starter data; parts are loaded in the order of their keys.

    ``done`` rows of ``total`` are in the database; a worker that takes over goes on behind them.
    ``run``: the import that brings its records in, as ``Revision.run`` names it.
    """

    part = models.CharField(_("part"), max_length=40)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the file")
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    created = models.PositiveIntegerField(_("records made"), default=0)
    run = models.CharField(_("import"), max_length=40, blank=True, default="")
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = LoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("load")
        verbose_name_plural = _("loads")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "fingerprint"], name="catalogue_load_file_once"
            ),
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("total")), name="catalogue_load_done_in_total"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.done} / {self.total}"


class LoadProblem(models.Model):
    """A row that could not be loaded, and what a person can do about it."""

    load = models.ForeignKey(Load, models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField(_("row"), help_text="counted from 1")
    record = models.CharField(_("record"), max_length=200, blank=True)
    sentence = models.CharField(_("problem"), max_length=600)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["load", "row", "pk"]

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence}"

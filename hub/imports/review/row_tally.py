"""How many checked rows can be taken in, wait, or have problems, and the sentences that say so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.imports.models import Import, ImportRow
from hub.imports.models.row import ImportRowQuerySet
from hub.imports.record_types import importer_for
from hub.imports.review.decisions import SKIP, waiting_rows

Verdict = ImportRow.Verdict


@dataclass(frozen=True)
class RowTally:
    """Rows of an import, each in one of these.

    ``ready``: new or changed, and nobody is asked. ``decided``: a person was asked, and has
    answered. ``left_out``: a person left them out.
    """

    ready: int = 0
    decided: int = 0
    waiting: int = 0
    problem: int = 0
    unchanged: int = 0
    left_out: int = 0

    @property
    def is_for_nothing(self) -> bool:
        """Whether applying the import would write nothing, whatever is still decided."""
        return not (self.ready or self.decided or self.waiting)

    @property
    def has_effect(self) -> bool:
        """Whether applying may write a record, or keep in mind what the source says of one."""
        return not self.is_for_nothing or bool(self.unchanged)


def tally_rows(job: Import) -> RowTally:
    """Three queries, and the job's own counters."""
    waiting = waiting_rows(job.rows.all())
    rows = job.rows.exclude(decided_at=None).exclude(pk__in=waiting.values("pk"))
    # A decision that lacks one of these is NULL to the database: what is not so cannot be asked.
    out = Q(decision__row=SKIP) | Q(decision__duplicate__row__isnull=False)
    left_out = _by_verdict(rows.filter(out))
    decided = _by_verdict(rows)
    decided.subtract(left_out)
    untouched = Counter(job.counts)
    untouched.subtract(decided)
    untouched.subtract(left_out)
    return RowTally(
        ready=max(0, untouched[Verdict.NEW] + untouched[Verdict.CHANGED]),
        decided=sum(decided.values()) - decided[Verdict.PROBLEM] - decided[Verdict.UNCHANGED],
        waiting=waiting.count(),
        problem=max(0, untouched[Verdict.PROBLEM] + decided[Verdict.PROBLEM]),
        unchanged=max(0, untouched[Verdict.UNCHANGED] + decided[Verdict.UNCHANGED]),
        left_out=sum(left_out.values()),
    )


def _by_verdict(rows: ImportRowQuerySet) -> Counter[str]:
    return Counter(dict(rows.order_by().values_list("verdict").annotate(Count("pk"))))


def verdict_label(verdict: str, kind: str) -> str:
    """Of rows of a kind: an entry that is added changes a record, and is new itself."""
    if importer_for(kind).entries:
        of_entries = {Verdict.CHANGED: _("New"), Verdict.UNCHANGED: _("Here already")}
        if verdict in of_entries:
            return of_entries[Verdict(verdict)]
    return str(Verdict(verdict).label) if verdict else ""


def tally_sentences(tally: RowTally) -> list[str]:
    """What is true of the rows, what asks for a person first; nothing of what there is none of."""
    if tally == RowTally():
        return [_("No row was found in this file.")]
    if tally.is_for_nothing:
        reasons = ", ".join(_reasons(tally))
        if tally.problem:
            return [_("No row can be taken in: %(reasons)s.") % {"reasons": reasons}]
        return [_("There is nothing to take in: %(reasons)s.") % {"reasons": reasons}]
    return [
        _counted(sentence, number)
        for sentence, number in (
            (_waiting_sentence(tally.waiting), tally.waiting),
            (ngettext("%(n)s row can be taken in.", "%(n)s rows can be taken in.", tally.ready),
             tally.ready),
            (ngettext("%(n)s row goes by what was decided on it.",
                      "%(n)s rows go by what was decided on them.", tally.decided),
             tally.decided),
            (ngettext("%(n)s row has a problem and is left out.",
                      "%(n)s rows have problems and are left out.", tally.problem),
             tally.problem),
            (ngettext("%(n)s row was left out by a person.",
                      "%(n)s rows were left out by a person.", tally.left_out),
             tally.left_out),
            (ngettext("%(n)s row says what the catalogue has already.",
                      "%(n)s rows say what the catalogue has already.", tally.unchanged),
             tally.unchanged),
        )
        if number
    ]  # fmt: skip


def _waiting_sentence(number: int) -> str:
    return ngettext(
        "%(n)s row waits for you. Until you decide it is left out, or keeps what curators wrote.",
        "%(n)s rows wait for you. Until you decide they are left out, or keep what curators wrote.",
        number,
    )


def _reasons(tally: RowTally) -> list[str]:
    """Why each row is not taken in, as parts of one sentence."""
    return [
        _counted(reason, number)
        for reason, number in (
            (ngettext("%(n)s has a problem", "%(n)s have problems", tally.problem), tally.problem),
            (ngettext("%(n)s was left out by a person", "%(n)s were left out by a person",
                      tally.left_out),
             tally.left_out),
            (ngettext("%(n)s says what the catalogue has already",
                      "%(n)s say what the catalogue has already", tally.unchanged),
             tally.unchanged),
        )
        if number
    ]  # fmt: skip


def _counted(text: str, number: int) -> str:
    return text % {"n": f"{number:,}"}

"""The form of a page of rows: what a curator decided on each of them."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hub.imports.models import Import, ImportRow
from hub.imports.review import decisions
from hub.imports.review.decisions import ACCEPT, ALLOW, DIFFERENT, DROP, KEEP, SKIP
from hub.imports.views.row_card import decision_version, field_choice, form_choices

MAX_ROWS = 100
MAX_DIGITS = 19  # Python refuses to read thousands, and no key has more


def save_decisions(
    job: Import, form_data: QueryDict, *, by: Any
) -> tuple[int, list[int], list[str]]:
    """How many rows were decided, which were not since somebody else did, and what was wrong.

    Only what differs from what stands already is a decision.
    """
    sent = form_data.getlist("number")[:MAX_ROWS]
    numbers = [int(text) for text in sent if text.isdecimal() and len(text) < MAX_DIGITS]
    rows = job.rows.filter(number__in=[number for number in numbers if number < 2**31]).order_by(
        "number"
    )
    decided, stale, sentences = 0, [], []
    for row in rows:
        row.batch = job
        row_form = _RowForm(row, form_data, by)
        if not row_form.has_changed():
            continue
        if form_data.get(f"seen-{row.number}") != decision_version(row):
            stale.append(row.number)
            continue
        try:
            row_form.save()
        except ValueError as problem:
            sentences.append(_("Row %(n)d: %(why)s") % {"n": row.number, "why": problem})
            continue
        decided += 1
    return decided, stale, sentences


class _RowForm:
    """The fields of one row. What differs from what was decided before is a decision."""

    def __init__(self, row: ImportRow, form_data: QueryDict, by: Any) -> None:
        self.row, self.form_data, self.by = row, form_data, by
        self.rows = ImportRow.objects.filter(pk=row.pk)
        before = form_choices(row)
        self.whole = self._new("row", before["row"])
        self.duplicate = self._new("duplicate", before["duplicate"])
        self.topic = self._new("topic", before["off_topic"])
        self.undated = self._new("undated", before["undated"])
        self.fields = {
            difference["field"]: choice
            for difference in row.differences
            if (choice := self._sent(f"field-{row.number}-{difference['field']}")) in (ACCEPT, KEEP)
            and choice != field_choice(row, difference)
        }
        self.personal = {
            name: choice
            for name in {
                problem["field"] for problem in row.problems if problem["code"] == "personal"
            }
            if (choice := self._sent(f"personal-{row.number}-{name}")) in (ALLOW, DROP)
            and choice != self._personal_choice(name)
        }

    def _sent(self, name: str) -> str:
        return self.form_data.get(name) or ""

    def _new(self, name: str, before: str) -> str | None:
        """What was chosen, if that is something else than before."""
        sent = self.form_data.get(f"{name}-{self.row.number}")
        return sent if sent is not None and sent != before else None

    def _personal_choice(self, name: str) -> str:
        decided = self.row.decision.get("personal", "")
        return decided if isinstance(decided, str) else decided.get(name, "")

    def has_changed(self) -> bool:
        chosen = (self.whole, self.duplicate, self.topic, self.undated)
        return any(choice is not None for choice in chosen) or bool(self.fields or self.personal)

    def save(self) -> None:
        """Raises ValueError with a sentence for what cannot be."""
        if self.whole is not None or "" in (self.duplicate, self.topic, self.undated):
            self._save_whole()
        for name, choice in self.fields.items():
            decisions.decide_field(self.rows, name, choice, by=self.by)  # type: ignore[arg-type]
        for name, choice in self.personal.items():
            decisions.decide_personal_data(self.rows, choice, by=self.by, name=name)  # type: ignore[arg-type]
        if self.topic == ALLOW:
            decisions.allow_off_topic(self.rows, by=self.by)
        if self.undated == ALLOW:
            decisions.allow_undated(self.rows, by=self.by)
        if self.duplicate:
            self._save_duplicate(self.duplicate)

    def _save_whole(self) -> None:
        """ "" takes back what was decided on the row as a whole."""
        if self.whole in (ACCEPT, KEEP, SKIP):
            decisions.decide_rows(self.rows, self.whole, by=self.by)  # type: ignore[arg-type]
        else:
            decisions.clear_decisions(self.rows, by=self.by)

    def _save_duplicate(self, choice: str) -> None:
        what, _colon, number = choice.partition(":")
        if what == DIFFERENT:
            decisions.mark_different(self.rows, by=self.by)
        elif what in ("same", "merge") and number.isdecimal() and len(number) < MAX_DIGITS:
            decisions.mark_same(self.row, int(number), by=self.by, merge=what == "merge")
        elif what == "row" and number.isdecimal() and len(number) < MAX_DIGITS:
            decisions.mark_repeated(self.row, int(number), by=self.by)
        else:
            raise ValueError(_("Say whether it is the same, different, or to be merged."))

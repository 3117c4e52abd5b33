"""What a person decided on the rows of one page, taken from the form that they sent."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from hub.imports.models import Import, ImportRow
from hub.imports.review import decisions
from hub.imports.review.decisions import ACCEPT, ALLOW, DIFFERENT, DROP, KEEP, SKIP
from hub.imports.views.row import mark_of, said_of, said_of_field

MOST = 100
LONGEST = 19  # digits of a number: Python refuses thousands, and no key has more


def judge(batch: Import, given: QueryDict, *, by: Any) -> tuple[int, list[int], list[str]]:
    """How many rows were decided, which were not since somebody else did, and what was wrong.

    Only what differs from what stands already is a decision.
    """
    sent = given.getlist("number")[:MOST]
    numbers = [int(one) for one in sent if one.isdecimal() and len(one) < LONGEST]
    rows = batch.rows.filter(number__in=[one for one in numbers if one < 2**31]).order_by("number")
    decided, stale, sentences = 0, [], []
    for row in rows:
        row.batch = batch
        judged = _Judged(row, given, by)
        if not judged.asks():
            continue
        if given.get(f"seen-{row.number}") != mark_of(row):
            stale.append(row.number)
            continue
        try:
            judged.do()
        except ValueError as problem:
            sentences.append(_("Row %(n)d: %(why)s") % {"n": row.number, "why": problem})
            continue
        decided += 1
    return decided, stale, sentences


class _Judged:
    """One row and what the form says of it."""

    def __init__(self, row: ImportRow, given: QueryDict, by: Any) -> None:
        self.row, self.given, self.by = row, given, by
        self.rows = ImportRow.objects.filter(pk=row.pk)
        was = said_of(row)
        self.whole = self._new("row", was["row"])
        self.duplicate = self._new("duplicate", was["duplicate"])
        self.topic = self._new("topic", was["off_topic"])
        self.fields = {
            one["field"]: said
            for one in row.differences
            if (said := self._sent(f"field-{row.number}-{one['field']}")) in (ACCEPT, KEEP)
            and said != said_of_field(row, one)
        }
        self.personal = {
            name: said
            for name in {one["field"] for one in row.problems if one["code"] == "personal"}
            if (said := self._sent(f"personal-{row.number}-{name}")) in (ALLOW, DROP)
            and said != self._personal_now(name)
        }

    def _sent(self, name: str) -> str:
        return self.given.get(name) or ""

    def _new(self, name: str, was: str) -> str | None:
        """What was chosen, if that is something else than before."""
        sent = self.given.get(f"{name}-{self.row.number}")
        return sent if sent is not None and sent != was else None

    def _personal_now(self, name: str) -> str:
        said = self.row.decision.get("personal", "")
        return said if isinstance(said, str) else said.get(name, "")

    def asks(self) -> bool:
        chosen = (self.whole, self.duplicate, self.topic)
        return any(one is not None for one in chosen) or bool(self.fields or self.personal)

    def do(self) -> None:
        """Raises ValueError with a sentence for what cannot be."""
        if self.whole is not None or "" in (self.duplicate, self.topic):
            self._whole()
        for name, what in self.fields.items():
            decisions.of_field(self.rows, name, what, by=self.by)  # type: ignore[arg-type]
        for name, what in self.personal.items():
            decisions.of_personal(self.rows, what, by=self.by, name=name)  # type: ignore[arg-type]
        if self.topic == ALLOW:
            decisions.allow_off_topic(self.rows, by=self.by)
        if self.duplicate:
            self._duplicate(self.duplicate)

    def _whole(self) -> None:
        """ "" takes back what was decided on the row as a whole."""
        if self.whole in (ACCEPT, KEEP, SKIP):
            decisions.of_rows(self.rows, self.whole, by=self.by)  # type: ignore[arg-type]
        else:
            decisions.take_back(self.rows, by=self.by)

    def _duplicate(self, said: str) -> None:
        what, _colon, number = said.partition(":")
        if what == DIFFERENT:
            decisions.different(self.rows, by=self.by)
        elif what in ("same", "merge") and number.isdecimal() and len(number) < LONGEST:
            decisions.same(self.row, int(number), by=self.by, merge=what == "merge")
        elif what == "row" and number.isdecimal() and len(number) < LONGEST:
            decisions.same_as_row(self.row, int(number), by=self.by)
        else:
            raise ValueError(_("Say whether it is the same, different, or to be merged."))

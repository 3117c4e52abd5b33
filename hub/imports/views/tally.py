"""How many rows are what, for people."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hub.imports.models import Import, ImportRow

Verdict = ImportRow.Verdict
# The order in which a person looks: first what waits for them.
ORDER = (
    Verdict.CONFLICT, Verdict.DUPLICATE, Verdict.PERSONAL, Verdict.OFF_TOPIC, Verdict.PROBLEM,
    Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED,
)  # fmt: skip
WAITING = (Verdict.CONFLICT, Verdict.DUPLICATE, Verdict.PERSONAL, Verdict.OFF_TOPIC)


@dataclass(frozen=True)
class Count:
    """``waits``: rows of which a person says something first."""

    verdict: str
    label: str
    count: int
    waits: bool


def tally(batch: Import) -> list[Count]:
    """Of the import's own counters: no query."""
    return [
        Count(verdict.value, str(verdict.label), batch.counts.get(verdict.value, 0),
              verdict in WAITING)
        for verdict in ORDER
        if batch.counts.get(verdict.value)
    ]  # fmt: skip


def explained(verdict: str) -> str:
    """What a verdict means, and what happens to such rows if nobody says anything."""
    sentences = {
        Verdict.NEW: _("The catalogue has nothing like these. They are added."),
        Verdict.CHANGED: _(
            "The catalogue has them, and the file says something else. They change."
        ),
        Verdict.UNCHANGED: _("The catalogue says all of it already. Nothing happens."),
        Verdict.CONFLICT: _(
            "A curator wrote something since the last import, and the file says something else. "
            "What the curator wrote stays unless you take the file’s value."
        ),
        Verdict.DUPLICATE: _(
            "These look like something that is there already. Until you say which, they are left "
            "out."
        ),
        Verdict.PROBLEM: _("These cannot be read. Mend the file and upload it again."),
        Verdict.OFF_TOPIC: _(
            "Nothing in these speaks of trafficking or of our topics. Until you let them in, they "
            "are left out."
        ),
        Verdict.PERSONAL: _(
            "E-mail addresses, telephone numbers or coordinates stand in their texts. Until you "
            "allow them, new records are left out, and in known ones the text stays as it is."
        ),
    }
    return sentences.get(verdict, "")  # type: ignore[call-overload, no-any-return]

"""The way of an import as its pages show it: where it is, and what can be opened."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from hub.imports.models import Import

State = Import.State
# A person is asked, and what they said before can still be changed.
ASKED = (State.MAPPING, State.HELD, State.READY)
OVER = (State.APPLIED, State.UNDOING, State.UNDONE)


@dataclass(frozen=True)
class NavigationStep:
    """``url`` is empty where there is nothing to be opened yet."""

    label: str
    url: str
    here: bool


def mappable(batch: Import) -> bool:
    return batch.state in ASKED and bool(batch.headings)


def is_checked(batch: Import) -> bool:
    return batch.total > 0 and batch.rows_checked >= batch.total


def decidable(batch: Import) -> bool:
    """Whether decisions on its rows count."""
    return batch.state in (State.READY, State.HELD) and is_checked(batch)


def appliable(batch: Import) -> bool:
    return decidable(batch) and not batch.dry_run


def steps(batch: Import, here: str) -> list[NavigationStep]:
    """``here``: the name of the page's template."""
    looked_at = batch.rows_checked > 0
    way = (
        ("one", "import", _("Overview"), True),
        ("file", "import-file", _("File"), bool(batch.file) and bool(batch.format)),
        ("columns", "import-columns", _("Columns"), mappable(batch)),
        ("words", "import-words", _("Words"), mappable(batch)),
        ("rows", "import-rows", _("Rows"), looked_at),
        ("apply", "import-apply", _("Apply"), appliable(batch)),
        ("report", "import-report", _("Report"), looked_at),
        ("written", "import-written", _("Written"), batch.state in OVER),
    )
    return [
        NavigationStep(label, reverse(route, args=[batch.pk]) if is_open else "", name == here)
        for name, route, label, is_open in way
    ]

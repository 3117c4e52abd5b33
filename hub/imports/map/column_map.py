"""Which column is which field, and how its cells are read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.utils import timezone

from hub.imports.models import Import, Profile

DATES = ("iso", "dmy", "mdy", "ymd")
SEPARATORS = (";", "|", "\n", ",", "/", "、", "،", "；", "，")


@dataclass(frozen=True)
class MappedColumn:
    """``field`` is empty where the column is left out. ``dates``: the order of day and month.

    ``separator``: between the values of a cell; empty where a cell holds one.
    """

    heading: str
    field: str = ""
    separator: str = ""
    dates: str = "iso"
    certainty: int = 0  # of the proposal, 0 to 100; 100 once a person has said so


@dataclass(frozen=True)
class ColumnMap:
    """``empty_erases``: an empty cell takes away what the record has; else it says nothing."""

    columns: tuple[MappedColumn, ...] = field(default_factory=tuple)
    empty_erases: bool = False

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """From ``Import.mapping`` or ``Profile.columns``; what it does not know it leaves out."""
        columns = tuple(
            MappedColumn(
                heading=str(one["heading"]),
                field=str(one.get("field") or ""),
                separator=str(one.get("separator") or ""),
                dates=one["dates"] if one.get("dates") in DATES else "iso",
                certainty=int(one.get("certainty") or 0),
            )
            for one in stored.get("columns", ())
        )
        return cls(columns, bool(stored.get("empty_erases")))

    def as_json(self) -> dict[str, Any]:
        return {
            "columns": [asdict(column) for column in self.columns],
            "empty_erases": self.empty_erases,
        }

    @property
    def mapped(self) -> tuple[MappedColumn, ...]:
        return tuple(column for column in self.columns if column.field)

    def heading_of(self, name: str) -> str:
        """The column that a field is read from; the field's own name where there is none."""
        return next((one.heading for one in self.columns if one.field == name), name)


def save_profile(batch: Import, slug: str, title: str, *, by: Any) -> Profile:
    """Keep how this file is read under a name, anew or in place of what the name stood for."""
    kept = {
        "title": title,
        "source": batch.source,
        "columns": batch.mapping,
        "words": batch.words,
        "encoding": batch.encoding,
        "delimiter": batch.delimiter,
        "sheet": batch.sheet,
    }
    profile, _made = Profile.objects.update_or_create(
        slug=slug,
        defaults=kept | {"updated_at": timezone.now()},
        create_defaults=kept | {"created_by": by},
    )
    batch.profile = profile
    batch.save(update_fields=["profile"])
    return profile

"""Dates as precise as their source: a day, a month or a year. Nothing invents the rest."""

import calendar
import datetime
import re
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# ISO 8601-1 reduced precision: 2021, 2021-10, 2021-10-07. As text they sort by time.
PATTERN = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
SQL_PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def parse(text: str) -> tuple[int, int | None, int | None]:
    """Year, month and day, the last two None where not stated. ValueError with a sentence."""
    match = PATTERN.match(text.strip())
    if not match:
        raise ValueError(
            _("“%(text)s” is not a date. Write 2021, 2021-10 or 2021-10-07.") % {"text": text}
        )
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # noqa: S101 - the pattern demands a year
    try:
        datetime.date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise ValueError(_("There is no such date as “%(text)s”.") % {"text": text}) from None
    return year, month, day


class PartialDateField(models.CharField):  # type: ignore[type-arg]
    """A date in ISO 8601 reduced precision, kept as text; null is "not known"."""

    description = _("Date with the precision of its source")

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("max_length", 10)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("max_length", None)
        return name, path, args, options

    def to_python(self, value: Any) -> str | None:
        if value in (None, ""):
            return None
        try:
            parse(str(value))
        except ValueError as problem:
            raise ValidationError(str(problem), code="invalid") from None
        return str(value).strip()

    def get_prep_value(self, value: Any) -> str | None:
        return self.to_python(value)

    def formfield(self, **options: Any) -> forms.Field | None:
        options.setdefault("help_text", _("As precise as the source: 2021, 2021-10 or 2021-10-07."))
        return super().formfield(**options)


class Precision(StrEnum):
    """How much of a date its source states; the values of a row's ``date_precision``."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


def precision(text: str | None) -> Precision:
    """How precise ``2021``, ``2021-10``, ``2021-10-07`` or nothing is."""
    return {0: Precision.UNKNOWN, 4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}[
        len(text or "")
    ]


def span(text: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that a partial date can mean. Raises ValueError on bad text.

    For sorting and for telling past from coming: a day that was never stated is not shown.
    """
    year, month, day = parse(text)
    first = datetime.date(year, month or 1, day or 1)
    if day:
        return first, first
    last_month = month or 12
    return first, datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])

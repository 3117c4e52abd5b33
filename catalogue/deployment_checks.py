"""What a site that goes public is told by ``check --deploy``."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError
from django.utils.translation import ngettext

from catalogue.models import Helpline


def helplines_are_checked(**options: Any) -> list[CheckMessage]:
    """A wrong number can do harm: a person should have checked every line within a year."""
    try:
        unchecked = Helpline.objects.unchecked().count()
    except DatabaseError:  # no tables yet
        return []
    if not unchecked:
        return []
    sentence = ngettext(
        "%(total)d helpline that readers see has been checked by nobody within a year.",
        "%(total)d helplines that readers see have been checked by nobody within a year.",
        unchecked,
    ) % {"total": unchecked}
    return [
        CheckWarning(
            sentence,
            hint="Call or write to each, then say in the admin that it was checked, and when.",
            id="catalogue.W001",
        )
    ]

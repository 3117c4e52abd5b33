"""What a person reads about rows that could not be loaded."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from catalogue.models import Load, LoadProblem
from catalogue.row_readers.reader import NO_TEXT, Row


def name_of(row: Row, key: str) -> str:
    """What a person finds a row by: its slug, or what stands in its place; empty without one."""
    return readable(str(row.get(key or "slug") or ""))


def readable(text: str) -> str:
    """A text of a broken row as the database can hold it."""
    return NO_TEXT.sub("�", text)


def taken(name: str, number: int) -> str:
    """The problem of a row whose name an earlier one has."""
    return _("The slug “%(slug)s” is already that of row %(row)d.") % {"slug": name, "row": number}


def tell(load: Load, number: int, name: str, sentences: Iterable[str]) -> None:
    """Write down the problems of a row, by its number in the file."""
    LoadProblem.objects.bulk_create(
        LoadProblem(load=load, row=number, record=name[:200], sentence=readable(text)[:600])
        for text in sentences
    )

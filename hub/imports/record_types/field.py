"""A field that a column can be mapped to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ImportField:
    """``name``: in a row (the format of the starter data). ``facts``: names in ``facts()``.

    ``headings``: what its column is called elsewhere, in several languages, in small letters.
    ``free_text``: prose, in which personal data may stand.
    """

    name: str
    label: object  # translatable
    facts: tuple[str, ...]
    headings: tuple[str, ...] = ()
    scheme: str = ""
    many: bool = False
    required: bool = False
    free_text: bool = False
    # text | date | day | url | flag | choice | sources | objects | organisations
    shape: str = "text"
    choices: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What its words are kept under: the scheme of its terms, or "organisation"."""
        return self.scheme or ("organisation" if self.shape == "organisations" else "")


@dataclass(frozen=True)
class Relation:
    """How a row says what it is part of: the field, the fact that holds the key, and the fields
    by which the other is ``called``; ``names`` are those of them that are folded."""

    field: str = ""
    fact: str = ""
    called: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

"""Who keeps texts of records elsewhere than in the rows of the database, such as files of exports.

Where something is removed from every record, each of them is called with what is removed, after
the database has it no longer: it deletes what holds it, or has it made anew. It may be called twice
with the same, and after a restore. An exception keeps the removal open, and it is tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from hub.records.registry import Registry


class ForgottenText(Protocol):
    """What is removed. Of values as columns hold them: texts, lists, mappings."""

    def is_in(self, value: Any) -> bool: ...

    def without(self, value: Any) -> Any: ...


text_keepers: Registry[Callable[[ForgottenText], object]] = Registry("keepers of texts")

"""How a row differs from the record it stands for, and whose each field is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from hub.records.models.ledger import Facts

Difference = dict[str, Any]  # field, old, new, owner
CURATOR, SOURCE = "curator", "source"
NOTHING: tuple[Any, ...] = (None, "", [])


def same(one: Any, other: Any) -> bool:
    """Not known is not known, however it is written down."""
    return bool(one == other or (one in NOTHING and other in NOTHING))


def differences(
    facts: Facts,
    stored: Facts,
    said: Facts | None,
    kept: Facts,
    edited: Collection[str],
    unions: Collection[str] = (),
) -> list[Difference]:
    """The facts of a row that the record does not have, each with its owner.

    ``said``: what the source said last time, None if nothing. A fact of the record that differs
    from that is a curator's. Without it, the facts that a person edited are theirs (``edited``).
    What only adds to a list (``unions``) or fills what is empty takes nothing away from anybody.
    ``kept``: proposals that a curator refused before; they are not made again.
    """
    found = []
    for name, new in facts.items():
        old = stored.get(name)
        if name == "known_none":
            # What is known to be none no longer goes with the value that is written.
            new = sorted({*old, *new}) if old else new
        if same(old, new) or (name in kept and same(kept[name], new)):
            continue
        if name in unions or name == "known_none":
            owner = SOURCE
        elif said is not None and name in said:
            owner = SOURCE if same(old, said[name]) else CURATOR
        elif old in NOTHING:
            owner = SOURCE
        else:
            owner = CURATOR if said is not None or name in edited else SOURCE
        found.append({"field": name, "old": old, "new": new, "owner": owner})
    return found

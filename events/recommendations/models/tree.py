"""The order of recommendations and the sub-actions below them."""

from __future__ import annotations

from collections.abc import Iterable

from events.recommendations.models.recommendation import Recommendation


def in_tree_order(recommendations: Iterable[Recommendation]) -> list[tuple[int, Recommendation]]:
    """Each with its depth, every one behind the one that it is a part of, siblings in their order.

    One whose parent is not among them stands at the top.
    """
    given = sorted(recommendations, key=lambda one: (one.position, one.slug))
    keys = {one.pk for one in given}
    below: dict[int | None, list[Recommendation]] = {}
    for one in given:
        below.setdefault(one.parent_id if one.parent_id in keys else None, []).append(one)
    ordered: list[tuple[int, Recommendation]] = []

    def place(parent: int | None, depth: int) -> None:
        for one in below.get(parent, ()):
            ordered.append((depth, one))
            place(one.pk, depth + 1)

    place(None, 0)
    return ordered

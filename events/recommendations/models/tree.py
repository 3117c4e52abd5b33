"""The order of recommendations and the sub-actions below them."""

from __future__ import annotations

from collections.abc import Iterable

from events.recommendations.models.recommendation import Recommendation


def in_tree_order(recommendations: Iterable[Recommendation]) -> list[tuple[int, Recommendation]]:
    """Each with its depth, every one behind the one that it is a part of, siblings in their order.

    One whose parent is not among them stands at the top.
    """
    siblings = sorted(
        recommendations, key=lambda recommendation: (recommendation.position, recommendation.slug)
    )
    keys = {recommendation.pk for recommendation in siblings}
    below: dict[int | None, list[Recommendation]] = {}
    for recommendation in siblings:
        below.setdefault(
            recommendation.parent_id if recommendation.parent_id in keys else None, []
        ).append(recommendation)
    ordered: list[tuple[int, Recommendation]] = []

    def place(parent: int | None, depth: int) -> None:
        for recommendation in below.get(parent, ()):
            ordered.append((depth, recommendation))
            place(recommendation.pk, depth + 1)

    place(None, 0)
    return ordered

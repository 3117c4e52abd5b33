"""Rows that are erased some hundreds at a time: no lock is held for long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

BATCH = 500  # rows of one transaction


def erase_in_batches(due: QuerySet[Any], erase: Callable[[list[int]], object]) -> int:
    """Hand ``erase`` the keys of all that is due, in order; of how many rows.

    What it was handed must not be due any more: the query is asked until it names nothing.
    """
    count = 0
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            erase(keys)
        count += len(keys)
    return count

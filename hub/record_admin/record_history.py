"""The history of a record, page by page: who changed which fact from what to what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from hub.records.link_tables import Facts
from hub.records.models import Record, Revision

MAX_REVISIONS = 100  # on a page
PAGE_VAR = "page"


@dataclass(frozen=True)
class FactDifference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryStep:
    """A revision and its differences; ``is_creation``: the record was made by it.

    ``restore``: the page on which its version can be restored; empty for the one that stands.
    """

    revision: Revision
    differences: list[FactDifference]
    is_creation: bool
    restore: str = ""


def history_page(record: Record, number: str | None) -> Page[Revision]:
    """Its revisions, the newest first; the nearest page where there is none of this number."""
    revisions = Revision.objects.filter(kind=record.kind, record_id=record.pk)
    pages = Paginator(revisions.select_related("by").order_by("-version"), MAX_REVISIONS)
    return pages.get_page(number)


def history_steps(
    record: Record,
    page: Page[Revision],
    labels: dict[str, str],
    fact_text: Callable[[str, Any], str],
    restore: Callable[[int], str] | None = None,
) -> list[HistoryStep]:
    """The steps of one page of the history.

    ``labels`` name the facts, ``fact_text`` prints the value of one. A revision stores only the
    facts before it: those after it are the facts before the next one. ``restore``: the address
    that restores a version.
    """
    after, steps = _facts_after(record, page), []
    for revision in page.object_list:
        before = revision.before or {}
        differences = [
            FactDifference(
                labels.get(name, name),
                fact_text(name, before.get(name)),
                fact_text(name, after.get(name)),
            )
            for name in revision.changed
            if before.get(name) not in (None, "", []) or after.get(name) not in (None, "", [])
        ]
        is_older = restore is not None and revision.version < record.version
        address = restore(revision.version) if restore and is_older else ""
        steps.append(HistoryStep(revision, differences, revision.before is None, address))
        after = before
    return steps


def _facts_after(record: Record, page: Page[Revision]) -> Facts:
    """What the newest revision of the page left."""
    if not page.has_previous():
        return record.facts()
    newest = page.object_list[0]
    newer = Revision.objects.filter(
        kind=record.kind, record_id=record.pk, version__gt=newest.version
    )
    next_one = newer.order_by("version").first()
    return (next_one.before if next_one else None) or {}

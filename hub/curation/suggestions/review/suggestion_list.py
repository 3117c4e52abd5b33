"""The list of suggestions: danger first, what says the same once with a number."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db.models import Case, Count, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.suggestions.models import CHANGE, VIEW, Suggestion
from hub.curation.suggestions.review.hidden_record import records_of
from hub.curation.suggestions.told_language import foreign_language, language_sentence
from hub.records.record_access import about_own, may
from hub.records.registry import record_types
from hub.search_engine.query import page_count
from hub.web.paths import query_string, with_query

PER_PAGE = 30
MAX_CHOSEN = 20_000  # suggestions decided in one step
State, Kind = Suggestion.State, Suggestion.Kind
EVERY = Q()
# Filters by state: the name in addresses, what it is called, and the rows.
WAITING, HELD, ENDED, DROPPED = "", "held", "ended", "dropped"


@dataclass(frozen=True)
class SuggestionFilter:
    """What of the list is shown. ``show``: by state; ``about``: a kind of record.

    ``within``: the suggestions that the person may see.
    """

    show: str = WAITING
    kind: str = ""
    about: str = ""
    page: int = 1
    within: Q = EVERY

    @classmethod
    def read(cls, data: Mapping[str, Any], within: Q = EVERY) -> Self:
        """What makes no sense is left out: whoever made up an address sees the list."""
        show, kind, about = (str(data.get(name, "")) for name in ("show", "kind", "about"))
        page = str(data.get("page", ""))
        return cls(
            show if show in (HELD, ENDED, DROPPED) else WAITING,
            kind if kind in Kind.values else "",
            about if about in record_types else "",
            max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 8 else 1,
            within,
        )

    @property
    def is_of_dangers(self) -> bool:
        """Whether it shows reports of danger and nothing else."""
        return self.kind == Kind.DANGER

    def address(self, **changes: Any) -> str:
        wanted = replace(self, **{"page": 1, **changes})
        pairs = [("show", wanted.show), ("kind", wanted.kind), ("about", wanted.about)]
        pairs.append(("page", str(wanted.page) if wanted.page > 1 else ""))
        query = query_string(pair for pair in pairs if pair[1])
        return with_query(reverse("suggestions"), query)

    def rows(self) -> QuerySet[Suggestion]:
        rows = self._in_state().filter(self.within)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        return rows.filter(record_kind=self.about) if self.about else rows

    def _in_state(self) -> QuerySet[Suggestion]:
        if self.show == ENDED:
            return Suggestion.objects.ended().exclude(state=State.DROPPED)
        if self.show == DROPPED:
            return Suggestion.objects.filter(state=State.DROPPED)
        rows = Suggestion.objects.open()
        return rows.held() if self.show == HELD else rows


@dataclass(frozen=True)
class GroupLine:
    """Suggestions that say the same of the same record. ``suggestion``: the first of them."""

    key: str
    suggestion: Suggestion
    count: int
    last: datetime.datetime
    record: str
    excerpt: str
    language: str

    @property
    def url(self) -> str:
        return reverse("suggestion", args=[self.suggestion.pk])


@dataclass(frozen=True)
class SuggestionPage:
    lines: list[GroupLine]
    groups: int
    number: int
    pages: int


EXCERPT = 160


def read_page(chosen: SuggestionFilter) -> SuggestionPage:
    """Four queries and one for each kind of record on the page, however many suggestions."""
    rows = chosen.rows()
    count = rows.order_by().values("group_key").distinct().count()
    pages = page_count(count, PER_PAGE)
    number = min(chosen.page, pages)
    start = (number - 1) * PER_PAGE
    groups = list(grouped(rows)[start : start + PER_PAGE])
    firsts = Suggestion.objects.in_bulk([group["first"] for group in groups])
    names = records_of((one.record_kind, one.record_id) for one in firsts.values())
    lines = [
        _line(group, firsts[group["first"]], names) for group in groups if group["first"] in firsts
    ]
    return SuggestionPage(lines, count, number, pages)


def grouped(rows: QuerySet[Suggestion]) -> QuerySet[Any, dict[str, Any]]:
    """Groups in their order: danger, then what waits longest."""
    is_danger = Case(When(kind=Kind.DANGER, then=Value(0)), default=Value(1))
    groups: QuerySet[Any, Any] = (
        rows.order_by()
        .values("group_key")
        .annotate(
            rank=Min(is_danger, output_field=IntegerField()),
            first=Min("pk"),
            size=Count("pk"),
            last=Max("received_at"),
        )
        .order_by("rank", "first")
    )
    return groups


def _line(
    group: Mapping[str, Any], suggestion: Suggestion, names: Mapping[tuple[str, int], Any]
) -> GroupLine:
    record = names.get((suggestion.record_kind, suggestion.record_id or 0))
    words = " ".join(suggestion.words.split())
    if suggestion.is_held:
        words = _("Held: personal data or whereabouts may stand in it.")
    excerpt = words if len(words) <= EXCERPT else words[:EXCERPT] + "…"
    name = _record_name(suggestion, record)
    language = language_sentence(foreign_language(suggestion.language, [suggestion.words]))
    key, size, last = group["group_key"], group["size"], group["last"]
    return GroupLine(key, suggestion, size, last, name, excerpt, language)


def _record_name(suggestion: Suggestion, record: Any) -> str:
    if record is not None:
        return str(record)
    return _("a record that is gone") if suggestion.record_kind else ""


@dataclass(frozen=True)
class FilterChoice:
    label: str
    url: str
    count: int | None
    is_current: bool


def state_choices(chosen: SuggestionFilter) -> list[FilterChoice]:
    labels = (
        (WAITING, _("Waiting")),
        (HELD, _("Held")),
        (ENDED, _("Decided")),
        (DROPPED, _("Dropped")),
    )
    return [
        FilterChoice(label, chosen.address(show=show), None, chosen.show == show)
        for show, label in labels
    ]


def kind_choices(chosen: SuggestionFilter) -> list[FilterChoice]:
    """All kinds that there are in this state, with how many suggestions."""
    rows = replace(chosen, kind="").rows().order_by()
    counts = {row["kind"]: row["n"] for row in rows.values("kind").annotate(n=Count("pk"))}
    links = [FilterChoice(_("All"), chosen.address(kind=""), sum(counts.values()), not chosen.kind)]
    return links + [
        FilterChoice(str(label), chosen.address(kind=kind), counts[kind], chosen.kind == kind)
        for kind, label in Kind.choices
        if kind in counts or (chosen.kind == kind and counts.setdefault(kind, 0) == 0)
    ]


def keys_of_groups(chosen: SuggestionFilter, groups: Iterable[str]) -> list[int]:
    """The suggestions of these groups, as far as the filter shows them."""
    rows = chosen.rows().filter(group_key__in=list(groups)[:PER_PAGE])
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MAX_CHOSEN])


def keys_of_all(chosen: SuggestionFilter, newest: int) -> list[int]:
    """All that the filter shows, but what came in after the curator looked. ``newest``: a key.

    Reports of danger only where it shows nothing else.
    """
    rows = chosen.rows().filter(pk__lte=newest)
    if not chosen.is_of_dangers:
        rows = rows.exclude(kind=Kind.DANGER)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MAX_CHOSEN])


def visible_to(person: Any) -> Q:
    """The condition on suggestions that a person may see: all, or some about their own records."""
    if person.has_perm(VIEW):
        return EVERY
    return Q(pk__in=Suggestion.objects.for_focal_points().filter(about_own(person)).values("pk"))


def may_decide(person: Any, suggestion: Suggestion) -> bool:
    if person.has_perm(CHANGE):
        return True
    rows = Suggestion.objects.for_focal_points().filter(pk=suggestion.pk)
    is_own = may(person, CHANGE, suggestion.record_kind, suggestion.record_id)
    return is_own and rows.exists()

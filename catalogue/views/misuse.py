"""Misuse patterns: all of them by stage of the crime, their feed, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from catalogue.fields.misuse import MISUSE
from catalogue.index_documents import MISUSE_LIST
from catalogue.models import MisusePattern
from catalogue.presenters.facts import Sources
from catalogue.presenters.misuse import build_pattern, group_by_stage, public_patterns
from catalogue.views.records import answer_with, page_of, preview_of
from hub.lists.spec import Cards, ListSpec
from hub.lists.views import render_feed, render_list
from hub.web.page_kinds import shows
from hub.web.responses import missing_record


def stages(pks: Sequence[int]) -> tuple[Cards, dict[str, Any]]:
    """All patterns that fit the filters on one page: there are few, and the order is the point."""
    sources = Sources(())
    groups = group_by_stage(public_patterns(pks), sources)
    return groups, {"sources": sources.listed()}


MISUSE_PATTERNS = ListSpec(
    kind=MISUSE.kind,
    route="misuse-patterns",
    feed_route="misuse-feed",
    section="misuse",
    template="catalogue/misuse_list.html",
    facets=MISUSE_LIST,
    records=lambda: MisusePattern.objects.all(),
    cards=lambda pks, marker: public_patterns(pks),
    count=lambda total: (
        ngettext("%(total)d misuse pattern", "%(total)d misuse patterns", total) % {"total": total}
    ),
    title=gettext_lazy("How traffickers use technology"),
    search_label=gettext_lazy("Search these patterns"),
    submit_label=gettext_lazy("Show the patterns"),
    description=gettext_lazy(
        "How traffickers use technology, by stage of the crime, and the tools that counter it."
    ),
    group=stages,
    card_template="catalogue/misuse_cards.html",
)


@shows("misuse")
def misuse_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, MISUSE_PATTERNS)


@shows("misuse")
def misuse_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, MISUSE_PATTERNS)


@shows(page="misuse")
def misuse_detail(request: HttpRequest, slug: str) -> HttpResponse:
    published = MisusePattern.objects.published().for_page().filter(slug=slug).first()
    record = published or preview_of(request, MisusePattern.objects.for_page(), slug)
    if record is None:
        return missing_record(request, MisusePattern.objects.all(), slug)
    refs = Sources(())
    view_model = build_pattern(record, refs)
    context = {
        "page": page_of(record, record.summary, "misuse", None),
        "pattern": view_model,
        "sources": refs.listed(),
        "changed": record.updated_at.date().isoformat(),
        "version": record.version,
    }
    return answer_with(request, record, "catalogue/misuse_detail.html", context)

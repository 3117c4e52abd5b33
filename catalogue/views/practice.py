"""Practice notes: the filtered list, its feed, and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.index_documents import PRACTICE_LIST
from catalogue.models import Deployment
from catalogue.presenters.practice import practice_cards, practice_page
from catalogue.views.records import answer_with, page_of, preview_of
from hub.lists.spec import ListSpec
from hub.lists.views import render_feed, render_list
from hub.web.page_kinds import shows
from hub.web.responses import missing_record

PRACTICE = ListSpec(
    kind=DEPLOYMENT.kind,
    route="practice",
    feed_route="practice-feed",
    section="practice",
    template="catalogue/practice_list.html",
    facets=PRACTICE_LIST,
    records=lambda: Deployment.objects.all(),
    cards=practice_cards,
    count=lambda total: (
        ngettext("%(total)d practice note", "%(total)d practice notes", total) % {"total": total}
    ),
    title=gettext_lazy("Used in practice"),
    search_label=gettext_lazy("Search the practice notes"),
    submit_label=gettext_lazy("Show the practice notes"),
    description=gettext_lazy(
        "Where tools against trafficking were used, what they needed, what worked and what failed."
    ),
)


@shows("deployment")
def practice_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, PRACTICE)


@shows("deployment")
def practice_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, PRACTICE)


@shows("deployment", page="deployment")  # a tree of adaptations of any depth
def practice_detail(request: HttpRequest, slug: str) -> HttpResponse:
    published = Deployment.objects.published().for_page().filter(slug=slug).first()
    note = published or preview_of(request, Deployment.objects.for_page(), slug)
    if note is None:
        return missing_record(request, Deployment.objects.all(), slug)
    context = {
        "page": page_of(note, note.summary, "practice", None),
        "note": practice_page(note),
    }
    return answer_with(request, note, "catalogue/practice_detail.html", context)

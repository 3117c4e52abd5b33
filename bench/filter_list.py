"""A list of tools as a plain Django site makes it: django-filter, joins, counts by GROUP BY, a
Django template, and nothing that is kept. A WSGI application; for comparison only.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from django.conf import settings

settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
settings.ROOT_URLCONF = "bench.filter_list"

import django_filters
from django.core.handlers.wsgi import WSGIHandler
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from catalogue.models import Tool, ToolTerm
from hub.vocabulary.models import Term

FACETS = {"purpose": "purpose", "context": "context", "place": "region", "language": "language",
          "access": "access", "technology": "technology", "status": "status",
          "connectivity": "connectivity", "user": "user"}  # fmt: skip
PAGE = Engine().from_string("""<!doctype html><title>Tools</title><form>{{ filters.form }}</form>
{% for tool in page %}<article><h2>{{ tool.name }}</h2><p>{{ tool.summary }}</p><ul>
{% for term in tool.terms.all %}<li>{{ term.label }}</li>{% endfor %}</ul></article>{% endfor %}
{% for count in counts %}<p>{{ count.term__label }} {{ count.tools }}</p>{% endfor %}
<p>{{ page.paginator.count }} tools, page {{ page.number }}</p>""")


class ToolFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(method="containing")

    class Meta:
        model = Tool
        fields: tuple[str, ...] = ()

    def containing(self, tools: QuerySet[Tool], _name: str, words: str) -> QuerySet[Tool]:
        for word in words.replace('"', " ").split():
            texts = ("name", "other_names", "summary", "description")
            some = Q()
            for text in texts:
                some |= Q(**{f"{text}__icontains": word})
            tools = tools.filter(some)
        return tools


for name, scheme in FACETS.items():
    ToolFilters.base_filters[name] = django_filters.ModelMultipleChoiceFilter(
        field_name="terms__slug", to_field_name="slug", queryset=Term.objects.in_scheme(scheme)
    )


def tools(request: HttpRequest) -> HttpResponse:
    filters = ToolFilters(request.GET, queryset=Tool.objects.published())
    found = filters.qs.distinct().order_by("-updated_at", "-pk")
    page = Paginator(found.prefetch_related("terms"), 20).get_page(request.GET.get("page"))
    counts = (
        ToolTerm.objects.filter(tool__in=found.order_by().values("pk"))
        .values("term__label")
        .annotate(tools=Count("tool", distinct=True))
    )
    context: dict[str, Any] = {"filters": filters, "page": page, "counts": counts}
    return HttpResponse(PAGE.render(Context(context)))


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


application = WSGIHandler()
urlpatterns = [path("tools/", tools), path("healthz", healthz)]

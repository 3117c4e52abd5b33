"""Addresses of files: those of the lists, with an ending in place of the last stroke."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, path

from catalogue.urls import urlpatterns as catalogue
from events.urls import urlpatterns as events
from hub.lists.spec import lists_by_route
from hub.open_data import views
from hub.open_data.views import FORMATS, METADATA


def file_patterns() -> list[URLPattern]:
    """For each list that has a page among those of the records."""
    paths = {each.name: str(each.pattern) for each in (*catalogue, *events) if each.name}
    lists = {route: paths[route].rstrip("/") for route in lists_by_route() if route in paths}
    patterns = [
        path(
            f"{base}.{ending}",
            views.list_file,
            {"route": route, "ending": ending},
            name=f"{route}-{ending}",
        )
        for route, base in lists.items()
        for ending in FORMATS
    ]
    for route, base in lists.items():
        options = {"route": route}
        patterns += [
            path(f"{base}.{METADATA}", views.list_metadata, options, name=f"{route}-metadata"),
            path(f"{base}.feed.json", views.list_json_feed, options, name=f"{route}-feed-json"),
        ]
    return patterns


urlpatterns = [*file_patterns(), path("take/<slug:route>/", views.take, name="take")]

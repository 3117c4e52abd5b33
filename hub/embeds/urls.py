"""Addresses of frames: one for each list, and one for each record on it."""

from django.urls import path

from hub.embeds import views
from hub.embeds.embedded import list_route, record_route
from hub.lists.spec import list_specs

urlpatterns = [path("embed/", views.instructions, name="embed")]
for spec in list_specs.values():
    kind = {"kind": spec.kind}
    urlpatterns += [
        path(f"embed/{spec.route}/", views.framed_list, kind, name=list_route(spec)),
        path(
            f"embed/{spec.route}/<slug:slug>/", views.framed_record, kind, name=record_route(spec)
        ),
    ]

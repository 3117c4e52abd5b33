"""Addresses of the ten-minute check, below the desk's."""

from django.urls import path

from hub.curation.record_checks import views
from hub.curation.record_checks.check_parts import CHECK_PARTS, FACTS

STEPS = (("", views.check), ("end", views.end), ("done", views.done))

urlpatterns = [
    path("record/<slug:kind>/<int:key>/", views.by_key, name="record-check-by-key"),
    path("<slug:kind>/<slug:slug>/trial/", views.trial, name="record-check-trial"),
]
urlpatterns += [
    path(
        "<slug:kind>/<slug:slug>/"
        + (f"{part.name}/" if part.name != FACTS else "")
        + (f"{step}/" if step else ""),
        view,
        {"part": part.name},
        name=part.route(step),
    )
    for part in CHECK_PARTS.values()
    for step, view in STEPS
]

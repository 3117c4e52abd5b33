"""Addresses of drafts below the desk's, and of the links for people without an account."""

from django.urls import path

from hub.curation.drafts import staff_views, time_views, views

staff_urlpatterns = [
    path("", staff_views.drafts, name="drafts"),
    path("<slug:kind>/<int:key>/", staff_views.edit, name="draft"),
    path("<slug:kind>/<int:key>/begin/", staff_views.begin, name="draft-begin"),
    path("<slug:kind>/<int:key>/compare/", staff_views.compare, name="draft-compare"),
    path("<slug:kind>/<int:key>/preview/", staff_views.preview, name="draft-preview"),
    path("<slug:kind>/<int:key>/links/", staff_views.links, name="draft-links"),
    path("<slug:kind>/<int:key>/times/", time_views.times, name="draft-times"),
    path("<slug:kind>/<int:key>/drop/", staff_views.drop, name="draft-drop"),
]
urlpatterns = [path("draft-preview/", views.draft_preview, name="draft-preview-link")]

"""Addresses of the pages by which texts are taken out, below the desk's."""

from django.urls import path

from hub.curation.purging import views

urlpatterns = [
    path("", views.requests, name="purge-requests"),
    path("<int:pk>/", views.purge_request, name="purge-request"),
    path("ask/<slug:kind>/<int:key>/", views.ask, name="purge-ask"),
]

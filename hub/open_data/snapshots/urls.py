"""Addresses of the data as files."""

from django.urls import path

from hub.open_data.snapshots import views

urlpatterns = [path("data/", views.data, name="data")]

# A file has one address in all languages.
machine_urlpatterns = [
    path("data/<slug:day>/<str:name>", views.snapshot_file, name="snapshot-file"),
]

"""Addresses of changes of many records, below the desk's."""

from django.urls import path

from hub.curation.bulk_changes import views

urlpatterns = [
    path("", views.bulk_changes, name="bulk-changes"),
    path("<int:pk>/", views.bulk_change, name="bulk-change"),
    path("<int:pk>/undo/", views.undo_bulk_change, name="bulk-change-undo"),
]

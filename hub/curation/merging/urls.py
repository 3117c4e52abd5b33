"""Addresses of the pages about merged records, below the desk's."""

from django.urls import path

from hub.curation.merging import merge_page, views

urlpatterns = [
    path("", views.merges, name="merges"),
    path("<int:pk>/", views.merge_detail, name="merge"),
    path("<int:pk>/history/", views.absorbed_history, name="merge-history"),
    path("<int:pk>/undo/", views.undo_merge, name="merge-undo"),
    path("<slug:kind>/<int:goes>/", views.choose, name="merge-choose"),
    path("<slug:kind>/<int:goes>/into/<int:stays>/", merge_page.merge_records, name="merge-two"),
]

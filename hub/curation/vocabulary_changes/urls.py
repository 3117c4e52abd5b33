"""Addresses of the pages about changes of the vocabulary, below the desk's."""

from django.urls import path

from hub.curation.vocabulary_changes import views

urlpatterns = [
    path("", views.changes, name="term-changes"),
    path("<int:pk>/", views.change, name="term-change"),
    path("<int:pk>/undo/", views.undo_change, name="term-change-undo"),
    path("term/<int:pk>/<slug:kind>/", views.change_term, name="change-term"),
]

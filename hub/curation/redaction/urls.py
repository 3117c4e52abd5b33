"""Addresses of the pages by which a person or a passage is removed, below the desk's."""

from django.urls import path

from hub.curation.redaction import views

urlpatterns = [
    path("", views.redactions, name="redactions"),
    path("ask/", views.ask, name="redaction-ask"),
    path("<int:pk>/", views.redaction, name="redaction"),
]

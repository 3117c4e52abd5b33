"""The address of the page, below the desk's."""

from django.urls import path

from hub.curation.held_data import views

urlpatterns = [path("", views.held_data, name="held-data")]

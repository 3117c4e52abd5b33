"""Addresses of the pages that show what looks alike."""

from django.urls import path

from hub.curation.look_alikes import views

urlpatterns = [
    path("<slug:kind>/", views.look_alikes, name="look-alikes"),
]

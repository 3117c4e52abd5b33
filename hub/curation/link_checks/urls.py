"""Addresses of the pages about checked addresses, below the desk's."""

from django.urls import path

from hub.curation.link_checks import views

urlpatterns = [
    path("", views.addresses, name="link-checks"),
    path("<int:pk>/", views.address, name="link-check"),
]

"""Addresses of the contacts of records, below the desk's."""

from django.urls import path

from hub.curation.contacts import views

urlpatterns = [
    path("<slug:kind>/<int:key>/", views.contacts, name="contacts"),
    path("<slug:kind>/<int:key>/remove/", views.remove, name="contacts-remove"),
]

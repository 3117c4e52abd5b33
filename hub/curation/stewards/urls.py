"""Addresses of stewards, below the desk's."""

from django.urls import path

from hub.curation.stewards import views

urlpatterns = [path("<slug:kind>/<int:key>/", views.steward, name="steward")]

"""Addresses of what readers send in."""

from django.urls import path

from hub.curation.suggestions import views

urlpatterns = [
    path("tell/", views.tell, name="tell"),
    path("tell/receipt/", views.receipt, name="tell-receipt"),
]

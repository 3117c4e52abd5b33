"""Addresses of the numbers."""

from django.urls import path

from hub.numbers import views

urlpatterns = [
    path("numbers/", views.numbers, name="numbers"),
    path("numbers/<slug:name>.csv", views.numbers_file, name="numbers-file"),
]

"""The address of the search over everything."""

from django.urls import path

from hub.global_search import views

urlpatterns = [path("search/", views.everything, name="search")]

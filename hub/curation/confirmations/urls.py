"""Addresses of makers, which stand in mails, and of curators below the desk's."""

from django.urls import path

from hub.curation.confirmations import staff_views, views

urlpatterns = [
    path("confirm/", views.confirm, name="confirm"),
    path("confirm/stop/", views.stop, name="confirm-stop"),
]
staff_urlpatterns = [
    path("", staff_views.confirmations, name="confirmations"),
    path("enter/", staff_views.enter_several, name="confirmations-enter"),
    path("<int:pk>/", staff_views.confirmation, name="confirmation"),
    path("<int:pk>/withdraw/", staff_views.withdraw, name="confirmation-withdraw"),
    path("ask/<slug:kind>/<int:key>/", staff_views.ask, name="confirmation-ask"),
]

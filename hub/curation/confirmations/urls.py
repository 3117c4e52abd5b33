"""Addresses of makers, which stand in mails, and of curators below the desk's."""

from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from hub.curation.confirmations import staff_views, views
from hub.curation.confirmations.asked_record import may_be_confirmed


class MadeKind(SlugConverter):
    """A kind of record whose makers can be asked: others have no such page."""

    def to_url(self, value: str) -> str:
        if not may_be_confirmed(value):
            raise ValueError(value)
        return super().to_url(value)


register_converter(MadeKind, "made-kind")

urlpatterns = [
    path("confirm/", views.confirm, name="confirm"),
    path("confirm/stop/", views.stop, name="confirm-stop"),
]
staff_urlpatterns = [
    path("", staff_views.confirmations, name="confirmations"),
    path("enter/", staff_views.enter_several, name="confirmations-enter"),
    path("<int:pk>/", staff_views.confirmation, name="confirmation"),
    path("<int:pk>/withdraw/", staff_views.withdraw, name="confirmation-withdraw"),
    path("ask/<made-kind:kind>/<int:key>/", staff_views.ask, name="confirmation-ask"),
]

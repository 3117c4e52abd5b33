"""Addresses of the curators' side of suggestions."""

from django.urls import path

from hub.curation.suggestions.review.views import list_page, suggestion_page

urlpatterns = [
    path("", list_page.suggestions, name="suggestions"),
    path("drop/", list_page.drop_several, name="suggestions-drop"),
    path("take-back/", list_page.undo, name="suggestions-undo"),
    path("<int:pk>/", suggestion_page.suggestion, name="suggestion"),
    path("<int:pk>/take/", suggestion_page.take, name="suggestion-take"),
    path("<int:pk>/ask/", suggestion_page.ask, name="suggestion-ask"),
    path("<int:pk>/hide/", suggestion_page.hide, name="suggestion-hide"),
    path("<int:pk>/show/", suggestion_page.show, name="suggestion-show"),
]

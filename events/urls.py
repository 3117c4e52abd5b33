"""Addresses of events, documents and recommendations."""

from django.urls import path

from events.views import gaps, lists, records

urlpatterns = [
    path("events.ics", lists.event_calendar, name="events-calendar"),
    path("events/", lists.event_list, name="events"),
    path("events/feed/", lists.event_feed, name="events-feed"),
    path("events/<slug:slug>.ics", records.event_calendar, name="event-calendar"),
    path("events/<slug:slug>/", records.event_detail, name="event"),
    path("documents/", lists.document_list, name="documents"),
    path("documents/feed/", lists.document_feed, name="documents-feed"),
    path("documents/<slug:slug>/", records.document_detail, name="document"),
    path("recommendations/", lists.recommendation_list, name="recommendations"),
    path("recommendations/feed/", lists.recommendation_feed, name="recommendations-feed"),
    path("recommendations/gaps/", gaps.gaps, name="recommendations-gaps"),
    path("recommendations/<slug:slug>/", records.recommendation_detail, name="recommendation"),
]

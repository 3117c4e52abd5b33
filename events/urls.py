"""Addresses of events, documents and recommendations."""

from django.urls import path

from events.views import countries, gaps, lists, records

urlpatterns = [
    path("events.ics", lists.event_calendar, name="events-calendar"),
    path("events/", lists.event_list, name="events"),
    path("events/feed/", lists.event_feed, name="events-feed"),
    path("events/<slug:slug>.ics", records.event_calendar, name="event-calendar"),
    path("events/<slug:slug>/", records.event_detail, name="event"),
    path("documents/", lists.document_list, name="documents"),
    path("documents/feed/", lists.document_feed, name="documents-feed"),
    path("documents/<slug:slug>/", records.document_detail, name="document"),
    path("documents/<slug:slug>/matrix/", records.document_matrix, name="document-matrix"),
    path("countries/", countries.country_list, name="countries"),
    path("countries/<slug:slug>.csv", countries.country_export, name="country-export"),
    path("countries/<slug:slug>/", countries.country_detail, name="country"),
    path("countries/<slug:slug>/feed/", countries.country_feed, name="country-feed"),
    path(
        "organisations/<slug:slug>/follow-up.csv",
        countries.organisation_export,
        name="organisation-export",
    ),
    path(
        "organisations/<slug:slug>/follow-up/feed/",
        countries.organisation_feed,
        name="organisation-feed",
    ),
    path("recommendations/", lists.recommendation_list, name="recommendations"),
    path("recommendations/feed/", lists.recommendation_feed, name="recommendations-feed"),
    path("recommendations/gaps/", gaps.gaps, name="recommendations-gaps"),
    path("recommendations/<slug:slug>/", records.recommendation_detail, name="recommendation"),
]

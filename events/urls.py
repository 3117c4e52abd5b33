"""Addresses of events, documents and recommendations."""

from django.urls import path, register_converter

from events.views import countries, follow_up_files, gaps, lists, records

register_converter(follow_up_files.FollowUpFormat, "follow_up_format")
FOLLOW_UP = {
    "document": "documents",
    "country": "countries",
    "organisation": "organisations",
    "round": "rounds",
}

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
    path("countries/<slug:slug>/asked.csv", countries.country_export, name="country-export"),
    path("countries/<slug:slug>/", countries.country_detail, name="country"),
    path("countries/<slug:slug>/feed/", countries.country_feed, name="country-feed"),
    path(
        "organisations/<slug:slug>/asked.csv",
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
for kind, room in FOLLOW_UP.items():
    urlpatterns += [
        path(
            f"{room}/<slug:slug>/follow-up.<follow_up_format:form>",
            follow_up_files.follow_up_file,
            {"kind": kind},
            name=f"{kind}-follow-up",
        ),
        path(
            f"{room}/<slug:slug>/answers.csv",
            follow_up_files.answers_file,
            {"kind": kind},
            name=f"{kind}-answers",
        ),
        path(
            f"{room}/<slug:slug>/report/",
            follow_up_files.report_page,
            {"kind": kind},
            name=f"{kind}-report",
        ),
    ]

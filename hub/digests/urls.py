"""Addresses of this room. Those in mails are a promise: they work for years.

What a token opens has it as a parameter; see ``signed_links``.
"""

from django.urls import path

from hub.digests.views import changes, confirmation, feed, preferences, signup
from hub.web.responses import read_only

urlpatterns = [
    path("subscribe/", signup.subscribe, name="subscribe"),
    path("subscribe/asked/", signup.submitted, name="subscribe-asked"),
    path("subscribe/confirm/", confirmation.confirm, name="subscribe-confirm"),
    path("subscription/", preferences.subscription, name="subscription"),
    path("subscription/leave/", preferences.leave, name="subscription-leave"),
    *read_only(
        [
            path("changes/", changes.changes, name="changes"),
            path("changes/feed/", feed.changes_feed, name="changes-feed"),
        ]
    ),
]

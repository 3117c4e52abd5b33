"""Addresses of this room. Those in mails are a promise: they work for years.

What a token opens has it as a parameter; see ``links``.
"""

from django.urls import path

from hub.core.answers import only_read
from hub.digests.views import changes, confirming, feed, managing, subscribing

urlpatterns = [
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("subscribe/asked/", subscribing.asked, name="subscribe-asked"),
    path("subscribe/confirm/", confirming.confirm, name="subscribe-confirm"),
    path("subscription/", managing.subscription, name="subscription"),
    path("subscription/leave/", managing.leave, name="subscription-leave"),
    *only_read(
        [
            path("changes/", changes.changes, name="changes"),
            path("changes/feed/", feed.changes_feed, name="changes-feed"),
        ]
    ),
]

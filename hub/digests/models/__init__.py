"""Subscribers and what they follow, the outbox, and what stays of those who left."""

from hub.digests.models.asked import Asked
from hub.digests.models.limits import ConfirmationCount, Suppression
from hub.digests.models.mail import Mail, MailItem
from hub.digests.models.posted import Posted
from hub.digests.models.subscriber import Frequency, Subscriber
from hub.digests.models.subscription import Followed, News, SignUp, Subscription

__all__ = [
    "Asked",
    "ConfirmationCount",
    "Followed",
    "Frequency",
    "Mail",
    "MailItem",
    "News",
    "Posted",
    "SignUp",
    "Subscriber",
    "Subscription",
    "Suppression",
]

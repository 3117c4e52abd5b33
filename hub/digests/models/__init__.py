"""Subscribers and what they follow, what digests carry, and what stays of those who left."""

from hub.digests.models.address_hashes import AddressLookup, Suppression
from hub.digests.models.mail_item import MailItem, MailPurpose
from hub.digests.models.subscriber import Frequency, Subscriber
from hub.digests.models.subscription import Followed, News, PendingSignup, SignUp, Subscription

__all__ = [
    "AddressLookup",
    "Followed",
    "Frequency",
    "MailItem",
    "MailPurpose",
    "News",
    "PendingSignup",
    "SignUp",
    "Subscriber",
    "Subscription",
    "Suppression",
]

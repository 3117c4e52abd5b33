"""Subscribers and what they follow, what digests carry, and what stays of those who left."""

from hub.digests.models.address_lookup import AddressLookup
from hub.digests.models.limits import ConfirmationCount, Suppression
from hub.digests.models.mail_item import MailItem, MailPurpose
from hub.digests.models.pending_signup import PendingSignup
from hub.digests.models.subscriber import Frequency, Subscriber
from hub.digests.models.subscription import Followed, News, SignUp, Subscription

__all__ = [
    "AddressLookup",
    "ConfirmationCount",
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

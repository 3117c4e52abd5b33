"""The private receipts of senders: made once, shown once, and found again by a keyed hash.

A receipt is 120 bits in letters that can be copied by hand. It is derived from the form and what
was sent, so that a form that is sent twice has one receipt; it is stored nowhere but, sealed, with
an address that asked for it.
"""

from __future__ import annotations

import base64
import datetime
import re

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hub.curation.suggestions.models import Suggestion
from hub.records.database_clock import now_in_database
from hub.records.keyed_hash import keyed_hash
from hub.web.responses import absolute

KEPT = datetime.timedelta(days=90)  # after the end
LETTERS = 24
MOST_TYPED = 100
# Figures that are written for letters of the alphabet (RFC 4648, base 32), which has no 0 and 1.
MISREAD = str.maketrans("01", "ol")
NO_LETTER = re.compile(r"[^a-z2-7]")


def make_receipt(nonce: str, content: str) -> str:
    """The receipt of a form with this content."""
    digest = bytes.fromhex(keyed_hash("suggestion receipt", f"{nonce}\n{content}"))[:15]
    return base64.b32encode(digest).decode("ascii").lower()


def in_groups(receipt: str) -> str:
    """As it is shown and linked: six groups of four letters."""
    return "-".join(receipt[start : start + 4] for start in range(0, len(receipt), 4))


def receipt_key(receipt: str) -> str:
    return keyed_hash("suggestion receipt key", receipt)


def receipt_link(receipt: str, language: str = "") -> str:
    """The private address, in the language of the page that it was sent from."""
    known = language if language in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(known):
        path = reverse("tell-receipt")
    return absolute(f"{path}?receipt={in_groups(receipt)}")


def find_suggestion(typed: str) -> Suggestion | None:
    """Whose receipt it is; None for a wrong one, an unknown one and one that has run out alike."""
    receipt = NO_LETTER.sub("", typed[:MOST_TYPED].lower().translate(MISREAD))
    suggestion = Suggestion.objects.filter(receipt_key=receipt_key(receipt)).first()
    if suggestion is None or len(receipt) != LETTERS:
        return None
    ended = suggestion.decided_at
    if suggestion.erased_at or (ended and ended + KEPT <= now_in_database()):
        return None
    return suggestion

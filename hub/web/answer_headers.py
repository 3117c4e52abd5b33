"""Values of headers that every answer has, whoever sends it. Imports no models: gunicorn's worker
reads it before Django is set up.
"""

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

# Browsers revalidate each time: a shared device shows nothing that the site has withdrawn.
CACHE_CONTROL = "private, no-cache"
# What is shown to somebody who is signed in, or to whoever a signed link was sent.
UNKEPT = "private, no-store"
RETRY_AFTER_SECONDS = 30  # what a restart takes, and some more
# What an answer depends on: who is signed in gets it as it is.
VARIES_BY = ("Accept-Encoding", "Cookie")
VARY = ", ".join(VARIES_BY)
# No page needs a camera or a location; a page that was tampered with shall not get them.
PERMISSIONS = "camera=(), geolocation=(), microphone=()"


def add_vary(response: HttpResponse) -> None:
    """Name what the answer depends on, beside what it names already."""
    response.headers.setdefault("Vary", VARY)
    if response.headers["Vary"] != VARY:
        patch_vary_headers(response, VARIES_BY)

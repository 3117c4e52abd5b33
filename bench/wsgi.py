"""The product's own application, with answers beside it to measure it against, and what it answered
from what it keeps.
"""

import json
import os
import threading
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()

# They need what Django has set up.
from hub.web.kept_answers import KEPT, KeptAnswers
from hub.web.request_charset import Utf8Requests

settings.ROOT_URLCONF = "bench.urls"
MADE = "bench.made"  # in the environment of a request that Django was asked for


def _noted(environ: dict[str, Any], start_response: Any) -> Any:
    environ[MADE] = True
    return utf8_requests(environ, start_response)


utf8_requests = Utf8Requests(django_application)
product = KeptAnswers(_noted)  # as in hub/wsgi.py
# By what the client calls its requests (X-Bench): how many there were, and how many were answered
# by what is kept in front of Django or by the page cache.
asked: Counter[str] = Counter()
kept: Counter[str] = Counter()
lock = threading.Lock()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The product; at addresses of the benchmark's own a constant from the bare server (which
    process answers it), a page of the product with all of its headers, and what was counted.
    """
    if environ["PATH_INFO"] == "/bench/kept/":
        told = {"process": os.getpid(), "asked": asked, "kept": kept}
        body = json.dumps(told).encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]
    if environ["PATH_INFO"] == "/bench/constant/":
        body = b"%d" % os.getpid()
        fields = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        start_response("200 OK", fields)
        return [body]
    if environ["PATH_INFO"] == "/bench/constant-page/":
        address = unquote(environ["QUERY_STRING"].removeprefix("of="))
        etag = environ.get("HTTP_IF_NONE_MATCH", "")
        status, fields, body = _page(address, etag, environ["HTTP_HOST"])
        start_response(status, fields)
        return [body]
    answer = product(environ, start_response)
    if name := environ.get("HTTP_X_BENCH"):
        with lock:
            asked[name] += 1
            kept[name] += MADE not in environ or KEPT in environ
    return answer


@lru_cache(maxsize=8)
def _page(address: str, etag: str, host: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """What the product answers at an address, asked once."""
    from django.test import RequestFactory

    headers = {"host": host, "accept-encoding": "gzip", "if-none-match": etag}
    environ = RequestFactory().get(address, headers=headers).environ
    answered: list[Any] = []
    body = b"".join(
        product(environ, lambda status, fields, *_rest: answered.extend((status, fields)))
    )
    status, fields = answered
    return status, fields, body

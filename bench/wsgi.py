"""The product's own application, with two answers beside it to measure it against."""

import os
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

django_application = get_wsgi_application()

# They need what Django has set up.
from hub.web.kept_answers import KeptAnswers
from hub.web.request_charset import Utf8Requests

product = KeptAnswers(Utf8Requests(django_application))  # as in hub/wsgi.py
settings.ROOT_URLCONF = "bench.urls"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The product; at two addresses a constant from the bare server: which process answers it, and
    a page of the product with all of its headers.
    """
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
    return product(environ, start_response)


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

"""The product's own application, with two answers beside it to measure it against."""

import os
from collections.abc import Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

product = get_wsgi_application()
settings.ROOT_URLCONF = "bench.urls"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The product; at one address a constant from the bare server: which process answers it."""
    if environ["PATH_INFO"] == "/bench/constant/":
        body = b"%d" % os.getpid()
        fields = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        start_response("200 OK", fields)
        return [body]
    return product(environ, start_response)

"""A decorator for pages with forms that are posted."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse


def same_origin_referrer(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let the browser send this site's origin with a form.

    Under the site's ``no-referrer`` browsers post ``Origin: null`` (Fetch standard, "append a
    request Origin header"), which Django's CSRF check must refuse. Other sites get no referrer.
    """

    @wraps(view)
    def wrapper(*args: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = view(*args, **options)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapper

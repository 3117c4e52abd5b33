"""Pages with forms that are posted."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse


def same_origin_referrer(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let the browser say to this site that a form came from it.

    Under the site's ``no-referrer`` browsers post ``Origin: null`` (Fetch standard, "append a
    request Origin header"), which Django's CSRF check must refuse. Other sites still hear nothing.
    """

    @wraps(view)
    def telling(*args: Any, **options: Any) -> HttpResponse:
        answer: HttpResponse = view(*args, **options)
        answer.headers["Referrer-Policy"] = "same-origin"
        return answer

    return telling

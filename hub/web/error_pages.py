"""Pages of errors that stand alone, for who answers without Django.

Gunicorn refuses what is no request before Django
sees it, and the proxy answers alone while the site is down: they send a page that needs nothing but
a small style sheet, with the same headers and the exit.
"""

from __future__ import annotations

from csp.utils import build_policy
from django.conf import settings
from django.template import engines

from hub.identity.identity import known_identity
from hub.web.answer_headers import CACHE_CONTROL, PERMISSIONS, VARY
from hub.web.error_texts import ERROR_TEXTS


def bare_page(status: int, *, style_sheet: str) -> str:
    """The page that needs nothing of the site but a style sheet, as HTML. Other statuses are 400.

    ``style_sheet``: its address.
    """
    text = ERROR_TEXTS.get(status, ERROR_TEXTS[400 if status < 500 else 500])
    context = {"text": text, "style_sheet": style_sheet, "is_ours": status >= 500}
    context["exit_address"] = known_identity().exit_address
    html: str = engines["jinja2"].get_template("bare_error.html").render(context)
    return html


def bare_headers() -> dict[str, str]:
    """The headers of every page of the site, for who answers without Django."""
    headers = {
        "Content-Security-Policy": build_policy(),
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": PERMISSIONS,
        "Cache-Control": CACHE_CONTROL,
        "Vary": VARY,
    }
    if settings.SECURE_HSTS_SECONDS:
        parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
        parts += ["includeSubDomains"] if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else []
        parts += ["preload"] if settings.SECURE_HSTS_PRELOAD else []
        headers["Strict-Transport-Security"] = "; ".join(parts)
    return headers

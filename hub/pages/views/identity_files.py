"""The mark and the colours of the site as files, each under an address that never means another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from hub.identity.colours import DARK, LIGHT, is_readable, style_sheet
from hub.identity.mark_file import mark_content
from hub.identity.site_identity import current_identity
from hub.web.page_kinds import shows
from hub.web.responses import not_found

FOR_EVER = "public, max-age=31536000, immutable"


@shows()
def mark(request: HttpRequest, digest: str, kind: str) -> HttpResponse:
    site = current_identity()
    if not digest or (digest, kind) != (site.mark_digest, site.mark.get("type")):
        return not_found(request)
    content, media_type = mark_content(site.mark)
    return HttpResponse(content, content_type=media_type, headers={"Cache-Control": FOR_EVER})


@shows()
def colours(request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """Made of the address alone, so that it is the same before and after it is published."""
    if not (is_readable(f"#{light}", LIGHT) and is_readable(f"#{dark}", DARK)):
        return not_found(request)
    return HttpResponse(
        style_sheet(f"#{light}", f"#{dark}"),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": FOR_EVER},
    )

"""The way from a public page to the form behind it, for the people who may use that form.

Readers have no session, and theirs is never looked at: a page is asked for by a curator only if the
request carries the session's cookie, and such a request neither reads nor fills the page cache.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from hub.records.record_access import may, permission_name
from hub.web.paths import admin_form_path
from hub.web.view_models import Link, Page


def edit_link(request: HttpRequest, model: type[Model], key: int) -> Link | None:
    """The form of the row with this primary key; None for whoever may not change it."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    person, kind = request.user, getattr(model, "kind", "")
    if not (person.is_staff and may(person, permission_name(model, "change"), kind, key)):
        return None
    return Link(_("Edit this page"), admin_form_path(model, key))


def check_link(kind: str, slug: str) -> Link | None:
    """The comparison of a record with its sources; None on a site without that room.

    For whoever was given an ``edit_link``, and nobody else.
    """
    try:
        return Link(_("Ten-minute check"), reverse("record-check", args=[kind, slug]))
    except NoReverseMatch:
        return None


def with_edit_link(
    context: dict[str, Any], link: Link, check: Link | None = None
) -> dict[str, Any]:
    """The context of a page, with the links in its frame."""
    page: Page = context["page"]
    return {**context, "page": replace(page, edit=link, check=check)}

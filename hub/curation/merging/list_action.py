"""The action in lists of records that leads to the page on which two of them are merged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hub.curation.merging.models import CHANGE


def merge_two(
    admin: Any, request: HttpRequest, queryset: models.QuerySet[Any]
) -> HttpResponse | None:
    """To the page that shows both: the newer one goes unless somebody turns it round there."""
    if not (admin.has_change_permission(request) and request.user.has_perm(CHANGE)):
        raise PermissionDenied
    keys = sorted(set(queryset.order_by().values_list("pk", flat=True)[:3]))
    if len(keys) != 2:
        messages.error(request, _("Tick exactly two records: one is merged into the other."))
        return None
    return redirect("merge-two", admin.model.kind, keys[1], keys[0])

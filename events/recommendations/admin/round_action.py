"""One body asks about several documents: a round on each, from the list of documents."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.recommendations.admin.round_forms import RoundsForm
from events.recommendations.models import Document
from hub.record_admin.base import retry_on_conflict
from hub.record_admin.bulk_actions import chosen_rows
from hub.records.models import recorded_change

MAX_DOCUMENTS = 200  # all are locked until the last of them is written


@admin.action(description=gettext_lazy("Open a reporting round on each"), permissions=["change"])
def open_rounds(
    model_admin: Any, request: HttpRequest, selected: models.QuerySet[Document]
) -> HttpResponse | None:
    """Asks what the rounds have in common; what is sent then makes all of them, or none."""
    return retry_on_conflict(lambda: _open_rounds(model_admin, request, selected))


def _open_rounds(
    model_admin: Any, request: HttpRequest, selected: models.QuerySet[Document]
) -> HttpResponse | None:
    documents = selected.exclude(state=Document.State.ARCHIVED).order_by("pk")
    count = documents.count()
    if not count or count > MAX_DOCUMENTS:
        sentence = _("Choose between one and %(most)d documents that are not archived.")
        messages.error(request, sentence % {"most": MAX_DOCUMENTS})
        return None
    form = RoundsForm(request.POST if "apply" in request.POST else None)
    if form.is_bound and form.is_valid():
        keys = list(documents.values_list("pk", flat=True))
        if done := _open(keys, form, request.user):
            sentence = ngettext("%(n)d round opened.", "%(n)d rounds opened.", done)
            messages.success(request, sentence % {"n": done})
            return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Open a reporting round on each"),
        "here": _("Open a reporting round on each"),
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
        "documents": documents,
        "left_out": selected.count() - count,
        **chosen_rows(request),
    }
    status = 400 if form.is_bound else 200
    template = "admin/recommendations/document/open_rounds.html"
    return TemplateResponse(request, template, context, status=status)


def _open(keys: list[int], form: RoundsForm, by: Any) -> int:
    """How many rounds were made; 0, with a sentence in the form, where one cannot be."""
    with transaction.atomic():
        documents = Document.objects.filter(pk__in=keys).order_by("pk").select_for_update()
        try:
            rounds = form.rounds(list(documents))
        except ValidationError as problem:
            form.add_error(None, problem)
            return 0
        for one in rounds:
            with recorded_change(one.document, by=by):
                one.save()
    return len(rounds)

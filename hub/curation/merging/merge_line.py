"""The lines above the form and the history of a record into which others were merged."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.merging.models import VIEW, RecordMerge
from hub.record_admin.record_lines import RecordLine
from hub.records.models import Record
from hub.web.view_models import Link

MOST = 5


def merge_lines(request: HttpRequest, record: Record) -> list[RecordLine]:
    if not request.user.has_perm(VIEW):
        return []
    rows = RecordMerge.objects.into(record.kind, record.pk)
    return [_line(merge) for merge in rows[:MOST]]


def _line(merge: RecordMerge) -> RecordLine:
    sentence = _("“%(name)s” was merged into it on %(day)s.") % {
        "name": merge.absorbed_title, "day": f"{merge.at:%Y-%m-%d}"
    }  # fmt: skip
    links = (
        Link(_("What was done, and taking it back"), reverse("merge", args=[merge.pk])),
        Link(_("Its history"), reverse("merge-history", args=[merge.pk])),
    )
    return RecordLine(sentence, links)

"""The line above the form of a record that has a draft."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.drafts.record_drafts import find_draft
from hub.record_admin.record_lines import RecordLine
from hub.records.models import Record
from hub.web.view_models import Link


def draft_line(request: HttpRequest, record: Record) -> list[RecordLine]:
    draft = find_draft(record.kind, record.pk)
    if draft is None:
        return []
    sentence = _("There is a draft by %(person)s, saved %(day)s UTC.") % {
        "person": draft.saved_by or _("somebody who is gone"),
        "day": f"{draft.saved_at:%Y-%m-%d %H:%M}",
    }
    path = (record.kind, record.pk)
    links = (
        Link(_("Open it"), reverse("draft", args=path)),
        Link(_("Compare"), reverse("draft-compare", args=path)),
    )
    return [RecordLine(sentence, links)]

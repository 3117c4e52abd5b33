"""The line above the form of a record that has a draft."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.curation.drafts.models import VIEW, RecordDraft, TimedStep
from hub.curation.drafts.record_drafts import find_draft
from hub.record_admin.record_lines import RecordLine
from hub.records.models import Record
from hub.web.view_models import Link


def draft_line(request: HttpRequest, record: Record) -> list[RecordLine]:
    times = [
        _time_line(step, request.user.has_perm(VIEW))
        for step in TimedStep.objects.of_record(record.kind, record.pk)
    ]
    draft = find_draft(record.kind, record.pk)
    return times if draft is None else [*times, _line_of(draft, record)]


def _time_line(step: TimedStep, may_set: bool) -> RecordLine:
    zone = settings.CURATORS_TIME_ZONE
    at = f"{step.at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    if step.problem:
        sentence = _("It was to change on %(at)s (%(zone)s), and did not: %(why)s") % {
            "at": at, "zone": zone, "why": step.get_problem_display()
        }  # fmt: skip
    elif step.what == TimedStep.What.PUBLISH:
        sentence = _("It will be published on %(at)s (%(zone)s).") % {"at": at, "zone": zone}
    else:
        sentence = _("It will be withdrawn on %(at)s (%(zone)s).") % {"at": at, "zone": zone}
    path = reverse("draft-times", args=(step.record_kind, step.record_id))
    return RecordLine(sentence, (Link(_("Set times"), path),) if may_set else ())


def _line_of(draft: RecordDraft, record: Record) -> RecordLine:
    sentence = _("There is a draft by %(person)s, saved %(day)s UTC.") % {
        "person": draft.saved_by or _("somebody who is gone"),
        "day": f"{draft.saved_at:%Y-%m-%d %H:%M}",
    }
    path = (record.kind, record.pk)
    links = (
        Link(_("Open it"), reverse("draft", args=path)),
        Link(_("Compare"), reverse("draft-compare", args=path)),
    )
    return RecordLine(sentence, links)


def merge_obstacle(kind: str, record_id: int) -> str:
    """Why a record cannot be merged while it has a draft or a set time."""
    if find_draft(kind, record_id) is not None:
        return _("One of the two has a draft: publish it or drop it first, so that it is not lost.")
    if TimedStep.objects.of_record(kind, record_id).exists():
        return _("One of the two is to change at a set time: take that time back first.")
    return ""

"""The desk: everything that waits, the most urgent first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.curation.desk.curators import VIEW, WORK, visible_tasks
from hub.curation.desk.models import Task
from hub.curation.desk.task_filter import (
    PER_PAGE,
    TaskFilter,
    count_groups,
    count_within,
    filter_groups,
    last_page,
)
from hub.curation.desk.views.task_line import build_lines, sections, settled_keys
from hub.record_admin.staff_pages import render_staff_page, staff_page
from hub.records.record_access import may_some, own_key
from hub.records.registry import record_types
from hub.web.paths import with_query

RECENT = 30  # tasks that were closed last


@staff_page(VIEW, asks_record=True)
def desk(request: HttpRequest) -> HttpResponse:
    """One page of open tasks. Those that were settled a moment ago are left out."""
    visible = visible_tasks(request.user)
    task_filter = TaskFilter.read(request.GET.dict())
    groups = count_groups(request.user, visible)
    total = count_within(task_filter, groups)
    page = min(task_filter.page, last_page(total))
    tasks = task_filter.narrow(visible.still_open(), request.user)
    start = (page - 1) * PER_PAGE
    keys = list(tasks.in_order().values_list("pk", flat=True)[start : start + PER_PAGE])
    rows = Task.objects.still_open().filter(pk__in=keys).select_related("assigned_to")
    shown = list(rows.in_order())
    settled = settled_keys(shown)
    day = timezone.localdate()
    lines = build_lines([task for task in shown if task.pk not in settled], day)
    return render_staff_page(
        request,
        "desk/task_list.html",
        _("The desk"),
        task_filter=task_filter,
        filters=filter_groups(task_filter, groups),
        total=total,
        settled=len(settled),
        sections=sections(lines),
        may_work=may_some(request.user, WORK),
        sees_all=request.user.has_perm(VIEW),
        has_records=request.user.has_perm(VIEW) or _has_records(request.user),
        back=with_query(reverse("desk"), task_filter.query(page=page)),
        pages=_page_links(task_filter, page, last_page(total)),
    )


@staff_page(VIEW, asks_record=True)
def closed_tasks(request: HttpRequest) -> HttpResponse:
    """What was closed last, so that a closing can be taken back."""
    tasks = visible_tasks(request.user).closed()
    by_people = tasks.exclude(outcome=Task.Outcome.GONE).select_related("closed_by", "assigned_to")
    lines = build_lines(
        list(by_people.order_by("-closed_at", "-pk")[:RECENT]), timezone.localdate()
    )
    return render_staff_page(request, "desk/closed.html", _("Closed last"), lines=lines)


def _has_records(person: object) -> bool:
    """Whether somebody who works for some records only has any."""
    return any(
        record_type.model._default_manager.filter(own_key(person, kind)).exists()
        for kind, record_type in record_types.items()
    )


def _page_links(task_filter: TaskFilter, page: int, last: int) -> dict[str, object]:
    return {
        "number": page,
        "of": last,
        "before": task_filter.query(page=page - 1) if page > 1 else None,
        "behind": task_filter.query(page=page + 1) if page < last else None,
    }

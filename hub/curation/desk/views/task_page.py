"""One task: what it is about, whose it is, what curators say of it, and how it ends."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hub.accounts.models import Person
from hub.curation.desk import task_decisions
from hub.curation.desk.curators import VIEW, WORK, curators_for, focal_points_for, visible_tasks
from hub.curation.desk.forms import AssignForm, CloseForm, CommentForm
from hub.curation.desk.models import Task
from hub.curation.desk.task_decisions import ChangedMeanwhileError
from hub.curation.desk.task_kinds import task_kinds
from hub.curation.desk.views.task_line import build_lines, settled_keys
from hub.record_admin.staff_pages import FORM, render_staff_page, staff_page
from hub.records.record_access import may_some


@staff_page(VIEW, asks_record=True)
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _render_task(request, _get_task(request, pk))


@staff_page(WORK, FORM, asks_record=True)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    task = _get_task(request, pk)
    if request.method != "POST":
        return _to_task(task)
    form = AssignForm(curators_for(task), request.POST)
    if not form.is_valid():
        messages.error(request, form.sentence())
        return _render_task(request, task, status=400)
    to = form.cleaned_data["to"]
    try:
        task_decisions.assign(task, to, seen=form.cleaned_data["seen"])
    except ChangedMeanwhileError as changed:
        return _render_changed(request, task, changed)
    messages.success(request, _given(task, to, request.user))
    return _back(request, task)


@staff_page(WORK, FORM, asks_record=True)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    task = _get_task(request, pk)
    if request.method != "POST":
        return _to_task(task)
    form = CommentForm(_others(request, task), request.POST)
    if not form.is_valid():
        return _render_task(request, task, status=400, comment_form=form)
    mentioned = list(form.cleaned_data["mentioned"])
    task_decisions.comment(
        task, by=_person(request), text=form.cleaned_data["text"], mentioned=mentioned
    )
    if mentioned:
        names = ", ".join(map(str, mentioned))
        messages.success(request, _("Kept. A mail goes to %(names)s.") % {"names": names})
    else:
        messages.success(request, _("Kept."))
    return _to_task(task)


@staff_page(WORK, FORM)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    task = _get_task(request, pk)
    if request.method != "POST":
        return _to_task(task)
    if not task_kinds[task.kind].is_dismissable:
        sentence = _("This is settled on its own page, and closes by itself then.")
        messages.error(request, sentence)
        return _render_task(request, task, status=409)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _render_task(request, task, status=400, close_form=form)
    try:
        task_decisions.close(task, by=_person(request), **form.cleaned_data)
    except ChangedMeanwhileError as changed:
        return _render_changed(request, task, changed, close_form=form)
    messages.success(request, _("Closed: %(task)s. You can take it back here.") % {"task": task})
    return _to_task(task)


@staff_page(WORK, FORM)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    task = _get_task(request, pk)
    if request.method != "POST":
        return _to_task(task)
    try:
        task_decisions.reopen(task)
    except ChangedMeanwhileError as changed:
        return _render_changed(request, task, changed)
    messages.success(request, _("Taken back: it waits on the desk again."))
    return _to_task(task)


def _get_task(request: HttpRequest, pk: int) -> Task:
    """The task, or 404. Raises PermissionDenied where it is none of theirs."""
    tasks = Task.objects.select_related("assigned_to", "closed_by")
    task: Task = get_object_or_404(tasks, pk=pk)
    if not visible_tasks(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return task


def _render_task(
    request: HttpRequest,
    task: Task,
    *,
    status: int = 200,
    comment_form: CommentForm | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:
    line = build_lines([task], timezone.localdate())[0]
    comments = task.comments.select_related("by").prefetch_related("mentioned")
    return render_staff_page(
        request,
        "desk/task.html",
        task.title,
        status=status,
        task=task,
        line=line,
        comments=comments,
        is_settled=task.is_open and bool(settled_keys([task])),
        is_dismissable=task_kinds[task.kind].is_dismissable,
        may_work=may_some(request.user, WORK),
        may_close=request.user.has_perm(WORK),
        focal_points=focal_points_for(task) if request.user.has_perm(WORK) else [],
        assign_form=AssignForm(curators_for(task), initial={"to": task.assigned_to_id}),
        comment_form=comment_form or CommentForm(_others(request, task)),
        close_form=close_form or CloseForm(),
    )


def _render_changed(
    request: HttpRequest, task: Task, changed: ChangedMeanwhileError, **forms: Any
) -> HttpResponse:
    """409: the task as it stands by now, with what was typed, and who was quicker."""
    messages.error(request, str(changed))
    return _render_task(request, _get_task(request, task.pk), status=409, **forms)


def _others(request: HttpRequest, task: Task) -> Any:
    return curators_for(task).exclude(pk=_person(request).pk)


def _person(request: HttpRequest) -> Person:
    return cast("Person", request.user)


def _given(task: Task, to: Person | None, me: Any) -> str:
    if to is None:
        return _("Given back, nobody has it: %(task)s") % {"task": task}
    if to == me:
        return _("Yours now: %(task)s") % {"task": task}
    return _("Given to %(name)s: %(task)s") % {"name": to, "task": task}


def _to_task(task: Task) -> HttpResponse:
    return redirect("desk-task", task.pk)


def _back(request: HttpRequest, task: Task) -> HttpResponse:
    """To the list that the button stood in, else to the task."""
    back = request.POST.get("back", "")
    is_desk = back == reverse("desk") or back.startswith(f"{reverse('desk')}?")
    if is_desk and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return _to_task(task)

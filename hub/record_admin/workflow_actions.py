"""Workflow actions of a record: publish, review, verify, archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.record_admin.base import HardenedModelAdmin
from hub.record_admin.record_form import CHECKABLE
from hub.records.models import EditConflict, LedgerEntry, Record, recorded_change
from hub.records.record_access import may_record, permission_name

State = Record.State
Verification = Record.Verification


class ReasonForm(forms.Form):
    """Why; and, for one record, which version the curator has looked at."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "maxlength": 500}),
        help_text=_("Kept in the history of the record. Readers do not see it."),
    )


class RequiredReasonForm(ReasonForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = True


class ArchiveForm(RequiredReasonForm):
    tell_readers = forms.BooleanField(
        label=_("Tell readers this reason"),
        required=False,
        help_text=_(
            "Whoever opens the old address then reads it. Name no person, and no place where "
            "somebody may be in hiding."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = _(
            "Kept in the history of the record. Readers see it only if you tick the box."
        )


class VerifiedForm(ReasonForm):
    verification = forms.ChoiceField(
        label=_("How"),
        choices=[
            (choice.value, choice.label)
            for choice in (
                Verification.SOURCE_CHECKED,
                Verification.OWNER_CONFIRMED,
                Verification.PRACTITIONER_CONFIRMED,
            )
        ],
        widget=forms.RadioSelect,
        initial=Verification.SOURCE_CHECKED.value,
    )
    next_review_on = forms.DateField(
        label=_("Next review due"),
        required=False,
        widget=AdminDateWidget(),
        help_text=_("Left empty, it is the day that the risk of each record asks for."),
    )
    field_order = ("verification", "next_review_on", "reason")


@dataclass(frozen=True)
class WorkflowAction:
    """``allowed_states`` are the states it is available in; ``perform`` does and records it.

    ``needs_curator``: not for those who work for some records only.
    """

    name: str
    label: str | Promise
    done_message: str | Promise
    explanation: str | Promise
    allowed_states: frozenset[str]
    perform: Callable[[Record, Any, dict[str, Any]], None]
    form_class: type[ReasonForm] = ReasonForm
    grave: bool = False
    needs_curator: bool = False


def publish(record: Record, by: Any, form_data: dict[str, Any]) -> None:
    record.publish(by=by, reason=form_data["reason"])


def send_to_review(record: Record, by: Any, form_data: dict[str, Any]) -> None:
    record.send_to_review(by=by, reason=form_data["reason"])


def withdraw_to_draft(record: Record, by: Any, form_data: dict[str, Any]) -> None:
    record.withdraw_to_draft(by=by, reason=form_data["reason"])


def archive(record: Record, by: Any, form_data: dict[str, Any]) -> None:
    tell_readers = form_data["tell_readers"]
    record.archive(by=by, reason=form_data["reason"], tell_readers=tell_readers)


def verify(record: Record, by: Any, form_data: dict[str, Any]) -> None:
    """Somebody compared the record with its sources today."""
    with recorded_change(record, by=by, reason=form_data["reason"]) as entry:
        facts = entry.before or {}
        record.verification = form_data["verification"]
        record.verified_on = timezone.localdate()
        record.next_review_on = form_data["next_review_on"] or record.review_due(facts)
        record.save(update_fields=["verification", "verified_on", "next_review_on"])


WORKFLOW_ACTIONS: dict[str, WorkflowAction] = {
    action.name: action
    for action in (
        WorkflowAction(
            "publish",
            _("Publish"),
            _("Published."),
            _("Readers see the record from now on, and it is told as news."),
            frozenset({State.DRAFT, State.IN_REVIEW}),
            publish,
        ),
        WorkflowAction(
            "review",
            _("Send to review"),
            _("Sent to review."),
            _("Another curator looks at it before it is published. Readers do not see it."),
            frozenset({State.DRAFT}),
            send_to_review,
        ),
        WorkflowAction(
            "verify",
            _("Mark as verified today"),
            _("Marked as verified today."),
            _("Say so only if you compared the facts with their sources today."),
            CHECKABLE,
            verify,
            VerifiedForm,
        ),
        WorkflowAction(
            "draft",
            _("Back to draft"),
            _("Taken back to draft."),
            _("Readers no longer see it; its address answers as if there were no such page."),
            frozenset({State.IN_REVIEW, State.PUBLISHED, State.ARCHIVED}),
            withdraw_to_draft,
            needs_curator=True,
        ),
        WorkflowAction(
            "archive",
            _("Archive"),
            _("Archived."),
            _("Off the site for good: its address says that it was withdrawn. Say why."),
            frozenset({State.DRAFT, State.IN_REVIEW, State.PUBLISHED}),
            archive,
            ArchiveForm,
            grave=True,
            needs_curator=True,
        ),
    )
}


def available_actions(record: Record, *, of_all: bool) -> list[WorkflowAction]:
    """``of_all``: whether the person decides on all records of the kind."""
    return [
        action
        for action in WORKFLOW_ACTIONS.values()
        if record.state in action.allowed_states and (of_all or not action.needs_curator)
    ]


def may_perform(person: Any, action: WorkflowAction, record: Record) -> bool:
    if action.needs_curator:
        return bool(person.has_perm(permission_name(type(record), "change")))
    return may_record(person, "change", record)


def run_on_record(
    admin: HardenedModelAdmin, request: HttpRequest, object_id: str, action_name: str
) -> HttpResponse:
    """The question, and on POST the deed."""
    record, action = (
        admin.get_object(request, unquote(object_id)),
        WORKFLOW_ACTIONS.get(action_name),
    )
    if record is None or action is None:
        raise Http404
    if not may_perform(request.user, action, record):
        raise PermissionDenied
    change_url = reverse(admin.url_name("change"), args=[record.pk])
    if record.state not in action.allowed_states:
        messages.warning(request, gettext("The record is not in a state for that any more."))
        return HttpResponseRedirect(change_url)
    initial = {"seen_version": record.version, "next_review_on": record.review_due(record.facts())}
    form = action.form_class(request.POST or None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and perform_action(record, action, request, form)
    ):
        messages.success(request, f"{record}: {action.done_message}")
        return HttpResponseRedirect(change_url)
    return TemplateResponse(
        request,
        "admin/workflow_action.html",
        {
            **admin.admin_site.each_context(request),
            "title": f"{action.label}: {record}",
            "opts": admin.opts,
            "original": record,
            "action": action,
            "form": form,
            "media": admin.media + form.media,
            "back": change_url,
        },
        status=400 if form.errors else 200,
    )


def open_as_seen(record: Record, seen_version: int | None) -> LedgerEntry:
    """Lock the record. Raises EditConflict where it is not the version that a curator has seen.

    A form that does not say what was seen (-1) has seen no version that there is. Raises Http404
    where somebody else removed the record meanwhile.
    """
    try:
        return LedgerEntry.open(record, version=-1 if seen_version is None else seen_version)
    except type(record).DoesNotExist as gone:
        raise Http404 from gone


def perform_action(
    record: Record, action: WorkflowAction, request: HttpRequest, form: ReasonForm
) -> bool:
    """Do it; False, with the problem in the form, where it cannot be done."""
    try:
        with transaction.atomic():
            open_as_seen(record, form.cleaned_data["seen_version"])
            action.perform(record, request.user, form.cleaned_data)
    except EditConflict as conflict:
        form.add_error(
            None, gettext("The record was changed meanwhile. Look at it again, then decide.")
        )
        form.data = request.POST.copy()
        form.data["seen_version"] = str(conflict.record.version)
        return False
    except ValidationError as error:
        form.add_error(None, error.messages)  # this form has none of the record's fields
        return False
    return True

"""The admin of a record: every write in the ledger, no write over a version that was not read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.translation import gettext as _

from hub.record_admin import check_queue, edit_conflict, restore_page
from hub.record_admin.base import LockedAdmin
from hub.record_admin.bulk_actions import bulk_action, list_actions
from hub.record_admin.held_changes import keep_change
from hub.record_admin.look_alikes import ANYWAY, compared_fields, said_to_differ
from hub.record_admin.record_form import CHECKABLE, CHECKED_NEXT, RecordForm
from hub.record_admin.record_history import PAGE_VAR, history_page, history_steps
from hub.record_admin.record_lines import lines_of, lines_of_history
from hub.record_admin.value_labels import value_text
from hub.record_admin.workflow_actions import (
    WORKFLOW_ACTIONS,
    available_actions,
    run_on_record,
)
from hub.records.models import LedgerEntry, Record
from hub.records.record_access import Verb, may, may_some, permission_name, reachable
from hub.records.second_person import SecondPersonNeeded


class RecordChangeList(ChangeList):
    """The records that the person works with: for focal points, those of their organisations."""

    def get_queryset(
        self, request: HttpRequest, *args: Any, **options: Any
    ) -> models.QuerySet[Any]:
        permission = permission_name(self.model, "view")
        self.root_queryset = reachable(request.user, permission, self.root_queryset)
        return super().get_queryset(request, *args, **options)


class FactsTaken(Exception):  # noqa: N818 - nothing went wrong, what was sent is not stored here
    """A form was filled in rightly, of which only the facts are wanted: ``only_facts`` of the
    request. Whoever asked for them rolls back what was written to read them.
    """

    def __init__(self, facts: dict[str, Any], reason: str) -> None:
        super().__init__("The facts of a form were taken.")
        self.facts, self.reason = facts, reason


class RecordAdmin(LockedAdmin):
    form = RecordForm
    change_form_template = "admin/record_change_form.html"
    change_list_template = "admin/record_change_list.html"
    prepopulated_fields = {"slug": ("name",)}
    save_on_top = False

    class Media:
        css = {"all": ("admin-hub/record.css", "admin-hub/look-alikes.css")}
        js = ("admin-hub/look-alikes.js",)

    # Access: for whom this is only some of the records, see ``hub.records.record_access``

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def _may(self, request: HttpRequest, verb: Verb, record: Record | None) -> bool:
        permission, kind = permission_name(self.model, verb), self.model.kind
        if record is None or record.pk is None:
            return may_some(request.user, permission, kind)
        return may(request.user, permission, kind, record.pk)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or self.has_view_permission(request)

    def may_change_all(self, request: HttpRequest) -> bool:
        """Whether the person decides on all records of the kind, as curators do."""
        return bool(request.user.has_perm(permission_name(self.model, "change")))

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return RecordChangeList

    # Reading

    def fact_labels(self) -> dict[str, str]:
        """Labels by the names of facts."""
        labels = {field.attname: str(field.verbose_name) for field in self.opts.concrete_fields}
        return labels | {"text_language": labels["language"]}

    def fact_reader(self) -> Callable[[str, Any], str]:
        """A function that prints a value, given the name of its fact and the value."""
        choices = {
            field.attname: {str(key): str(label) for key, label in field.flatchoices}
            for field in self.opts.concrete_fields
            if field.choices
        }

        def fact_text(name: str, value: Any) -> str:
            labels = choices.get(name, {})
            return (labels.get(value) if isinstance(value, str) else "") or value_text(value)

        return fact_text

    def get_urls(self) -> list[URLPattern]:
        def view(request: HttpRequest, object_id: str, action_name: str) -> HttpResponse:
            return run_on_record(self, request, object_id, action_name)

        def restore_view(request: HttpRequest, object_id: str, version: int) -> HttpResponse:
            return restore_page.restore_version(self, request, object_id, version)

        return [
            path(
                "<path:object_id>/do/<slug:action_name>/",
                self.admin_site.admin_view(view),
                name=self.url_name("do").partition(":")[2],
            ),
            path(
                "<path:object_id>/history/<int:version>/restore/",
                self.admin_site.admin_view(restore_view),
                name=self.url_name("restore").partition(":")[2],
            ),
            path(
                "next-to-check/",
                self.admin_site.admin_view(self.next_to_check_view),
                name=self.url_name("next_to_check").partition(":")[2],
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if self.has_change_permission(request):
            waiting = check_queue.records_of(self, request).awaiting_check()
            context["awaiting_check"] = waiting.count()
        return super().changelist_view(request, context)

    def next_to_check_view(self, request: HttpRequest) -> HttpResponse:
        return check_queue.open_next(request, self)

    def get_actions(self, request: HttpRequest) -> Any:
        actions: dict[str, Any] = dict(super().get_actions(request))
        if self.has_change_permission(request):
            of_all = self.may_change_all(request)
            actions |= {
                action.name: (bulk_action(action), action.name, action.label)
                for action in WORKFLOW_ACTIONS.values()
                if of_all or not action.needs_curator
            }
            actions |= list_actions if of_all else {}
        return actions

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        page = history_page(record, request.GET.get(PAGE_VAR))
        may_change = self.has_change_permission(request, record)
        restore = self.restore_path(record) if may_change else None
        steps = history_steps(record, page, self.fact_labels(), self.fact_reader(), restore)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(record)s") % {"record": record},
            "steps": steps,
            "page": page,
            "may_change": may_change,
            "may_change_all": self.may_change_all(request),
            "original": record,
            "opts": self.opts,
            "record_lines": lines_of_history(request, record),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/record_history.html", context)

    def restore_path(self, record: Record) -> Callable[[int], str]:
        """The address that restores a version of a record, by its number."""
        return lambda version: reverse(self.url_name("restore"), args=[record.pk, version])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        record = context.get("original")
        if record is not None and self.has_change_permission(request, record):
            # The form may have an invalid slug or none; addresses come from the stored record.
            stored = self.model._default_manager.get(pk=record.pk)
            context |= {
                "workflow_actions": available_actions(stored, of_all=self.may_change_all(request)),
                "may_change_all": self.may_change_all(request),
                "stored": stored,
                "address": address_of(stored),
                "may_be_checked": stored.state in CHECKABLE and "draft" not in context,
                "record_lines": [] if "draft" in context else lines_of(request, stored),
            }
        form = context["adminform"].form
        context |= {
            "look_alikes": getattr(form, "look_alikes", ()),
            "look_alikes_kind": self.model.kind if compared_fields(self.model) else "",
            "anyway": ANYWAY,
            "said_to_differ": sorted(said_to_differ(dict(request.POST.lists()))),
        }
        if getattr(form, "in_conflict", False):
            inlines = context["inline_admin_formsets"]
            context["conflict"] = edit_conflict.compare_versions(self, request, form, inlines)
        return super().render_change_form(request, context, *args, **options)

    # Writing

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **options)
        except SecondPersonNeeded as needed:  # nothing of it is stored
            return keep_change(request, needed)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **options)
        form.person = request.user  # a class of this request's own
        return form

    def prepare_locked_row(self, request: HttpRequest, stored: Any) -> None:
        if self.has_change_permission(request, stored):
            request.POST = edit_conflict.merged_post(self, request, stored)  # type: ignore[assignment]

    def save_model(self, request: HttpRequest, obj: Record, form: Any, change: bool) -> None:
        entry = LedgerEntry.open(obj)
        request.ledger_entry = entry  # type: ignore[attr-defined]
        if change and CHECKED_NEXT in request.POST:
            stored = self.model._default_manager.get(pk=obj.pk)
            request.next_to_check = check_queue.next_record(self, request, stored)  # type: ignore[attr-defined]
            check_queue.mark_as_checked(obj, form)
        super().save_model(request, obj, form, change)

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: list[BaseModelFormSet[Any, Any]],
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        if getattr(request, "only_facts", False):
            raise FactsTaken(form.instance.facts(), form.cleaned_data["why"])
        entry: LedgerEntry = request.ledger_entry  # type: ignore[attr-defined]
        entry.close(by=request.user, reason=form.cleaned_data["why"])

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if CHECKED_NEXT not in request.POST:
            return super().response_change(request, obj)
        messages.success(request, _("“%(record)s” is marked as checked today.") % {"record": obj})
        return check_queue.lead_to(request, self, request.next_to_check)  # type: ignore[attr-defined]

    # The ledger records who changed what; entries of Django's log would duplicate it.

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        return None


def address_of(record: Record) -> str:
    """Where the site shows the record (a draft: as a preview); empty where it has no page."""
    try:
        address = record.get_absolute_url()  # type: ignore[attr-defined]
    except NoReverseMatch:
        return ""
    return str(address) if record.is_public else f"{address}?preview=1"

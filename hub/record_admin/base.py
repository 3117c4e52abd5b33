"""Bases for the admin's forms that take any bytes for what they are: a mistake to be named."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import BadRequest, FieldError, ValidationError
from django.db import (
    DataError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    models,
    transaction,
)
from django.db.models import ForeignKey
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.records.models import Record
from hub.records.record_access import Verb, may, permission_name
from hub.web.paths import admin_route

log = logging.getLogger(__name__)

# Of one inline; a form has at most DATA_UPLOAD_MAX_NUMBER_FIELDS fields, and a row some six.
MAX_ROWS = 300
# What a lookup raises whose value cannot be: by Django or the driver when the query is made (a year
# of 0), by the database when it runs.
LOOKUP_ERRORS = (
    ArithmeticError, LookupError, TypeError, ValueError, FieldError, ValidationError,
    DataError, NotSupportedError, ProgrammingError,
)  # fmt: skip
Answer = TypeVar("Answer", bound=HttpResponse | None)


class IntegerKeysMixin(AutocompleteMixin):
    """Django's type-ahead looks up whatever was posted as a key and fails on what is no number."""

    def optgroups(self, name: str, value: Sequence[Any], attrs: Any = None) -> Any:
        return super().optgroups(
            name, [key for key in map(str, value) if is_primary_key(key)], attrs
        )


class SingleAutocomplete(IntegerKeysMixin, AutocompleteSelect):
    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs["data-placeholder"] = attrs.pop("placeholder", "")
        return attrs


class MultipleAutocomplete(IntegerKeysMixin, AutocompleteSelectMultiple):
    pass


def is_primary_key(text: str) -> bool:
    """Whether a text can be a primary key of ours (a positive 64-bit number)."""
    return text.isascii() and text.isdigit() and len(text) < 19


class HardenedFields(admin.options.BaseModelAdmin):  # type: ignore[type-arg]
    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if isinstance(db_field, models.URLField):
            options["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **options)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request) and "widget" not in options:
            options["widget"] = SingleAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)


class HardenedModelAdmin(HardenedFields, admin.ModelAdmin):  # type: ignore[type-arg]
    list_per_page = 50
    # What a record is called, also in rows beside it: the type-ahead suggests these first.
    name_fields: Sequence[str] = ()
    show_full_result_count = True
    view_on_site = False

    def url_name(self, view: str) -> str:
        """The name under which the admin resolves one of this model's views."""
        return admin_route(cast("type[models.Model]", self.model), view)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return retry_on_conflict(
            lambda: super(HardenedModelAdmin, self).add_view(request, form_url, extra_context)
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        return retry_on_conflict(
            lambda: super(HardenedModelAdmin, self).change_view(
                request, object_id, form_url, extra_context
            )
        )

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Raises IncorrectLookupParameters, which leads to the whole list, also for what goes wrong
        when the query of the parameters is made and run."""
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, *LOOKUP_ERRORS) as problem:
            if not set(request.GET) - {ERROR_FLAG}:
                raise
            log.warning("Lookup at %s: %s", request.path, type(problem).__name__)
            sentence = _("The list cannot be narrowed by what the address says. All of it is here.")
            messages.warning(request, sentence, fail_silently=True)
            raise IncorrectLookupParameters from problem

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any], *args: Any, **options: Any
    ) -> HttpResponse | None:
        data = request.POST.copy()
        chosen = data.getlist(ACTION_CHECKBOX_NAME)
        data.setlist(ACTION_CHECKBOX_NAME, [key for key in chosen if is_primary_key(key)])
        request.POST = data  # type: ignore[assignment]
        return super().response_action(request, queryset, *args, **options)


class LockedAdmin(HardenedModelAdmin):
    """A row whose form compares itself with what is stored, and is saved on just that."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":  # whoever only looks takes no lock
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id and is_primary_key(unquote(object_id)):
                # Locked from here: what the form compares with is what it saves on.
                rows: models.QuerySet[Any] = self.model._default_manager.select_for_update()
                stored = rows.filter(pk=unquote(object_id)).first()
                if stored is not None:
                    self.prepare_locked_row(request, stored)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def prepare_locked_row(self, request: HttpRequest, stored: Any) -> None:
        """Called with the row as it is stored, before the form is read."""


def retry_on_conflict(view: Callable[[], Answer]) -> Answer:
    """The answer; where the database refuses what the form had let pass, a second one.

    Two people may write the same slug in the same moment: the second time the form finds what the
    first has stored, and says so beside the field. Raises BadRequest where that does not help.
    """
    try:
        return view()
    except IntegrityError:
        try:
            return view()
        except IntegrityError as problem:
            raise BadRequest("the rows contradict what is stored") from problem


def whole_if_posted(request: HttpRequest) -> AbstractContextManager[object]:
    """A transaction for what is sent. A page that is only shown begins none.

    On SQLite it would wait for whoever writes.
    """
    return transaction.atomic() if request.method == "POST" else nullcontext()


class RecordInlineMixin(HardenedFields):
    """Rows that belong to a record: who may change the record may add and remove them.

    ``fact`` is their name in the record's facts.
    """

    fact = ""
    extra = 0
    max_num: int | None = MAX_ROWS

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        # Django makes a form for each row that a request claims to have, up to a thousand more.
        options.setdefault("absolute_max", MAX_ROWS)
        return super().get_formset(request, obj, **options)  # type: ignore[misc]

    def _may(self, request: HttpRequest, verb: Verb, record: Any) -> bool:
        """``record``: the one that the rows belong to; None where it is not made yet."""
        permission = permission_name(self.parent_model, verb)  # type: ignore[attr-defined]
        if isinstance(record, Record):
            return may(request.user, permission, record.kind, record.pk)
        return bool(request.user.has_perm(permission))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj) or self._may(request, "view", obj)


class RecordTabularInline(RecordInlineMixin, admin.TabularInline):  # type: ignore[type-arg]
    pass


class RecordStackedInline(RecordInlineMixin, admin.StackedInline):  # type: ignore[type-arg]
    pass


class ReadOnlyAdmin(HardenedModelAdmin):
    """``list_name``: what a curator calls the list."""

    list_name: Any = ""
    change_list_template = "admin/read_only_list.html"
    actions: Sequence[str] | None = None
    # The ledger only grows; the list need not count it twice.
    show_full_result_count = False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": self.list_name, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

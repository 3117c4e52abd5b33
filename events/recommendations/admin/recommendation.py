"""Sub-actions (a), (b), (c) on the form of their recommendation; each is a record of its own."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import ForeignKey, Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.admin.classified import (
    CitationInline,
    ClassifiedAdmin,
    NotKnownFilter,
    OverdueFilter,
    editing_fieldset,
    fact_row,
    term_rows,
)
from catalogue.admin.classified_form import ClassifiedForm, fact_fields
from catalogue.admin.dashboard import changelist_url, record_panel
from catalogue.admin.tool import ToolAdmin
from events.fields.recommendation import RECOMMENDATION
from events.recommendations.admin.entry_forms import SHOWN, EntryForm, EntryFormSet
from events.recommendations.models import (
    Document,
    FollowUp,
    ManagementResponse,
    Recommendation,
    RecommendationAddressee,
    RecommendationCitation,
    RecommendationEvent,
    RecommendationTool,
    ReportingRound,
)
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.record_admin.base import RecordStackedInline, RecordTabularInline, is_primary_key
from hub.record_admin.site import PendingItem, dashboard_panels
from hub.records.models import recorded_change

NUMBERED = re.compile(r"^(.+-)(\d{1,6})$").match
MAX_POSITION = 32_767  # of a small number, in every database


class SubActionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The ref is that of the recommendation plus the label; it does not change later."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["label"].required = True

    def clean_label(self) -> str:
        label = str(self.cleaned_data["label"]).strip(" ().")
        try:
            validate_slug(label)
        except ValidationError:
            raise ValidationError(_("Use a letter or a number.")) from None
        return label

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        parent = cleaned.get("parent")  # on a form for a new one it is not stored yet
        if parent is not None and self.instance.pk is None:
            # Set before the model checks itself, or it would miss its document and its slug.
            self.instance.document_id = parent.document_id
            self.instance.slug = f"{parent.slug}-{cleaned.get('label', '')}"
        return cleaned


class SubActionFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    by: Any = None

    def clean(self) -> None:
        super().clean()
        labels: set[str] = set()
        for form in self.forms:
            label = getattr(form, "cleaned_data", {}).get("label")
            if not label:
                continue
            ref = f"{self.instance.slug}-{label}"
            taken = Recommendation.objects.filter(slug=ref).exclude(pk=form.instance.pk)
            if label in labels:
                form.add_error("label", _("This label stands here twice."))
            elif form.instance.pk is None and taken.exists():
                form.add_error("label", _("“%(ref)s” is taken.") % {"ref": ref})
            labels.add(label)

    def save_new(self, form: Any, commit: bool = True) -> Any:
        sub_action: Recommendation = super().save_new(form, commit=False)
        parent: Recommendation = self.instance
        sub_action.document_id, sub_action.slug = (
            parent.document_id,
            f"{parent.slug}-{sub_action.label}",
        )
        sub_action.state, sub_action.visibility, sub_action.language = (
            parent.state,
            parent.visibility,
            parent.language,
        )
        sub_action.counts_towards_total = False
        return self.save_recorded(sub_action)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        return self.save_recorded(super().save_existing(form, obj, commit=False))

    def save_recorded(self, sub_action: Recommendation) -> Recommendation:
        with recorded_change(sub_action, by=self.by):
            sub_action.save()
        return sub_action


class SubActionInline(RecordTabularInline):
    model = Recommendation
    fk_name = "parent"
    fact = "sub_actions"
    form, formset = SubActionForm, SubActionFormSet
    fields = ("label", "text", "position")
    can_delete = False  # a record is archived, on its own form
    show_change_link = True
    verbose_name = _("sub-action")
    verbose_name_plural = _("sub-actions")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **options)
        formset.by = request.user
        return formset


class BaseRecommendationForm(ClassifiedForm):
    rows = {"text": 5}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].label = _("Reference")
            self.fields["slug"].help_text = _("Its address: letters, digits and hyphens.")


RecommendationForm: type[ClassifiedForm] = type(
    "RecommendationForm",
    (BaseRecommendationForm,),
    fact_fields(Recommendation, never_none=("parent_id",)),
)


class RecommendationToolInline(RecordTabularInline):
    model = RecommendationTool
    fact = "tools"
    fields = ("tool", "reason", "position")
    autocomplete_fields = ("tool",)


class RecommendationEventInline(RecordTabularInline):
    model = RecommendationEvent
    fact = "events"
    fields = ("event", "reason", "position")
    autocomplete_fields = ("event",)


class RecommendationAddresseeInline(RecordTabularInline):
    model = RecommendationAddressee
    fact = "named_addressees"
    fields = ("country", "organisation")
    autocomplete_fields = ("country", "organisation")


class EntryInline(RecordStackedInline):
    """The newest entries of a log, and room for new ones: the round is one of the document's own.

    All of them are in the list of entries.
    """

    form, formset = EntryForm, EntryFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **options)
        rounds = formset.form.base_fields.get("round")
        if rounds is not None:
            document = obj.document_id if obj is not None else None
            rounds.queryset = ReportingRound.objects.filter(document=document)
        return formset


class FollowUpInline(EntryInline):
    model = FollowUp
    fact = "follow_ups"
    fields = (
        ("country", "organisation", "actor"),
        ("date", "status"),
        "evidence",
        ("source", "said_by", "round"),
    )
    autocomplete_fields = ("country", "organisation", "source")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any
    ) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **options)
        if db_field.name == "status" and field is not None:
            field.queryset = field.queryset.exclude(slug=NOT_ASSESSED)
        return field


class ResponseInline(EntryInline):
    model = ManagementResponse
    fact = "responses"
    fields = (
        ("country", "organisation", "actor"),
        ("date", "answer"),
        "text",
        ("source", "round"),
    )
    autocomplete_fields = ("country", "organisation", "source")


class RecommendationCitationInline(CitationInline):
    model = RecommendationCitation


class LongerLog(NamedTuple):
    """A log with more entries than the form has rows; ``url`` is the list of all."""

    name: str
    number: int
    shown: int
    url: str


class ToolsFilter(admin.SimpleListFilter):
    title = _("tools")
    parameter_name = "tools"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Served by no tool")), ("some", _("Served"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "none":
            return queryset.without_tools()
        return queryset.served() if self.value() == "some" else queryset


@admin.register(Recommendation)
class RecommendationAdmin(ClassifiedAdmin):
    form = RecommendationForm
    inlines = (
        SubActionInline,
        RecommendationAddresseeInline,
        RecommendationToolInline,
        RecommendationEventInline,
        FollowUpInline,
        ResponseInline,
        RecommendationCitationInline,
    )
    prepopulated_fields = {}
    list_display = ("__str__", "document", "state", "verification", "verified_on")
    list_filter = (
        "state",
        "verification",
        ToolsFilter,
        OverdueFilter,
        NotKnownFilter,
        "visibility",
        "confidence",
        "document",
    )
    list_select_related = ("document",)
    search_fields = ("slug", "text", "document__title")
    ordering = ("document", "position", "slug")
    autocomplete_fields = ("document", "parent")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "document",
                    "slug",
                    "parent",
                    ("position", "label"),
                    "text",
                    "language",
                    fact_row("source_paragraph"),
                    "counts_towards_total",
                )
            },
        ),
        (
            _("Who is asked for what"),
            {"fields": term_rows(RECOMMENDATION, "asked")},
        ),
        (
            _("What would serve it"),
            {"fields": term_rows(RECOMMENDATION, "served")},
        ),
        editing_fieldset(fact_row("notes")),
    )

    change_form_template = "admin/recommendations/recommendation/change_form.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        """With the way to those entries for which the form has no rows."""
        stored = context.get("original")
        if stored is not None:
            logs = ((FollowUp, stored.follow_ups), (ManagementResponse, stored.responses))
            context["longer_logs"] = [
                LongerLog(str(model._meta.verbose_name_plural), number, SHOWN,
                          f"{changelist_url(model)}?recommendation__id__exact={stored.pk}")
                for model, entries in logs
                if (number := entries.count()) > SHOWN
            ]  # fmt: skip
        return super().render_change_form(request, context, *args, **options)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        document = document_asked(request)
        if document is None:
            # Anything may stand in an address; the form would look it up as a key.
            return {}
        return next_of_document(document)

    def response_add(
        self, request: HttpRequest, obj: Recommendation, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Back to the document that it was added from, or on to the document's next one."""
        document = document_asked(request)
        response = super().response_add(request, obj, post_url_continue)
        if document is None or "_continue" in request.POST or "_popup" in request.POST:
            return response
        if "_addanother" in request.POST:
            add = reverse("admin:recommendations_recommendation_add")
            return HttpResponseRedirect(f"{add}?document={document.pk}")
        form = reverse("admin:recommendations_document_change", args=[document.pk])
        return HttpResponseRedirect(f"{form}#recommendations")

    def fact_labels(self) -> dict[str, str]:
        return super().fact_labels() | {
            "tools": str(_("Tools that can help")),
            "events": str(_("Events")),
            "named_addressees": str(_("Addressees by name")),
            "follow_ups": str(_("Follow-up")),
            "responses": str(_("Management responses")),
        }


def document_asked(request: HttpRequest) -> Document | None:
    """The document that a recommendation is added to from the document's own form."""
    key = request.GET.get("document", "")
    return Document.objects.filter(pk=key).first() if is_primary_key(key) else None


def next_of_document(document: Document) -> dict[str, Any]:
    """What the form of a new recommendation of a document begins with."""
    own = document.recommendations
    last = own.aggregate(last=Max("position"))["last"] or 0
    return {
        "document": document.pk,
        "slug": next_reference(document),
        "position": min(last + 1, MAX_POSITION),
        "language": document.language,
    }


def next_reference(document: Document) -> str:
    """The next number in the way that the document's newest references are numbered."""
    own = document.recommendations.filter(parent=None).order_by("-position", "-pk")
    numbered = [match for slug in own.values_list("slug", flat=True) if (match := NUMBERED(slug))]
    stem = numbered[0][1] if numbered else f"{document.slug[:150]}-"
    number = max((int(match[2]) for match in numbered if match[1] == stem), default=0) + 1
    taken = {
        slug.lower()
        for slug in Recommendation.objects.filter(slug__istartswith=stem).values_list(
            "slug", flat=True
        )
    }
    while f"{stem}{number}".lower() in taken:
        number += 1
    return f"{stem}{number}"


class ServedFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Writes each link as a change of its recommendation; of both where the link moved."""

    by: Any = None

    def save_new(self, form: Any, commit: bool = True) -> Any:
        link: RecommendationTool = super().save_new(form, commit=False)
        with recorded_change(link.recommendation, by=self.by):
            link.save()
        return link

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        link: RecommendationTool = super().save_existing(form, obj, commit=False)
        before = Recommendation.objects.get(tool_links=link)
        with recorded_change(link.recommendation, by=self.by):
            if before.pk == link.recommendation_id:
                link.save()
            else:
                with recorded_change(before, by=self.by):
                    link.save()
        return link

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        with recorded_change(Recommendation.objects.get(tool_links=obj), by=self.by):
            super().delete_existing(obj, commit)


class ServedRecommendationInline(RecordTabularInline):
    model = RecommendationTool
    formset = ServedFormSet
    fact = "recommendations"
    fields = ("recommendation", "reason")
    autocomplete_fields = ("recommendation",)
    verbose_name = _("recommendation that it serves")
    verbose_name_plural = _("recommendations that it serves")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **options)
        formset.by = request.user
        return formset


ToolAdmin.inlines = (*ToolAdmin.inlines, ServedRecommendationInline)  # type: ignore[assignment]


def unserved_recommendations() -> PendingItem:
    return PendingItem(
        gettext("Served by no tool"),
        Recommendation.objects.published().without_tools().count(),
        f"{changelist_url(Recommendation)}?tools=none",
    )


dashboard_panels.register(
    "recommendations",
    record_panel(Recommendation, _("Recommendations"), unserved_recommendations),
)

"""Organisations: their names, what they are part of, and two that turn out to be one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
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
from catalogue.admin.merge import merge
from catalogue.fields.organisation import ORGANISATION
from catalogue.models import Organisation, OrganisationCitation, OrganisationName
from catalogue.models.organisation import matching_key
from hub.record_admin.base import RecordTabularInline, SingleAutocomplete
from hub.record_admin.workflow_actions import RequiredReasonForm

OrganisationForm: type[ClassifiedForm] = type(
    "OrganisationForm", (ClassifiedForm,), fact_fields(Organisation)
)


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_text(self) -> str:
        """The key that names are matched by belongs to one organisation only."""
        text = str(self.cleaned_data["text"])
        key = matching_key(text)
        if not key:
            raise ValidationError(_("A name has letters or digits."))
        taken = OrganisationName.objects.filter(key=key).exclude(pk=self.instance.pk).first()
        if taken is not None:
            raise ValidationError(
                _("“%(organisation)s” has this name already.")
                % {"organisation": taken.organisation}
            )
        return text


class NameFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        super().clean()
        keys: set[str] = set()
        for form in self.forms:
            text = getattr(form, "cleaned_data", {}).get("text")
            if not text or form.cleaned_data.get("DELETE"):
                continue
            if matching_key(text) in keys:
                form.add_error("text", _("This name stands here twice."))
            keys.add(matching_key(text))


class OrganisationNameInline(RecordTabularInline):
    model = OrganisationName
    form, formset = NameForm, NameFormSet
    fact = "names"
    fields = ("text", "language", "shown")
    verbose_name_plural = _("other names")


class OrganisationCitationInline(CitationInline):
    model = OrganisationCitation


class MergeForm(RequiredReasonForm):
    into = forms.ModelChoiceField(Organisation.objects.all(), label=_("It is really"))
    field_order = ("into", "reason")

    def __init__(self, site: admin.AdminSite, leaving: Organisation, data: Any = None) -> None:
        super().__init__(data)
        field = Organisation._meta.get_field("successor")
        into = self.fields["into"]
        into.widget = SingleAutocomplete(field, site)
        into.widget.choices = into.choices  # type: ignore[attr-defined]
        self.leaving = leaving

    def clean_into(self) -> Organisation:
        into: Organisation = self.cleaned_data["into"]
        if into.pk == self.leaving.pk:
            raise ValidationError(_("Choose another organisation."))
        return into


@admin.register(Organisation)
class OrganisationAdmin(ClassifiedAdmin):
    form = OrganisationForm
    change_form_template = "admin/catalogue/organisation/change_form.html"
    inlines = (OrganisationNameInline, OrganisationCitationInline)
    list_display = (
        "name",
        "part_of",
        "tools_behind",
        "state",
        "verification",
        "verified_on",
        "next_review_on",
    )
    list_filter = ("state", "verification", OverdueFilter, NotKnownFilter, "visibility")
    list_select_related = ("part_of",)
    search_fields = ("name", "slug", "names__text")
    ordering = ("name", "slug")
    autocomplete_fields = ("part_of", "successor")
    fieldsets = (
        (None, {"fields": ("name", "slug", "language", fact_row("url"), fact_row("part_of"))}),
        (
            _("What and where"),
            {"fields": term_rows(ORGANISATION, "about")},
        ),
        (_("Its end"), {"fields": (fact_row("ended"), fact_row("successor"))}),
        editing_fieldset(),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Organisation]:
        count = models.Count("tool_links", distinct=True)
        counted: models.QuerySet[Organisation]
        counted = super().get_queryset(request).annotate(all_tools=count)
        return counted

    @admin.display(description=_("tools"), ordering="all_tools")
    def tools_behind(self, organisation: Organisation) -> int:
        return int(organisation.all_tools)  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        route = path("<path:object_id>/merge/", view, name="catalogue_organisation_merge")
        return [route, *super().get_urls()]

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        leaving = self.get_object(request, unquote(object_id))
        if leaving is None:
            raise Http404
        if not self.has_change_permission(request, leaving):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        form = MergeForm(self.admin_site, leaving, data)
        if form.is_valid():
            into, name = form.cleaned_data["into"], str(leaving)
            merge(leaving, into, by=request.user, reason=form.cleaned_data["reason"])
            sentence = gettext("“%(name)s” is now a name of “%(into)s”.")
            messages.success(request, sentence % {"name": name, "into": into})
            return HttpResponseRedirect(
                reverse("admin:catalogue_organisation_change", args=[into.pk])
            )
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge “%(name)s” into another") % {"name": leaving},
            "opts": self.opts,
            "original": leaving,
            "form": form,
            "media": self.media + form.media,
            "tool_count": leaving.tool_links.count(),
            "part_count": leaving.parts.count(),
        }
        return TemplateResponse(request, "admin/catalogue/organisation/merge.html", context)

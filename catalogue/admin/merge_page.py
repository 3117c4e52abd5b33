"""The pages that merge an organisation into another: choose it, see both, then decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.admin.merge import affected_records, merge
from catalogue.models import Organisation
from hub.record_admin.base import SingleAutocomplete
from hub.record_admin.record import RecordAdmin
from hub.record_admin.side_by_side import SideBySide, compare_records, moving_records
from hub.record_admin.workflow_actions import RequiredReasonForm


class ChoiceForm(forms.Form):
    """Which organisation stays."""

    into = forms.ModelChoiceField(Organisation.objects.all(), label=_("It is really"))

    def __init__(self, site: admin.AdminSite, leaving: Organisation, data: Any = None) -> None:
        super().__init__(data)
        self.leaving, self.site = leaving, site
        self.choose_widget()

    def choose_widget(self) -> None:
        into = self.fields["into"]
        into.widget = SingleAutocomplete(Organisation._meta.get_field("successor"), self.site)
        into.widget.choices = into.choices  # type: ignore[attr-defined]

    def clean_into(self) -> Organisation:
        into: Organisation = self.cleaned_data["into"]
        if into.pk == self.leaving.pk:
            raise ValidationError(_("Choose another organisation."))
        return into


class MergeForm(ChoiceForm, RequiredReasonForm):
    """The choice, which has been looked at, and why."""

    def choose_widget(self) -> None:
        self.fields["into"].widget = forms.HiddenInput()


def respond(model_admin: RecordAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The choice; both records where one is chosen; on POST the deed."""
    leaving = model_admin.get_object(request, unquote(object_id))
    if leaving is None:
        raise Http404
    if not model_admin.has_change_permission(request, leaving):
        raise PermissionDenied
    site = model_admin.admin_site
    if request.method == "POST":
        decision = MergeForm(site, leaving, request.POST)
        if decision.is_valid():
            return _merge(request, leaving, decision)
        into = decision.cleaned_data.get("into")
        form = decision if into else ChoiceForm(site, leaving, request.POST)
        return _page(model_admin, request, leaving, into, form)
    choice = ChoiceForm(site, leaving, request.GET if "into" in request.GET else None)
    if not choice.is_valid():
        return _page(model_admin, request, leaving, None, choice)
    into = choice.cleaned_data["into"]
    question = MergeForm(site, leaving)
    question.initial["into"] = into.pk
    return _page(model_admin, request, leaving, into, question)


def _merge(request: HttpRequest, leaving: Organisation, form: ChoiceForm) -> HttpResponse:
    into, name = form.cleaned_data["into"], str(leaving)
    merge(leaving, into, by=request.user, reason=form.cleaned_data["reason"])
    sentence = gettext("“%(name)s” is now a name of “%(into)s”.")
    messages.success(request, sentence % {"name": name, "into": into})
    return HttpResponseRedirect(reverse("admin:catalogue_organisation_change", args=[into.pk]))


def _page(
    model_admin: RecordAdmin,
    request: HttpRequest,
    leaving: Organisation,
    into: Organisation | None,
    form: ChoiceForm,
) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Merge “%(name)s” into another") % {"name": leaving},
        "opts": model_admin.opts,
        "original": leaving,
        "form": form,
        "media": model_admin.media + form.media,
    }
    if into is not None:
        merge_other = reverse("admin:catalogue_organisation_merge", args=[into.pk])
        context |= {
            "title": gettext("Merge “%(name)s” into “%(into)s”?") % {"name": leaving, "into": into},
            "pair": compare_both(model_admin, leaving, into),
            "other_way": f"{merge_other}?into={leaving.pk}",
        }
    return TemplateResponse(request, "admin/catalogue/organisation/merge.html", context)


def compare_both(model_admin: RecordAdmin, leaving: Organisation, into: Organisation) -> SideBySide:
    moving = [moving_records(label, records) for label, records in affected_records(leaving)]
    return compare_records(model_admin, leaving, into, moving)

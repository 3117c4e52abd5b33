"""The pages that merge an organisation into another: choose it, see both, then decide."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.admin.merge import affected_records, merge
from catalogue.models import Organisation
from hub.record_admin.base import SingleAutocomplete
from hub.record_admin.record import RecordAdmin
from hub.record_admin.record_history import history_page, history_steps
from hub.record_admin.side_by_side import SideBySide, compare_records, moving_records
from hub.record_admin.workflow_actions import RequiredReasonForm, open_as_seen
from hub.records.models import EditConflict


class ChoiceForm(forms.Form):
    """Which organisation stays."""

    into = forms.ModelChoiceField(Organisation.objects.all(), label=_("It is really"))
    place_of_problem: ClassVar[str | None] = "into"

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

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        into, states = cleaned.get("into"), Organisation.State
        if into and (self.leaving.state, into.state) == (states.PUBLISHED, states.ARCHIVED):
            sentence = gettext(
                "“%(into)s” is archived: readers would lose “%(name)s”, which they can see now. "
                "Take the archived one back to draft and publish it first, or choose another."
            )
            self.add_error(self.place_of_problem, sentence % {"into": into, "name": self.leaving})
        return cleaned


class MergeForm(ChoiceForm, RequiredReasonForm):
    """The choice, both records in the versions that have been looked at, and why."""

    place_of_problem = None  # its choice is hidden
    seen_into_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def choose_widget(self) -> None:
        self.fields["into"].widget = forms.HiddenInput()

    def show_versions(self, into: Organisation) -> None:
        """Set what is looked at: where the form was sent, sending it again is a decision."""
        shown = {"seen_version": self.leaving.version, "seen_into_version": into.version}
        self.initial.update({"into": into.pk, **shown})
        if self.is_bound:
            data = cast("QueryDict", self.data).copy()
            for name, version in shown.items():
                data[name] = str(version)
            self.data = data


def respond(model_admin: RecordAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The choice; both records where one is chosen; on POST the deed."""
    leaving = model_admin.get_object(request, unquote(object_id))
    if leaving is None:
        raise Http404
    if not model_admin.may_change_all(request):
        raise PermissionDenied
    site = model_admin.admin_site
    if request.method == "POST":
        decision = MergeForm(site, leaving, request.POST)
        if decision.is_valid():
            return _merge(model_admin, request, decision)
        into = decision.cleaned_data.get("into")
        form = decision if into else ChoiceForm(site, leaving, request.POST)
        return _page(model_admin, request, leaving, into, form)
    choice = ChoiceForm(site, leaving, request.GET if "into" in request.GET else None)
    if not choice.is_valid():
        return _page(model_admin, request, leaving, None, choice)
    into = choice.cleaned_data["into"]
    question = MergeForm(site, leaving)
    question.show_versions(into)
    return _page(model_admin, request, leaving, into, question)


def _merge(model_admin: RecordAdmin, request: HttpRequest, form: MergeForm) -> HttpResponse:
    leaving, into, name = form.leaving, form.cleaned_data["into"], str(form.leaving)
    seen = {
        leaving: form.cleaned_data["seen_version"],
        into: form.cleaned_data["seen_into_version"],
    }
    try:
        with transaction.atomic():
            # In one order, so that a merge the other way round waits and does not block this one.
            for record in sorted(seen, key=lambda record: record.pk):
                open_as_seen(record, seen[record])
            merge(leaving, into, by=request.user, reason=form.cleaned_data["reason"])
    except EditConflict:
        return _ask_again(model_admin, request, form, seen)
    sentence = gettext("“%(name)s” is now a name of “%(into)s”.")
    messages.success(request, sentence % {"name": name, "into": into})
    return HttpResponseRedirect(reverse("admin:catalogue_organisation_change", args=[into.pk]))


def _ask_again(
    model_admin: RecordAdmin,
    request: HttpRequest,
    form: MergeForm,
    seen: dict[Organisation, int | None],
) -> HttpResponse:
    """Both as they are now, what was changed meanwhile, and the question with the reason kept."""
    leaving, into = (Organisation.objects.filter(pk=record.pk).first() for record in seen)
    if leaving is None or into is None:
        raise Http404
    for record, version in zip((leaving, into), seen.values(), strict=True):
        if record.version != version:
            form.add_error(None, _changes_since(model_admin, record, version))
    form.leaving = leaving
    form.show_versions(into)
    return _page(model_admin, request, leaving, into, form)


def _changes_since(model_admin: RecordAdmin, record: Organisation, version: int | None) -> str:
    """A sentence that names each fact that somebody changed after the version."""
    page = history_page(record, None)
    steps = history_steps(record, page, model_admin.fact_labels(), model_admin.fact_reader())
    newer = [step for step in steps if version is not None and step.revision.version > version]
    facts = "; ".join(
        f"{capfirst(fact.label)}: {fact.before or '–'} → {fact.after or '–'}"
        for step in reversed(newer)
        for fact in step.differences
    )
    if not facts:
        sentence = gettext(
            "“%(name)s” was changed meanwhile. Look at both again, as they are now, then decide."
        )
        return sentence % {"name": record}
    sentence = gettext(
        "“%(name)s” was changed meanwhile (%(facts)s). Look at both again, as they are now, then "
        "decide."
    )
    return sentence % {"name": record, "facts": facts}


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

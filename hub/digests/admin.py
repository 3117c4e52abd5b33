"""The log of questions about addresses, and the form to ask one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hub.digests.forms import AddressField
from hub.digests.models import AddressLookup
from hub.digests.retention import look_up
from hub.record_admin.base import ReadOnlyAdmin


class AddressLookupForm(forms.Form):
    address = AddressField(label=_("E-mail address"), max_length=254, strip=False)
    reason = forms.CharField(
        label=_("Why you ask"),
        max_length=300,
        help_text=_("Kept in the log, with your name. Do not write the address here."),
    )
    erase = forms.BooleanField(
        label=_("Stop all mails to it and erase it"),
        required=False,
        help_text=_(
            "As if its owner had left: only its owner can subscribe again. As a focal point it "
            "cannot be entered again."
        ),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "@" in (values.get("reason") or ""):
            raise ValidationError(_("Do not write an address into the reason: it is kept."))
        return values


@admin.register(AddressLookup)
class AddressLookupAdmin(ReadOnlyAdmin):
    """Who asked about an address, when and why; to add a row is to look one up."""

    permanent_path = "digests/asked/"
    list_name = _("Is an e-mail address subscribed?")
    list_display = fields = ("at", "by", "reason", "did")
    list_select_related = ("by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("digests.add_addresslookup")

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AddressLookupForm(request.POST or None)
        answer = None
        if form.is_valid():
            values = form.cleaned_data
            answer = look_up(
                values["address"], by=request.user, reason=values["reason"], erase=values["erase"]
            )
        context = {
            **self.admin_site.each_context(request),
            "title": self.list_name,
            "opts": self.opts,
            "form": form,
            "answer": answer,
        }
        return render(request, "admin/ask_address.html", context)

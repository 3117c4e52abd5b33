"""The pages of second factors: allauth's views with our forms, guards and words."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.views import BaseReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from hub.accounts.second_factors import forms
from hub.accounts.second_factors.demand import demanded_from, is_demanded, is_vouched
from hub.accounts.second_factors.factors import (
    can_hold_keys,
    has_second_factor,
    host_of_key,
    unused_codes,
)
from hub.accounts.single_sign_on.local_sign_in import is_joined, may_use_password
from hub.anonymous_forms.private_pages import retry_after
from hub.anonymous_forms.throttle import NO_WAIT
from hub.record_admin.step_up import is_recently_confirmed, recently_confirmed
from hub.web.responses import attachment
from hub.web.signed_out_form import (
    FIELD,
    confirmed_page,
    read_form,
    sign_in_again_page,
    signed_in_page,
)


def refused(response: HttpResponse, form: Any) -> HttpResponse:
    """429 for a form whose guesses are used up."""
    wait = getattr(form, "wait", NO_WAIT)
    if wait != NO_WAIT:
        response.status_code = 429
    return retry_after(response, wait)


def carried_form(request: HttpRequest) -> str:
    """The form that waits for the sign-in or the confirmation; empty where there is none."""
    unsent: str = request.POST.get(FIELD, "")
    return unsent if unsent and read_form(unsent) else ""


class SecondStepStage(AuthenticateStage):
    """Left out where the provider of single sign-on has asked, and its word counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if any(record.get("second_factor") for record in records):
            return False
        return bool(super()._should_handle(request))


class SecondStepView(AuthenticateView):
    """Behind the password: a code, a recovery code, or a key that belongs to the account."""

    form_class = forms.SecondStepCodeForm
    webauthn_form_class = forms.SecondStepKeyForm

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            return signed_in_page(self.request, self.request.POST.get(FIELD, "")) or response
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return refused(super().form_invalid(form), form)

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        person = self.stage.login.user
        context: dict[str, Any] = super().get_context_data(**values)
        has_key = forms.usable_keys(person)
        is_signed_on = "sociallogin" in (self.stage.login.signal_kwargs or {})
        return context | {
            "sign_on": settings.OIDC_NAME if is_signed_on else "",
            "unsent": carried_form(self.request),
            "sentences": forms.key_sentences(person),
            "key_options": json.dumps(context["js_data"]["request_options"]) if has_key else "",
        }


class ConfirmationView(BaseReauthenticateView):
    """Confirming that it is you: by the second factor, or by the password where there is none."""

    template_name = "account/reauthenticate.html"

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """A form that only passes through, from the page that asks to confirm, is no attempt."""
        if not {"code", "credential", "password"} & set(request.POST):
            # Whoever has confirmed at their provider, in another window, gets it back.
            carried = carried_form(request) if is_recently_confirmed(request) else ""
            page = confirmed_page(request, carried) if carried else None
            return page or self.render_to_response(self.get_context_data())
        answer: HttpResponse = super().post(request, *args, **options)
        return answer

    def get_form_class(self) -> Any:
        if not has_second_factor(self.request.user):
            return forms.ConfirmationPasswordForm
        if "credential" in self.request.POST:
            return forms.ConfirmationKeyForm
        return forms.ConfirmationCodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_kwargs() | {"user": self.request.user}
        if not {"code", "credential", "password"} & set(self.request.POST):
            options.pop("data", None)
            options.pop("files", None)
        return options

    def form_valid(self, form: Any) -> HttpResponse:
        if isinstance(form, forms.ConfirmationPasswordForm):
            reauthenticate_by_password(self.request)
        else:
            form.save()
        response: HttpResponse = super().form_valid(form)
        return confirmed_page(self.request, self.request.POST.get(FIELD, "")) or response

    def form_invalid(self, form: Any) -> HttpResponse:
        return refused(super().form_invalid(form), form)

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        person = self.request.user
        context: dict[str, Any] = super().get_context_data(**values)
        if isinstance(context["form"], forms.ConfirmationKeyForm):
            context["key_form"] = context["form"]
            context["form"] = forms.ConfirmationCodeForm(user=person)
        options = ""
        if has_second_factor(person) and forms.usable_keys(person):
            options = json.dumps(webauthn.begin_authentication(person))
        return context | {
            "unsent": carried_form(self.request),
            "sentences": forms.key_sentences(person),
            "key_options": options,
            "sign_on": settings.OIDC_NAME if may_confirm_elsewhere(person) else "",
            "has_form": has_second_factor(person) or may_use_password(person),
        }


def may_confirm_elsewhere(person: Any) -> bool:
    """Whether the provider's word is enough: not where our own second factor is asked for."""
    is_enough = settings.OIDC_SECOND_FACTOR == "provider" or not has_second_factor(person)
    return is_joined(person) and is_enough


class OverviewView(IndexView):
    """What a person has, and what is demanded of them."""

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**values)
        host = forms.current_host()
        keys = [
            {"key": key.instance, "name": key.name, "host": host_of_key(key.instance)}
            for key in context["authenticators"].get("webauthn", ())
        ]
        person: Any = self.request.user
        return context | {
            "keys": keys,
            "host": host,
            "number_sentence": "" if can_hold_keys(host) else forms.number_sentence(),
            "is_demanded": is_demanded(person) and not is_vouched(self.request),
            "has_password": may_use_password(person),
            "demanded_from": demanded_from(person),
            "has_factor": has_second_factor(person),
            "unused_codes": unused_codes(person),
        }


class SetUpAppView(ActivateTOTPView):
    form_class = forms.SetUpAppForm


class RecoveryCodesView(TemplateView):
    """The codes that are left. Allauth's own view notes when they were shown first: by a GET."""

    template_name = "mfa/recovery_codes/index.html"

    def codes(self) -> list[str]:
        codes = unused_codes(self.request.user)
        if codes is None:
            raise Http404
        return codes

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        return super().get_context_data(**values) | {"unused_codes": self.codes()}


class RecoveryCodesFile(RecoveryCodesView):
    def get(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        lines = "".join(f"{code}\n" for code in self.codes())
        return attachment(lines, "text/plain", "recovery-codes.txt")


class NewRecoveryCodesView(GenerateRecoveryCodesView):
    def get_context_data(self, **values: Any) -> dict[str, Any]:
        """Without the number of those left: the key that sealed them may be lost."""
        context: dict[str, Any] = FormView.get_context_data(self, **values)
        return context


class AddKeyView(AddWebAuthnView):
    form_class = forms.AddKeyForm

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        # Allauth's own drops the form with its errors.
        context: dict[str, Any] = super().get_context_data(**values) | values
        host = forms.current_host()
        return context | {
            "number_sentence": "" if can_hold_keys(host) else forms.number_sentence(),
            "key_options": json.dumps(context["js_data"]["creation_options"]),
        }


class RemoveKeyView(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


def protected(view: Any) -> Any:
    """For whoever is signed in and has confirmed lately: what is typed comes back."""
    return never_cache(login_required(recently_confirmed(view)))


def second_step(request: HttpRequest) -> HttpResponse:
    """The password counts for a quarter of an hour: a form that waited longer is carried on."""
    response: HttpResponse = SecondStepView.as_view()(request)
    if response.status_code == 302 and not request.user.is_authenticated:
        return sign_in_again_page(request, request.POST.get(FIELD, "")) or response
    return response


confirmation = never_cache(login_required(ConfirmationView.as_view()))
overview = never_cache(OverviewView.as_view())
set_up_app = protected(SetUpAppView.as_view())
remove_app = protected(DeactivateTOTPView.as_view())
recovery_codes = protected(RecoveryCodesView.as_view())
new_recovery_codes = protected(NewRecoveryCodesView.as_view())
download_recovery_codes = protected(RecoveryCodesFile.as_view())
add_key = protected(AddKeyView.as_view())
remove_key = protected(RemoveKeyView.as_view())

"""People: made by administrators, sent a link for a password, never all locked out at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401 (both register what is taken back below)
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.accounts import access_changes
from hub.accounts.access_changes import ROLE_LABELS, ROLE_NAMES
from hub.accounts.mails import send_invitation
from hub.accounts.models import AccessChange, Person
from hub.accounts.roles import ADMINISTRATOR
from hub.accounts.second_factors.factors import has_factor_expression
from hub.accounts.single_sign_on.local_sign_in import is_break_glass, may_use_password
from hub.accounts.single_sign_on.notices import send_joining_invitation
from hub.accounts.single_sign_on.provider_client import is_on
from hub.accounts.unused_accounts import end_sessions, is_last_administrator
from hub.record_admin.base import HardenedModelAdmin, ReadOnlyAdmin
from hub.record_admin.step_up import confirmation_page
from hub.records.database_clock import now_in_database
from hub.records.registry import Registry

admin.site.unregister(Authenticator)  # people change their own, operators by a command
# The provider stands in the settings, no token is kept, and accounts are joined by a link.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])

# Rows of upper rooms on the form of a person.
person_inlines: Registry[Any] = Registry("rows on the form of a person")


class RoleChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, group: Any) -> str:
        return str(ROLE_LABELS.get(group.name, group.name))


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    groups = RoleChoice(
        Group.objects.order_by("name"),
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a role a person cannot enter the curators' area."),
    )
    send_link = forms.BooleanField(
        label=_("Send a link to choose a password"), required=False, initial=True
    )

    class Meta:
        model = Person
        fields = ("email", "name", "is_active", "groups")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields.pop("send_link", None)

    def clean_email(self) -> str:
        email = Person.objects.normalize_email(self.cleaned_data["email"])
        taken = Person.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(_("There is a person with this address already."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_administrator = cleaned.get("is_active") and (
            self.instance.is_superuser
            or any(group.name == ADMINISTRATOR for group in cleaned.get("groups") or ())
        )
        if self.instance.pk and not is_administrator and is_last_administrator(self.instance):
            raise forms.ValidationError(
                _("This is the last administrator: make another one first.")
            )
        return cleaned


@contextmanager
def administrators_locked(request: HttpRequest) -> Iterator[None]:
    """Two administrators must not take the role from each other in one moment."""
    if request.method != "POST":  # whoever only looks takes no lock
        yield
        return
    with transaction.atomic():
        list(Group.objects.select_for_update().filter(name=ADMINISTRATOR))
        yield


@admin.register(Person)
class PersonAdmin(HardenedModelAdmin):
    form = PersonForm
    change_form_template = "admin/accounts/person/change_form.html"
    list_display = ("email", "name", "roles", "is_active", "second_factor", "signed_in")
    list_filter = ("is_active", "groups")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined")
    actions = None

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        own = ("email", "name", "groups", "is_active")
        return (*own, "last_login", "date_joined") if obj else (*own, "send_link")

    def get_queryset(self, request: HttpRequest) -> Any:
        people = super().get_queryset(request).prefetch_related("groups")
        return people.annotate(second_factor=has_factor_expression())

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, person: Any) -> bool:
        return bool(person.second_factor)

    @admin.display(description=_("last signed in"), ordering="last_login")
    def signed_in(self, person: Person) -> str:
        """In as few letters as there are, so that the table is not wider than a window."""
        return f"{person.last_login:%Y-%m-%d %H:%M}" if person.last_login else gettext("never")

    @admin.display(description=_("roles"))
    def roles(self, person: Person) -> str:
        names = [str(ROLE_NAMES.get(group.name, group.name)) for group in person.groups.all()]
        return ", ".join(sorted(names))

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return list(person_inlines.values())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who can change a superuser's address can become one."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_protected = obj is not None and (
            obj.pk == request.user.pk
            or (obj.is_superuser and not request.user.is_superuser)
            or is_last_administrator(obj)
        )
        return not is_protected and super().has_delete_permission(request, obj)

    def confirmation_page(self, request: HttpRequest) -> HttpResponse | None:
        """For those who may change people; all others are refused by the view itself."""
        return confirmation_page(request) if self.has_change_permission(request) else None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.send_link)
        route = path("<path:object_id>/send-link/", view, name="accounts_person_send_link")
        view = self.admin_site.admin_view(self.send_joining_link)
        join = path(
            "<path:object_id>/send-joining-link/", view, name="accounts_person_send_joining"
        )
        return [route, join, *super().get_urls()]

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        if page := self.confirmation_page(request):
            return page
        with administrators_locked(request):
            return super().changeform_view(request, *args, **options)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        person = self.get_object(request, unquote(object_id))
        more = {
            "sign_on": person is not None and is_on() and not is_break_glass(person),
            "has_password": person is not None and may_use_password(person),
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        if page := self.confirmation_page(request):
            return page
        with administrators_locked(request):
            return super().delete_view(request, *args, **options)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        else:
            stored = Person.objects.get(pk=obj.pk)
            request.access_before = access_changes.access_of(stored)  # type: ignore[attr-defined]
            if obj.is_active and not stored.is_active:
                obj.opened_at = now_in_database()
        obj.is_staff = obj.is_superuser or bool(form.cleaned_data["groups"])
        super().save_model(request, obj, form, change)
        # Allauth keeps a copy of each address; an old one must not open the account any more.
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        person, by = form.instance, cast("Person", request.user)
        if change:
            access_changes.log_difference(person, request.access_before, by=by)  # type: ignore[attr-defined]
            if not person.is_active:
                end_sessions(person)
        else:
            access_changes.log_invitation(person, by=by)
        if not change and form.cleaned_data["send_link"]:
            self.mail_link(request, form.instance)

    def delete_model(self, request: HttpRequest, obj: Person) -> None:
        by = cast("Person", request.user)
        access_changes.log_closing(obj, AccessChange.What.LEFT, by=by)
        end_sessions(obj)
        super().delete_model(request, obj)

    def send_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.post_about_person(request, object_id, self.mail_link)

    def send_joining_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not is_on() and self.has_change_permission(request):
            raise Http404
        return self.post_about_person(request, object_id, self.mail_joining_link)

    def post_about_person(
        self, request: HttpRequest, object_id: str, act: Callable[[HttpRequest, Person], None]
    ) -> HttpResponse:
        """A button of a person's page, which asks to confirm who presses it."""
        person = self.get_object(request, unquote(object_id))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if page := confirmation_page(request):
            return page
        if request.method == "POST":
            act(request, person)
        return HttpResponseRedirect(reverse("admin:accounts_person_change", args=[person.pk]))

    def mail_link(self, request: HttpRequest, person: Person) -> None:
        """In the transaction that makes the person: the mail is sent after its commit."""
        if not person.is_active:
            messages.warning(request, gettext("This person may not sign in: no link was sent."))
            return
        if not may_use_password(person):
            self.mail_joining_link(request, person)
            return
        send_invitation(person)
        self.tell_link_sent(request, person)

    def mail_joining_link(self, request: HttpRequest, person: Person) -> None:
        if not person.is_active:
            messages.warning(request, gettext("This person may not sign in: no link was sent."))
            return
        if is_break_glass(person):
            messages.warning(request, gettext("The account for emergencies is joined with none."))
            return
        send_joining_invitation(person)
        self.tell_link_sent(request, person)

    def tell_link_sent(self, request: HttpRequest, person: Person) -> None:
        messages.success(
            request, gettext("A link is being sent to %(address)s.") % {"address": person.email}
        )


@admin.register(AccessChange)
class AccessChangeAdmin(ReadOnlyAdmin):
    list_name = _("Changes of who may do what")
    list_display = ("at", "email", "what", "before", "after", "by")
    list_filter = ("what", "at")
    list_select_related = ("by",)
    search_fields = ("email",)

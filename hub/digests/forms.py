"""What is typed on the pages of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.digests.matching.filters import (
    LONGEST_QUERY,
    SavedFilter,
    UnusableFilterError,
    parse,
)
from hub.digests.matching.news_groups import offered
from hub.digests.models import Frequency, News
from hub.digests.preferences import known_time_zones
from hub.digests.signup.signup import DeliveryPreferences, SignupRequest
from hub.outbox.addresses import MAX_ADDRESS_LENGTH, UnusableAddressError, parse_address

NO_CHOICE = {"invalid_choice": gettext_lazy("Choose one of the options.")}


def _languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class ZoneField(forms.CharField):
    """The IANA name of a time zone."""

    def clean(self, value: Any) -> str:
        zone = str(super().clean(value) or "UTC")
        if zone not in known_time_zones():
            raise ValidationError(_("There is no such time zone: choose one from the list."))
        return zone


class AddressField(forms.CharField):
    """One plain address, as mail is sent to it."""

    def clean(self, value: Any) -> str:
        # Not Django's own stripping: a line break in an address is no slip of the finger.
        typed = str(super().clean(value))
        if not typed:
            return ""  # where it is not required
        try:
            return parse_address(typed)
        except UnusableAddressError:
            raise ValidationError(
                _("We cannot send e-mail to this address. Check it letter by letter.")
            ) from None


class DeliveryPreferencesForm(forms.Form):
    """How somebody wants to be written to."""

    frequency = forms.ChoiceField(choices=Frequency.choices, error_messages=NO_CHOICE)
    language = forms.ChoiceField(choices=_languages, error_messages=NO_CHOICE)
    time_zone = ZoneField(max_length=60, required=False)
    discreet = forms.BooleanField(required=False)

    def preferences(self) -> DeliveryPreferences:
        values = self.cleaned_data
        return DeliveryPreferences(
            values["frequency"], values["language"], values["time_zone"], bool(values["discreet"])
        )


class SubscribeForm(DeliveryPreferencesForm):
    """A filter, the news wanted of it, and the address. ``filter`` is set once it is valid.

    ``texts``: the words of the filter count in names and texts only.
    """

    of = forms.CharField(max_length=20)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False)
    texts = forms.BooleanField(required=False)
    whats = forms.MultipleChoiceField(
        choices=News.choices,
        error_messages={
            **NO_CHOICE,
            "required": gettext_lazy("Choose at least one kind of update."),
        },
    )
    address = AddressField(
        max_length=MAX_ADDRESS_LENGTH,
        strip=False,
        error_messages={"required": gettext_lazy("Type your e-mail address.")},
    )

    filter: SavedFilter | None = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        try:
            self.filter = parse(
                values.get("of") or "",
                values.get("query") or "",
                texts_only=True if values.get("texts") else None,
            )
        except UnusableFilterError as problem:
            raise ValidationError(problem.sentences) from None
        if not set(values.get("whats") or ()) <= set(offered(self.filter.kind)):
            self.add_error("whats", str(NO_CHOICE["invalid_choice"]))
        return values

    def signup_request(self, saved_filter: SavedFilter) -> SignupRequest:
        values = self.cleaned_data
        return SignupRequest(
            address=values["address"],
            kind=saved_filter.kind,
            query=saved_filter.query,
            title=saved_filter.title,
            whats=tuple(values["whats"]),
            preferences=self.preferences(),
        )


class ManageForm(DeliveryPreferencesForm):
    """The preferences, and for each subscription the kinds of news, as ``whats-<key>``, and
    whether its words count in names and texts only, as ``texts-<key>``."""

    def __init__(self, data: QueryDict | None, keys: list[int], **options: Any) -> None:
        super().__init__(data, **options)
        for key in keys:
            self.fields[f"whats-{key}"] = forms.MultipleChoiceField(
                choices=News.choices, required=False, error_messages=NO_CHOICE
            )
            self.fields[f"texts-{key}"] = forms.BooleanField(required=False)
        self.keys = keys

    def news(self) -> dict[int, list[str]]:
        return {key: self.cleaned_data[f"whats-{key}"] for key in self.keys}

    def texts_only(self) -> dict[int, bool]:
        return {key: self.cleaned_data[f"texts-{key}"] for key in self.keys}

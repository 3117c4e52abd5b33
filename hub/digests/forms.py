"""What is typed on the pages of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.digests.addresses import MOST_LETTERS, as_sent
from hub.digests.matching.filters import (
    LONGEST_QUERY,
    SavedFilter,
    UnusableFilterError,
    parse,
)
from hub.digests.matching.news_groups import offered
from hub.digests.models import Frequency, News
from hub.digests.preferences import time_zones
from hub.digests.signup.signup_request import DeliveryPreferences, SignupRequest

NO_CHOICE = {"invalid_choice": gettext_lazy("Choose one of the choices that are offered.")}


def _languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class ZoneField(forms.CharField):
    """The IANA name of a time zone."""

    def clean(self, value: Any) -> str:
        zone = str(super().clean(value) or "UTC")
        if zone not in time_zones.known():
            raise ValidationError(_("There is no such time zone: choose one from the list."))
        return zone


class AddressField(forms.CharField):
    """One plain address, as mail is sent to it."""

    def clean(self, value: Any) -> str:
        # Not Django's own stripping: a line break in an address is no slip of the finger.
        typed = str(super().clean(value))
        return as_sent(typed)


class DeliveryPreferencesForm(forms.Form):
    """How somebody wants to be written to."""

    frequency = forms.ChoiceField(choices=Frequency.choices, error_messages=NO_CHOICE)
    language = forms.ChoiceField(choices=_languages, error_messages=NO_CHOICE)
    time_zone = ZoneField(max_length=60, required=False)
    discreet = forms.BooleanField(required=False)

    def manner(self) -> DeliveryPreferences:
        given = self.cleaned_data
        return DeliveryPreferences(
            given["frequency"], given["language"], given["time_zone"], bool(given["discreet"])
        )


class SubscribeForm(DeliveryPreferencesForm):
    """A filter, the news wanted of it, and the address. ``filter`` is set once it is valid."""

    of = forms.CharField(max_length=20)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False)
    whats = forms.MultipleChoiceField(
        choices=News.choices,
        error_messages={
            **NO_CHOICE,
            "required": gettext_lazy("Choose at least one kind of news."),
        },
    )
    address = AddressField(
        max_length=MOST_LETTERS,
        strip=False,
        error_messages={"required": gettext_lazy("Type the address that is to be written to.")},
    )

    filter: SavedFilter | None = None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        try:
            self.filter = parse(given.get("of") or "", given.get("query") or "")
        except UnusableFilterError as problem:
            raise ValidationError(problem.sentences) from None
        if not set(given.get("whats") or offered(self.filter.kind)) <= set(
            offered(self.filter.kind)
        ):
            self.add_error("whats", str(NO_CHOICE["invalid_choice"]))
        return given

    def wish(self, wanted: SavedFilter) -> SignupRequest:
        given = self.cleaned_data
        return SignupRequest(
            address=given["address"],
            kind=wanted.kind,
            query=wanted.query,
            title=wanted.title,
            whats=tuple(given["whats"]),
            manner=self.manner(),
        )


class ManageForm(DeliveryPreferencesForm):
    """The manner, and for each subscription the kinds of news, as ``whats-<key>``."""

    def __init__(self, data: QueryDict | None, keys: list[int], **options: Any) -> None:
        super().__init__(data, **options)
        for key in keys:
            self.fields[f"whats-{key}"] = forms.MultipleChoiceField(
                choices=News.choices, required=False, error_messages=NO_CHOICE
            )
        self.keys = keys

    def news(self) -> dict[int, list[str]]:
        return {key: self.cleaned_data[f"whats-{key}"] for key in self.keys}

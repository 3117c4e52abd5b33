"""Events: what a curator records of one, on one form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalogue.admin.citation import CitationInline
from catalogue.admin.classified import (
    ClassifiedAdmin,
    ClassifiedForm,
    fact_fields,
    fact_row,
    term_rows,
)
from catalogue.admin.lists import NotKnownFilter, OverdueFilter
from events.admin.statistic import StatisticInline
from events.fields.event import EVENT
from events.models import (
    Event,
    EventCitation,
    EventLink,
    EventOrganisation,
    KeyMessage,
    Participation,
    Statistic,
)
from hub.record_admin.base import RecordTabularInline

# A date or a mode can be not known; that there is none cannot be.
NEVER_NONE = ("start", "end", "start_time", "end_time", "time_zone", "mode", "parent_name")


class BaseEventForm(ClassifiedForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "mode" in self.fields:
            self.fields["mode"].choices = [  # type: ignore[attr-defined]
                ("", _("Not known")),
                *Event.Mode.choices,
            ]


EventForm: type[ClassifiedForm] = type(
    "EventForm", (BaseEventForm,), fact_fields(Event, never_none=NEVER_NONE)
)


class EventOrganisationInline(RecordTabularInline):
    model = EventOrganisation
    fact = "organisations"
    fields = ("organisation", "role", "position")
    autocomplete_fields = ("organisation",)


class SpeakerInline(RecordTabularInline):
    model = Participation
    fact = "speakers"
    fields = ("name", "affiliation", "organisation", "role", "position")
    autocomplete_fields = ("organisation",)


class KeyMessageInline(RecordTabularInline):
    model = KeyMessage
    fact = "messages"
    fields = ("text", "participation", "said_by", "position")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any
    ) -> Any:
        if db_field.name == "participation":
            mine = Participation.objects.none()
            event = getattr(request, "event_of_form", None)
            options["queryset"] = event.participations.all() if event else mine
        return super().formfield_for_foreignkey(db_field, request, **options)


class EventLinkInline(RecordTabularInline):
    model = EventLink
    fact = "links"
    fields = ("kind", "title", "url", "language", "position")


class EventStatisticInline(StatisticInline):
    model = Statistic


class EventCitationInline(CitationInline):
    model = EventCitation


@admin.register(Event)
class EventAdmin(ClassifiedAdmin):
    form = EventForm
    inlines = (
        EventOrganisationInline,
        SpeakerInline,
        KeyMessageInline,
        EventStatisticInline,
        EventLinkInline,
        EventCitationInline,
    )
    list_display = ("name", "start", "place", "status", "state", "verification", "verified_on")
    list_filter = (
        "state",
        "verification",
        OverdueFilter,
        NotKnownFilter,
        "status",
        "mode",
        "visibility",
        "confidence",
    )
    search_fields = ("name", "slug", "theme", "place", "organisations__name")
    autocomplete_fields = ("parent",)
    fieldsets = (
        (
            None,
            {"fields": ("name", "slug", "language", fact_row("theme"), *term_rows(EVENT, "kind"))},
        ),
        (
            _("Part of what"),
            {
                "fields": [
                    *term_rows(EVENT, "series"),
                    fact_row("edition"),
                    fact_row("parent"),
                    "parent_name",
                ]
            },
        ),
        (
            _("When"),
            {
                "description": _(
                    "Only what a source states: 2021, 2021-10 or 2021-10-07. A time needs the day "
                    "and the time zone, such as Europe/Vienna."
                ),
                "fields": (
                    ("start", "end"),
                    ("start_time", "end_time", "time_zone"),
                    "status",
                ),
            },
        ),
        (
            _("Where"),
            {"fields": [fact_row("place"), *term_rows(EVENT, "where"), "mode"]},
        ),
        (
            _("About what"),
            {"fields": term_rows(EVENT, "about")},
        ),
        (
            _("Further"),
            {"fields": [fact_row("url"), fact_row("attendance"), fact_row("notes")]},
        ),
        (
            _("Editing"),
            {
                "fields": (
                    "visibility",
                    "verification",
                    "verified_on",
                    "next_review_on",
                    "confidence",
                    "why",
                    "seen_version",
                )
            },
        ),
    )

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        # A message is ascribed to a speaker of this event, so its choices depend on the record.
        request.event_of_form = obj if obj is not None and obj.pk else None  # type: ignore[attr-defined]
        return super().get_formsets_with_inlines(request, obj)

    def fact_labels(self) -> dict[str, str]:
        return super().fact_labels() | {
            "organisations": str(_("Organisers")),
            "speakers": str(_("Speakers")),
            "messages": str(_("Key messages")),
            "statistics": str(_("Statistics")),
            "links": str(_("Recordings and papers")),
        }

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: list[BaseModelFormSet[Any, Any]],
        change: bool,
    ) -> None:
        # Messages first: the speaker of one may be removed on the same form.
        ordered = sorted(formsets, key=lambda formset: formset.model is not KeyMessage)
        super().save_related(request, form, ordered, change)

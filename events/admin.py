"""The admin of events: the form, and the panel of the first page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import BaseModelFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalogue.admin.classified import (
    CitationInline,
    ClassifiedAdmin,
    NotKnownFilter,
    OrganisationInline,
    OverdueFilter,
    editing_fieldset,
    fact_row,
    term_rows,
)
from catalogue.admin.classified_form import (
    TERMS,
    ClassifiedForm,
    add_not_known_choice,
    fact_fields,
)
from catalogue.admin.dashboard import record_panel
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
from events.models.event import SERIES
from events.models.event_checks import WEB_ADDRESS_SENTENCE
from hub.record_admin.base import RecordStackedInline, RecordTabularInline
from hub.record_admin.site import dashboard_panels


class StatisticInline(RecordStackedInline):
    """A room adds its model."""

    fact = "statistics"
    fields = (
        ("value", "counts"),
        ("finding_of", "published_in", "year"),
        ("source", "position"),
        ("quote", "place_in_source", "quote_language"),
    )
    autocomplete_fields = ("finding_of", "source")
    verbose_name = _("statistic quoted")
    verbose_name_plural = _("statistics quoted")


# A date or a mode can be not known; that there is none cannot be.
NEVER_NONE = (
    "start", "end", "start_time", "end_time", "time_zone", "mode", "parent_name",
    "registration_url", "registration_deadline", "outcome_state", "usual_month", "owner_id",
)  # fmt: skip


class BaseEventForm(ClassifiedForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        add_not_known_choice(self, "mode", Event.Mode.choices)
        add_not_known_choice(self, "outcome_state", Event.OutcomeState.choices)
        if "registration_url" in self.fields:
            messages = self.fields["registration_url"].error_messages
            messages["invalid"] = WEB_ADDRESS_SENTENCE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("usual_month") and not cleaned.get(TERMS + SERIES):
            sentence = _("A usual month needs the series that it is of.")
            self.add_error("usual_month", sentence)
        return cleaned


EventForm: type[ClassifiedForm] = type(
    "EventForm", (BaseEventForm,), fact_fields(Event, never_none=NEVER_NONE)
)


class EventOrganisationInline(OrganisationInline):
    model = EventOrganisation


class SpeakerInline(RecordStackedInline):
    model = Participation
    fact = "speakers"
    fields = (
        ("name", "named_as"),
        ("affiliation", "organisation"),
        ("role", "position"),
        ("consent", "consent_on", "consent_how"),
    )
    autocomplete_fields = ("organisation",)


class KeyMessageInline(RecordStackedInline):
    model = KeyMessage
    fact = "messages"
    fields = (
        "text",
        ("participation", "said_by", "position"),
        ("quote", "place_in_source", "quote_language"),
    )

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **options: Any
    ) -> Any:
        if db_field.name == "participation":
            no_speakers = Participation.objects.none()
            event = getattr(request, "event_of_form", None)
            options["queryset"] = event.participations.all() if event else no_speakers
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
    name_fields = ("name", "slug")
    search_fields = ("name", "slug", "theme", "place", "organisations__name")
    autocomplete_fields = ("parent", "owner")
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
                    "usual_month",
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
            _("Registration and outcome"),
            {"fields": ("registration_url", "registration_deadline", "outcome_state")},
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
            {"fields": [fact_row("url"), fact_row("attendance"), fact_row("notes"), "owner"]},
        ),
        editing_fieldset(),
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
            "links": str(_("Agenda, papers and recordings")),
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


dashboard_panels.register("events", record_panel(Event, _("Events")))

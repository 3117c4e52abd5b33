"""The fields of an event."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from catalogue.fields import headings
from catalogue.fields.shared import CITATIONS, CONFIDENCE, SLUG, VERIFICATION, place_facet
from hub.records.fields import (
    FacetDeclaration,
    ImportColumn,
    IndexRole,
    Placement,
    RecordField,
    RecordType,
    Storage,
    scheme_field,
)

COMING, PAST = "coming", "past"
YEARS = {str(year): str(year) for year in range(2100, 1899, -1)}

TIME_AND_PLACE = (
    RecordField(
        "start",
        wanted=True,
        imports=(ImportColumn("start_date", _("Begins"), headings.START, "date"),),
    ),
    RecordField(
        "when",
        Storage.DERIVED,
        facet=FacetDeclaration(_("When"), 30, choices={COMING: _("Coming"), PAST: _("Past")}),
    ),
    RecordField("year", Storage.DERIVED, facet=FacetDeclaration(_("Year"), 40, choices=YEARS)),
    RecordField("end", imports=(ImportColumn("end_date", _("Ends"), headings.END, "date"),)),
    RecordField(
        "start_time",
        imports=(ImportColumn("start_time", _("Begins at"), headings.START_TIME, "time"),),
    ),
    RecordField(
        "end_time", imports=(ImportColumn("end_time", _("Ends at"), headings.END_TIME, "time"),)
    ),
    RecordField(
        "time_zone",
        news_label=_("time zone"),
        imports=(ImportColumn("time_zone", _("Time zone"), headings.TIME_ZONE, "zone", limit=60),),
    ),
    RecordField(
        "place",
        wanted=True,
        index=IndexRole.TEXT,
        imports=(ImportColumn("place", _("Place"), headings.PLACE, limit=200),),
    ),
    RecordField(
        "parent_name", of_record=True, news_label=_("part of the event"), index=IndexRole.TEXT
    ),
    scheme_field(
        "country",
        "country",
        _("Country"),
        headings.COUNTRY,
        news_label=_("Where"),
        form=Placement("where", 10),
    ),
    RecordField(
        "mode",
        facet=FacetDeclaration(_("Held"), 90),
        imports=(ImportColumn("mode", _("Mode"), headings.MODE, "choice"),),
    ),
    RecordField(
        "status", imports=(ImportColumn("status", _("Status"), headings.STATUS, "choice"),)
    ),
    RecordField(
        "registration_url",
        news_label=_("registration address"),
        imports=(
            ImportColumn(
                "registration_url", _("Registration address"), headings.REGISTRATION, "url"
            ),
        ),
    ),
    RecordField(
        "registration_deadline",
        news_label=_("when registration closes"),
        imports=(
            ImportColumn(
                "registration_deadline", _("Registration closes"), headings.DEADLINE, "date"
            ),
        ),
    ),
)

PEOPLE_AND_WORDS = (
    RecordField(
        "url", wanted=True, imports=(ImportColumn("url", _("Own page"), headings.URL, "url"),)
    ),
    RecordField(
        "organisations",
        Storage.LINKS,
        news_label=_("organisations"),
        facet=FacetDeclaration(_("Organiser"), 80, name="organiser", records="organisation"),
        indexed_part="organisation__slug",
        imports=(
            ImportColumn(
                "organisers",
                _("Organisers"),
                headings.ORGANISERS,
                "organisations",
                many=True,
            ),
        ),
    ),
    RecordField(
        "speakers",
        Storage.LINKS,
        news_label=_("who spoke"),
        index=IndexRole.NAMES,
        indexed_part="name",
        imports=(
            ImportColumn(
                "speakers",
                _("Speakers"),
                headings.SPEAKERS,
                "objects",
                many=True,
            ),
        ),
    ),
    RecordField(
        "theme",
        index=IndexRole.SUMMARY,
        imports=(
            ImportColumn(
                "theme",
                _("Theme"),
                ("theme", "theme of the year", *headings.SUMMARY),
                free_text=True,
                limit=600,
                overflow="notes",
            ),
        ),
        translatable=True,
    ),
    RecordField(
        "messages",
        Storage.LINKS,
        news_label=_("what was said"),
        index=IndexRole.TEXT,
        indexed_part="text",
        imports=(
            ImportColumn(
                "key_messages",
                _("Key messages"),
                ("key messages", "messages"),
                "messages",
                many=True,
                free_text=True,
            ),
        ),
        translatable=True,
    ),
)

TERMS = (
    scheme_field(
        "topic",
        "topics",
        _("Topics"),
        headings.TOPIC,
        topical=True,
        facet=FacetDeclaration(_("Topic"), 60),
        form=Placement("about", 10),
    ),
    scheme_field(
        "context",
        "contexts",
        _("Contexts"),
        headings.CONTEXT,
        facet=FacetDeclaration(_("Situation"), 70),
        form=Placement("about", 20),
    ),
    scheme_field(
        "action_area",
        "action_areas",
        _("Action areas"),
        headings.ACTION,
        topical=True,
        facet=FacetDeclaration(_("Area of action"), 110),
        form=Placement("about", 30),
    ),
    scheme_field(
        "region",
        "regions",
        _("Regions"),
        headings.REGION,
        news_label=_("Where"),
        form=Placement("where", 20),
    ),
    place_facet(_("Where"), 50),
    scheme_field(
        "language",
        "languages",
        _("Languages"),
        headings.LANGUAGE,
        facet=FacetDeclaration(_("Language"), 100, by_label=True),
        form=Placement("where", 30),
    ),
)

STATISTICS = RecordField(
    "statistics",
    Storage.LINKS,
    news_label=_("figures quoted"),
    imports=(
        ImportColumn("statistics", _("Figures quoted"), headings.STATISTICS, "links", many=True),
    ),
)

OUTCOME_AND_OWNER = (
    RecordField(
        "links",
        Storage.LINKS,
        news_label=_("agenda, papers and recordings"),
        export="links",
        imports=(
            ImportColumn("agenda", _("Agenda"), ("agenda", "agenda url"), "url"),
            ImportColumn(
                "outcome_documents",
                _("Outcome documents"),
                ("outcome documents", "outcome document", "outcomes"),
                "url",
            ),
        ),
    ),
    RecordField(
        "outcome_state",
        of_record=True,
        news_label=_("what is recorded of its outcome"),
        imports=(
            ImportColumn(
                "outcome_state",
                _("What is recorded of its outcome"),
                ("outcome state", "state of the outcome"),
                "choice",
            ),
        ),
    ),
    RecordField(
        "usual_month",
        of_record=True,
        news_label=_("usual month of its series"),
        imports=(
            ImportColumn(
                "usual_month",
                _("Usual month of its series"),
                ("usual month", "usual month of the series"),
                "number",
            ),
        ),
    ),
    RecordField(
        "owner_id",
        of_record=True,
        news_label=_("who keeps the record"),
        imports=(
            ImportColumn(
                "owner",
                _("Record kept by"),
                ("record kept by", "kept by", "record owner"),
                "organisation",
            ),
        ),
    ),
)

EVENT = RecordType(
    kind="event",
    model_label="events.event",
    kind_words=(
        "event events événement événements évènement évènements evento eventos событие "
        "события событий мероприятие мероприятия мероприятий فعالية فعاليات الفعاليات 活动"
    ),
    fields=(
        SLUG,
        RecordField(
            "name",
            index=IndexRole.TITLE,
            imports=(
                ImportColumn(
                    "name",
                    _("Name"),
                    headings.EVENT_NAME,
                    required=True,
                    limit=300,
                ),
            ),
            translatable=True,
        ),
        scheme_field(
            "event_type",
            "event_type",
            _("Type"),
            headings.EVENT_TYPE,
            many=False,
            facet=FacetDeclaration(_("Kind of event"), 10),
            form=Placement("kind", 10),
        ),
        scheme_field(
            "series",
            "series",
            _("Series"),
            ("series", "serie", "серия"),
            many=False,
            topical=True,
            facet=FacetDeclaration(_("Series"), 20, by_label=True),
            form=Placement("series", 10),
        ),
        RecordField(
            "edition",
            imports=(ImportColumn("edition", _("Edition"), ("edition", "number"), limit=60),),
        ),
        RecordField(
            "parent_id",
            imports=(
                ImportColumn(
                    "parent_event",
                    _("Part of the event"),
                    ("parent event", "part of"),
                    facts=("parent_id", "parent_name"),
                ),
            ),
        ),
        *TIME_AND_PLACE,
        *PEOPLE_AND_WORDS,
        *TERMS,
        RecordField(
            "attendance",
            imports=(
                ImportColumn(
                    "attendance", _("Attendance"), ("attendance", "participants"), limit=200
                ),
            ),
        ),
        RecordField(
            "notes",
            of_record=True,
            index=IndexRole.TEXT,
            imports=(
                ImportColumn("notes", _("Notes"), headings.NOTES, free_text=True, limit=2000),
            ),
            translatable=True,
        ),
        STATISTICS,
        *OUTCOME_AND_OWNER,
        CONFIDENCE,
        VERIFICATION,
        CITATIONS,
    ),
    changes=("moved", "cancelled", "postponed"),
    search_order=40,
    term_order=30,
)

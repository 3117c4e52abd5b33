"""Documents: as cards in lists, and as pages of their own."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.presenters.facts import by_scheme, text_value, verification
from catalogue.presenters.record_facts import RecordFacts
from catalogue.presenters.source_numbers import Sources
from catalogue.presenters.tool_cards import highlighted
from events.presenters.recommendation_cards import recommendation_cards
from events.presenters.record_parts import carried, figures, label_of, public_links
from events.recommendations.models import (
    Document,
    DocumentOrganisation,
    DocumentTerm,
    recorded_of_declared,
)
from events.view_models import DocumentCard, DocumentPage, LinkedRecord
from hub.search_engine.highlighter import Highlighter
from hub.web.localization import localize_date
from hub.web.view_models import FactSection, Link


def recorded_words(document: Document) -> tuple[str, bool]:
    """How many of its recommendations stand here ("3 of 16 recorded"), and whether that is all."""
    found = recorded_of_declared(document)
    if found.declared is None:
        words = ngettext(
            "%(recorded)d recorded; how many it has is not said",
            "%(recorded)d recorded; how many it has is not said",
            found.recorded,
        )
        return words % {"recorded": found.recorded}, False
    words = _("%(recorded)d of %(declared)d recorded")
    return words % {"recorded": found.recorded, "declared": found.declared}, bool(found.is_complete)


def document_cards(pks: Sequence[int], marker: Highlighter | None = None) -> list[DocumentCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries."""
    documents = {
        one.pk: one for one in Document.objects.published().filter(pk__in=pks).with_recorded()
    }
    terms = carried(DocumentTerm.objects.filter(document__in=documents), "document_id")
    issued: dict[int, list[Link]] = {}
    links = DocumentOrganisation.objects.filter(
        document__in=documents, organisation__state="published", organisation__visibility="public"
    ).order_by("position")
    for pk, name, slug in links.values_list(
        "document_id", "organisation__name", "organisation__slug"
    ):
        issued.setdefault(pk, []).append(Link(name, reverse("organisation", args=[slug])))
    found = []
    for pk in pks:
        if pk not in documents:
            continue
        document = documents[pk]
        title, summary, matches = highlighted(
            marker, pk, document.title, document.summary or "", "", document.language
        )
        recorded, whole = recorded_words(document)
        found.append(
            DocumentCard(
                url=document.get_absolute_url(),
                title=title,
                summary=summary,
                language=document.language,
                kind=label_of(by_scheme(terms.get(pk, [])), "document_type"),
                date=localize_date(document.date) if document.date else "",
                issuers=tuple(issued.get(pk, [])),
                recorded=recorded,
                whole=whole,
                verification=verification(document),
                matches=matches,
            )
        )
    return found


def document_page(document: Document) -> DocumentPage:
    """Everything that the page shows. ``document`` comes from ``Document.objects.for_page()``."""
    sources = Sources(document.citations.all())
    facts = RecordFacts(document, sources)
    quoted = figures(document.statistics.all(), sources)
    recorded, whole = recorded_words(document)
    tops = document.recommendations.published().top_level().in_order()
    archived = document.archived_url
    return DocumentPage(
        title=document.title,
        language=document.language,
        summary=document.summary or "",
        kind=label_of(facts.schemes, "document_type"),
        date=localize_date(document.date) if document.date else "",
        recorded=recorded,
        whole=whole,
        verification=verification(document),
        sections=(
            FactSection(
                "about",
                _("What it is"),
                (
                    facts.field("symbol", _("Symbol"), text_value(document.symbol)),
                    facts.terms("language", _("Languages")),
                    facts.terms("topic", _("Topics")),
                    facts.terms("action_area", _("Area of action")),
                ),
            ),
        ),
        issuers=tuple(
            Link(link.organisation.name, link.organisation.get_absolute_url())
            for link in document.organisation_links.all()
            if link.organisation.is_public
        ),
        recommendations=tuple(recommendation_cards(list(tops.values_list("pk", flat=True)))),
        relations=_relations(document),
        events=public_links(link.event for link in document.event_links.all()),
        figures=quoted,
        sources=sources.listed(),
        changed=document.updated_at.date().isoformat(),
        version=document.version,
        website=Link(urlsplit(document.url).netloc, document.url) if document.url else None,
        archived=Link(_("Archived copy"), archived) if archived else None,
        uncounted=_uncounted(tops.filter(counts_towards_total=False).count()),
        notes=document.notes or "",
    )


def _uncounted(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(count)d of those below is a general call, which the document does not count.",
        "%(count)d of those below are general calls, which the document does not count.",
        number,
    ) % {"count": number}


def _relations(document: Document) -> tuple[LinkedRecord, ...]:
    """Documents that this one implements, quotes or supersedes, and those that do so to it."""
    forth = [
        LinkedRecord(
            Link(link.other.title, link.other.get_absolute_url(), note=link.get_how_display()),
            link.reason or "",
        )
        for link in document.relations.all()
        if link.other.is_public
    ]
    back = [
        LinkedRecord(
            Link(
                link.document.title,
                link.document.get_absolute_url(),
                note=_("%(how)s this one") % {"how": link.get_how_display()},
            ),
            link.reason or "",
        )
        for link in document.relations_back.all()
        if link.document.is_public
    ]
    return (*forth, *back)

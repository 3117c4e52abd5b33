"""Documents: as cards in lists, and as pages of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from markupsafe import Markup

from catalogue.presenters.facts import (
    RecordFacts,
    SectionSpec,
    Sources,
    build_sections,
    field_fact,
    group_by_scheme,
    scheme_fact,
    verification,
)
from catalogue.presenters.related_sections import LinkedRecord
from catalogue.presenters.tool_cards import highlight_record
from events.presenters.follow_up_files import file_links
from events.presenters.follow_up_filter import FollowUpFilter
from events.presenters.recommendation import (
    RecommendationCard,
    follow_up_of,
    recommendation_cards,
)
from events.presenters.record_parts import (
    Figure,
    figures,
    organisation_links,
    organisation_rows,
    public_links,
    single_label,
    term_rows,
    terms_by_record,
)
from events.presenters.status_tables import StatusTable, status_table
from events.recommendations.follow_up_log import DocumentLog, document_log
from events.recommendations.models import (
    Document,
    DocumentOrganisation,
    DocumentTerm,
    recorded_of_declared,
)
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.vocabulary.term_cache import CachedTerm
from hub.web.localization import localize_date, localize_number
from hub.web.view_models import FactSection, Link, Marked, SourceRef, VerificationLabel


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document in a list. ``recorded`` is a sentence ("3 of 16 recorded"); ``is_complete``: all
    of them.
    """

    url: str
    title: Markup
    summary: Markup
    language: str
    kind: str
    date: str
    issuers: tuple[Link, ...]
    recorded: str
    is_complete: bool
    verification: VerificationLabel
    matches: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document, whole. ``relations`` join it to others, each with how ("Implements").

    ``uncounted`` says how many of those shown are none of the number that the document declares.
    ``by_status`` and ``matrix``: what came of them, where anything is recorded.
    """

    title: str
    language: str
    summary: str
    kind: str
    date: str
    recorded: str
    is_complete: bool
    verification: VerificationLabel
    sections: tuple[FactSection, ...]
    issuers: tuple[Link, ...]
    recommendations: tuple[RecommendationCard, ...]
    relations: tuple[LinkedRecord, ...]
    events: tuple[Link, ...]
    figures: tuple[Figure, ...]
    sources: tuple[SourceRef, ...]
    changed: str
    version: int
    website: Link | None = None
    archived: Link | None = None
    uncounted: str = ""
    notes: str = ""
    follow_up: str = ""
    by_status: StatusTable | None = None
    matrix: Link | None = None
    follow_up_files: tuple[Link, ...] = ()


def recorded_sentence(document: Document) -> tuple[str, bool]:
    """How many of its recommendations are recorded ("3 of 16 recorded"), and whether all are."""
    counts = recorded_of_declared(document)
    if counts.declared is None:
        sentence = ngettext(
            "%(recorded)d recorded here; the document gives no total",
            "%(recorded)d recorded here; the document gives no total",
            counts.recorded,
        )
        return sentence % {"recorded": counts.recorded}, False
    sentence = _("%(recorded)d of %(declared)d recorded")
    return sentence % {"recorded": counts.recorded, "declared": counts.declared}, bool(
        counts.is_complete
    )


_documents = KeyedRows(
    lambda pks: Document.objects.published().filter(pk__in=pks).with_recorded().order_by()
)
_term_rows = term_rows(DocumentTerm, "document_id")
issuer_rows = organisation_rows(DocumentOrganisation, "document_id")


def document_cards(
    pks: Sequence[int], highlighter: Highlighter | None = None
) -> list[DocumentCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries."""
    documents = {document.pk: document for document in _documents(pks)}
    terms = terms_by_record(_term_rows, documents)
    issuers = organisation_links(issuer_rows, documents)
    return [
        _card(documents[pk], terms.get(pk, []), issuers.get(pk, []), highlighter)
        for pk in pks
        if pk in documents
    ]


def _card(
    document: Document,
    terms: list[CachedTerm],
    issuers: list[Link],
    highlighter: Highlighter | None,
) -> DocumentCard:
    title, summary, matches = highlight_record(
        highlighter,
        document.pk,
        document.title,
        document.summary or "",
        "",
        document.language,
        makers=[issuer.label for issuer in issuers],
    )
    recorded, is_complete = recorded_sentence(document)
    return DocumentCard(
        url=document.get_absolute_url(),
        title=title,
        summary=summary,
        language=document.language,
        kind=single_label(group_by_scheme(terms), "document_type"),
        date=localize_date(document.date) if document.date else "",
        issuers=tuple(issuers),
        recorded=recorded,
        is_complete=is_complete,
        verification=verification(document),
        matches=matches,
    )


SECTIONS = (
    SectionSpec(
        "about",
        gettext_lazy("What it is"),
        (
            field_fact("symbol", gettext_lazy("Symbol")),
            scheme_fact("language", gettext_lazy("Languages")),
            scheme_fact("topic", gettext_lazy("Topics")),
            scheme_fact("action_area", gettext_lazy("Area of action")),
        ),
    ),
)


def document_page(document: Document) -> DocumentPage:
    """Everything that the page shows. ``document`` comes from ``Document.objects.for_page()``."""
    sources = Sources(document.citations.all())
    facts = RecordFacts(document, sources)
    quoted_figures = figures(document.statistics.all(), sources, document.language)
    recorded, is_complete = recorded_sentence(document)
    top_level = document.recommendations.published().top_level().in_order()
    archived = document.archived_url
    log = document_log(document)
    statuses = {action.pk: action.log.distribution for action in log.actions}
    pks = [pk for pk in top_level.values_list("pk", flat=True) if pk in statuses]
    cards = recommendation_cards(pks, statuses=statuses)
    return DocumentPage(
        title=document.title,
        language=document.language,
        summary=document.summary or "",
        kind=single_label(facts.schemes, "document_type"),
        date=localize_date(document.date) if document.date else "",
        recorded=recorded,
        is_complete=is_complete,
        verification=verification(document, sources),
        sections=build_sections(SECTIONS, facts),
        issuers=_issuers(document),
        recommendations=tuple(cards),
        follow_up=follow_up_of(Query().with_choice("document", document.slug)),
        follow_up_files=file_links("document", document.slug) if cards else (),
        relations=_relations(document),
        events=public_links(link.event for link in document.event_links.all()),
        figures=quoted_figures,
        sources=sources.listed(),
        changed=document.updated_at.date().isoformat(),
        version=document.version,
        website=Link(urlsplit(document.url).netloc, document.url) if document.url else None,
        archived=Link(_("Archived copy"), archived) if archived else None,
        uncounted=_uncounted_sentence(top_level.filter(counts_towards_total=False).count()),
        notes=document.notes or "",
        by_status=status_table(log),
        matrix=_matrix_link(document, log),
    )


def _matrix_link(document: Document, log: DocumentLog) -> Link | None:
    """To who did what; None while nothing is recorded of anybody."""
    if not log.entry_count:
        return None
    label = ngettext(
        "Follow-up of %(number)s addressee, by action",
        "Follow-up of %(number)s addressees, by action",
        len(log.addressees),
    ) % {"number": localize_number(len(log.addressees))}
    plain = FollowUpFilter(preview=not document.is_public)
    return Link(label, plain.url(reverse("document-matrix", args=[document.slug])))


def _issuers(document: Document) -> tuple[Link, ...]:
    return tuple(
        Link(link.organisation.name, link.organisation.get_absolute_url())
        for link in document.organisation_links.all()
        if link.organisation.is_public
    )


def _uncounted_sentence(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(count)d of those below is a general call, which the document does not count.",
        "%(count)d of those below are general calls, which the document does not count.",
        number,
    ) % {"count": number}


def _relations(document: Document) -> tuple[LinkedRecord, ...]:
    """Documents that this one implements, quotes or supersedes, and those that do so to it."""
    forward = [
        LinkedRecord(
            Link(link.other.title, link.other.get_absolute_url(), note=link.get_how_display()),
            link.reason or "",
        )
        for link in document.relations.all()
        if link.other.is_public
    ]
    backward = [
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
    return (*forward, *backward)

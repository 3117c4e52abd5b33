"""A report of follow-up on paper: one document, country, organisation or round.

What is recorded, whose word it is, and what nobody has told. No sentence of it is anybody's
opinion: it holds the records' texts, numbers and names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from catalogue.compare.briefing import made_sentence, source_blocks
from catalogue.compare.fact_lines import source_numbers
from catalogue.compare.printable_document import (
    UNKNOWN,
    Block,
    DocumentGrid,
    DocumentHeading,
    DocumentParagraph,
    GridRow,
    PrintableDocument,
    TextRun,
)
from catalogue.models import Organisation
from catalogue.presenters.facts import Sources
from events.presenters.follow_up import distribution_sentence, status_label
from events.presenters.follow_up_log import LogEntry, LogScope, PrintedLog, read_log
from events.presenters.unassessed_addressees import UnassessedAddressees
from events.recommendations.distribution import Distribution, distribution, in_order
from events.recommendations.models import FollowUp, ManagementResponse, Recommendation
from events.recommendations.models.addressed import Addressed, AddresseeKey
from hub.records.models import Source
from hub.web.localization import localize_date, localize_number
from hub.web.responses import absolute

WEIGHTS = (3, 3, 2, 3, 7)  # of the columns of a table of entries


@dataclass
class FollowUpReport:
    """The numbers of sources as they come up, and the names of those who are addressed."""

    log: PrintedLog
    sources: Sources = field(default_factory=lambda: Sources(()))
    sources_by_key: dict[int, Source] = field(default_factory=dict)
    organisations: dict[int, str] = field(default_factory=dict)

    @cached_property
    def unassessed(self) -> UnassessedAddressees:
        return UnassessedAddressees(self.log, self.organisations)


def build_report(scope: LogScope, address: str, day: str) -> PrintableDocument:
    """``address``: the path of the page that it is about; ``day``: the ISO date of today."""
    log = read_log(scope)
    report = FollowUpReport(log)
    _load(report)
    heading = _("Follow-up: %(title)s") % {"title": scope.title}
    details: list[Block] = []
    for record in log.recommendations:
        details += _action_blocks(report, record)
    details += source_blocks(report.sources.listed())
    return PrintableDocument(
        title=heading,
        day=day,
        language=get_language() or "en",
        direction="rtl" if get_language_bidi() else "ltr",
        summary=(
            DocumentHeading(1, TextRun(heading)),
            DocumentParagraph(TextRun(made_sentence(day, address))),
            *_overview_blocks(report),
            *(
                DocumentParagraph(TextRun(sentence, look=UNKNOWN))
                for sentence in report.unassessed.sentences()
            ),
            DocumentParagraph(TextRun(_legend(log))),
        ),
        details=tuple(details),
        made=made_sentence(day, reverse("home")),
    )


def _load(report: FollowUpReport) -> None:
    """The sources of all entries, and the names of the organisations that are addressed."""
    log = report.log
    entries = [one for of in (*log.follow_ups.values(), *log.answers.values()) for one in of]
    report.sources_by_key = Source.objects.in_bulk({entry.source for entry in entries})
    known = {key for one in log.addressed.values() for key in one.known}
    keys = {key.organisation for key in known if key.organisation is not None}
    named = Organisation.objects.published().filter(pk__in=keys)
    report.organisations = dict(named.values_list("pk", "name"))


def _legend(log: PrintedLog) -> str:
    sentences = [
        _(
            "The status of an addressee is that of the newest entry about it. “Not assessed” means "
            "that no entry is recorded here, not that nothing was done. Numbers in brackets are "
            "the sources at the end."
        )
    ]
    scope = log.scope
    if log.has_hidden:
        sentences.append(
            _("Entries about organisations that are not public have no name, and no row in tables.")
        )
    if scope.round is not None:
        sentences.insert(0, _("Only entries of this reporting round are counted and listed."))
        if scope.round.due:
            due = localize_date(scope.round.due.isoformat())
            sentences.insert(0, _("Due %(date)s.") % {"date": due})
    return " ".join(sentences)


# The first page


def _overview_blocks(report: FollowUpReport) -> Iterator[Block]:
    log = report.log
    if not log.recommendations:
        yield DocumentParagraph(TextRun(_("No recommendation is recorded."), look=UNKNOWN))
        return
    if log.scope.key is not None:
        total = _total(report)
        sentence = ngettext(
            "%(number)s recommendation addresses it or has an entry about it.",
            "%(number)s recommendations address it or have an entry about it.",
            log.whole_count,
        ) % {"number": localize_number(log.whole_count)}
        yield DocumentParagraph(TextRun(f"{sentence} {distribution_sentence(total)}"))
    head, weights = [_("Recommendation"), _("What is asked"), _("Follow-up")], [3, 7, 5]
    if log.scope.key is None:
        head.insert(2, _("Addressees that are counted"))
        weights.insert(2, 3)
    rows = tuple(_overview_row(report, record) for record in log.recommendations)
    yield DocumentGrid(tuple(head), rows, tuple(weights))


def _overview_row(report: FollowUpReport, record: Recommendation) -> GridRow:
    spread, record_text = _distribution(report, record), TextRun(record.text, record.language)
    counted = localize_number(spread.known) if spread.known else _("Not counted")
    if spread.known and spread.is_open:
        counted = _("%(number)s, and others whom nobody can count") % {"number": counted}
    cells = [record_text, TextRun(counted), TextRun(distribution_sentence(spread))]
    if report.log.scope.key is not None:  # of one there is nothing to count
        cells = [record_text, TextRun(", ".join(map(status_label, spread.counts)))]
    return GridRow(TextRun(record.ref), tuple((cell,) for cell in cells))


def _distribution(report: FollowUpReport, record: Recommendation) -> Distribution:
    """Of all addressees; where the report is about one, of that one."""
    log, key = report.log, report.log.scope.key
    addressed = log.addressed[record.pk]
    if key is not None:
        addressed = Addressed(frozenset((key,)))
    entries = log.follow_ups.get(record.pk, ())
    return distribution(addressed, (entry.status_entry for entry in entries))


def _total(report: FollowUpReport) -> Distribution:
    """Of a report about one addressee: how many recommendations have which status."""
    counts: Counter[str] = Counter()
    for record in report.log.recommendations:
        counts.update(_distribution(report, record).counts)
    return Distribution(in_order(counts))


# Each recommendation


def _action_blocks(report: FollowUpReport, record: Recommendation) -> Iterator[Block]:
    log = report.log
    follow_ups, answers = log.follow_ups.get(record.pk, []), log.answers.get(record.pk, [])
    yield DocumentHeading(2, TextRun(record.ref), record.slug)
    yield DocumentParagraph(TextRun(record.text, record.language))
    document, where = record.document, absolute(record.get_absolute_url())
    if document.is_public:
        where = f"{document.title}. {where}"
    yield DocumentParagraph(TextRun(where, document.language))
    if log.scope.key is None:
        yield DocumentParagraph(TextRun(distribution_sentence(_distribution(report, record))))
    if follow_ups:
        head = (_("Addressee"), _("Status"), _("Date"), _("Who says it"), _("Evidence"))
        yield DocumentGrid(head, tuple(_follow_up_lines(report, record, follow_ups)), WEIGHTS)
    if answers:
        yield DocumentHeading(3, TextRun(_("Answers to it")))
        head = (_("Addressee"), _("Answer"), _("Date"), _("Reporting round"), _("What was said"))
        yield DocumentGrid(head, tuple(_answer_lines(report, record, answers)), WEIGHTS)
    for sentence in report.unassessed.sentences_of(record.pk):
        yield DocumentParagraph(TextRun(sentence, look=UNKNOWN))


def _follow_up_lines(
    report: FollowUpReport, record: Recommendation, entries: Sequence[LogEntry]
) -> Iterator[GridRow]:
    """A line for each entry: that which stands first, those before it marked as earlier."""
    said_by = dict(FollowUp.SaidBy.choices)
    seen = set[AddresseeKey]()
    for entry in entries:
        status = status_label(entry.what)
        if entry.key in seen:
            status = _("Earlier: %(status)s") % {"status": status}
        seen.add(entry.key)
        who = str(said_by[entry.said_by]) if entry.said_by else _("Not known")
        yield _line(report, record, entry, status, who)


def _answer_lines(
    report: FollowUpReport, record: Recommendation, entries: Sequence[LogEntry]
) -> Iterator[GridRow]:
    labels = dict(ManagementResponse.Answer.choices)
    for entry in entries:
        yield _line(report, record, entry, str(labels[entry.what]), entry.round_name or "–")


def _line(
    report: FollowUpReport, record: Recommendation, entry: LogEntry, what: str, who: str
) -> GridRow:
    number = report.sources.number(report.sources_by_key[entry.source])
    text = TextRun(f"{entry.text} {source_numbers([number])}", record.language)
    date = localize_date(entry.date) if entry.date else _("Not known")
    return GridRow(
        TextRun(_addressee(entry)),
        ((TextRun(what),), (TextRun(date),), (TextRun(who),), (text,)),
    )


def _addressee(entry: LogEntry) -> str:
    if entry.is_hidden:
        return _("An organisation that is not public")
    return entry.addressee or _("Nobody named")

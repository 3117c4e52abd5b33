"""What became of recommendations: each row is an entry of one addressee, in a recommendation's log.

The recommendation is there already; any number of rows add to it, and none takes an entry away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.fields import headings
from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import Row, RowReader
from events.fields import follow_up_headings as words
from events.recommendations.models import FollowUp, ManagementResponse, Recommendation
from events.recommendations.models.addressed import Addressed, AddresseeKey, addressed_by
from events.recommendations.models.addressee import COUNTRY, ReportingRound
from events.recommendations.models.follow_up import STATUS
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.imports.record_types.field import ImportField
from hub.imports.record_types.importer import RecordImporter
from hub.imports.record_types.list_entries import TITLE, WHAT, WHOM, merged
from hub.imports.record_types.lookups import RecordLookup, current_lookup
from hub.records.models import SearchState
from hub.records.models.ledger import Facts
from hub.records.seq_cache import SeqCache
from hub.records.text_cleaning import without_guard
from hub.vocabulary.term_cache import term_cache

MOST_ACTOR, MOST_TITLE, MOST_TEXT = 200, 500, 2000  # characters


@dataclass
class ReportingLookup:
    """Documents by recommendation, rounds by document, and whom each recommendation addresses."""

    documents: dict[str, int] = field(default_factory=dict)
    rounds: dict[int, dict[str, str]] = field(default_factory=dict)
    _addressed: dict[int, dict[str, Addressed]] = field(default_factory=dict)

    def round(self, ref: str, name: str) -> str | None:
        """The slug of a round of the document, by its slug or name."""
        return self.rounds.get(self.documents.get(ref, 0), {}).get(matching_key(name))

    def addressed(self, ref: str) -> Addressed | None:
        """Whom a recommendation addresses; those of its document are read with it."""
        document = self.documents.get(ref)
        if document is None:
            return None
        if document not in self._addressed:
            records = list(Recommendation.objects.filter(document=document))
            by_key = addressed_by(records)
            self._addressed[document] = {one.slug: by_key[one.pk] for one in records}
        return self._addressed[document].get(ref)


_cache: SeqCache[ReportingLookup] = SeqCache(SearchState.version, max_size=1)


def reporting_lookup() -> ReportingLookup:
    """As of now: two queries, and none until a fact changes."""
    return _cache.get("reporting", _read_lookup)


def _read_lookup() -> ReportingLookup:
    lookup = ReportingLookup(dict(Recommendation.objects.values_list("slug", "document_id")))
    rounds = ReportingRound.objects.order_by("-pk").values_list("document_id", "slug", "name")
    for document, slug, name in rounds:
        named = lookup.rounds.setdefault(document, {})
        named[matching_key(name)] = slug
    for document, slug, _name in rounds:
        lookup.rounds[document][matching_key(slug)] = slug
    return lookup


# What every entry says: of whom, and where it is told.
WHOM_FIELDS = (
    ImportField(
        "ref",
        gettext_lazy("Recommendation"),
        (),
        words.REF_OF_ACTION,
        required=True,
        shape="key",
        kind=Recommendation.kind,
    ),
    ImportField(
        "country",
        gettext_lazy("Country"),
        (),
        (*headings.COUNTRY, *words.STATES),
        scheme=COUNTRY,
    ),
    ImportField(
        "organisation",
        gettext_lazy("Organisation"),
        (),
        headings.ORGANISATIONS,
        shape="organisations",
    ),
    ImportField("actor", gettext_lazy("Other actor"), (), words.ACTOR, limit=MOST_ACTOR),
)
SOURCE_FIELDS = (
    ImportField("date", gettext_lazy("Date"), (), words.ENTRY_DATE, shape="date"),
    ImportField(
        "source_title",
        gettext_lazy("Title of the source"),
        (),
        words.SOURCE_TITLE,
        limit=MOST_TITLE,
    ),
    ImportField(
        "source_url",
        gettext_lazy("Address of the source"),
        (),
        words.SOURCE_URL,
        shape="url",
    ),
    ImportField("round", gettext_lazy("Reporting round"), (), words.ROUND),
)


class EntryImporter(RecordImporter):
    """An entry of a recommendation's log."""

    model = Recommendation
    is_whole = True
    needs_besides = gettext_lazy(
        "whom it is about (country, organisation or other actor), and its source (title or address)"
    )
    recognised_by = ("text",)
    for_all_rows: ClassVar[tuple[str, ...]] = ("date", "source_title", "source_url", "round")
    told_together = (("source_title", "source_url"),)

    def read(self, row: Row, names: RecordLookup) -> Facts:
        labels = {one.name: one.label for one in self.fields}
        texts = ((name, value) for name, value in row.items() if isinstance(value, str))
        row = row | {name: without_guard(text) for name, text in texts}
        read = RowReader(row, names.known, labels=labels)
        bodies = read.organisations("organisation")
        entry = [
            read.date("date"),
            next(iter(row.get("country") or ()), None),
            names.organisation_slugs[bodies[0]] if bodies else None,
            read.text("actor", most=MOST_ACTOR),
            self._what(read),
            read.text(self.text, most=MOST_TEXT, required=True),
            *self._source(read),
            self._round(read),
            *self._more(read),
        ]
        read.text("ref", most=200, required=True)
        if len(bodies) > 1:
            read.wrong("organisation", _("Write one organisation in a row."))
        if len(row.get("country") or ()) > 1:
            read.wrong("country", _("Write one country in a row."))
        read.finish()
        return {"slug": row["ref"], self.entries: [entry]}

    def _what(self, read: RowReader) -> str:
        """The value that classes the entry."""
        raise NotImplementedError

    def _more(self, read: RowReader) -> Iterator[Any]:
        """What only entries of this kind say."""
        return iter(())

    def _source(self, read: RowReader) -> tuple[str, str]:
        """Address and title; an address that stands in the column of titles is one."""
        title = read.text("source_title", most=MOST_TITLE) or ""
        url = read.url("source_url") or ""
        if title.startswith(("http://", "https://")) and not url:
            read.row = read.row | {"source_url": title}
            url, title = read.url("source_url") or "", ""
        if not url and not title and not read.problems:
            read.wrong("source_title", _("An entry needs its source: a title or an address."))
        return url, title

    def _round(self, read: RowReader) -> str | None:
        name, ref = read.text("round", most=120), read.row.get("ref")
        if name is None or not isinstance(ref, str):
            return None
        slug = reporting_lookup().round(ref, name)
        if slug is None:
            sentence = _("The document of %(ref)s has no reporting round “%(name)s”.")
            read.wrong("round", sentence % {"ref": ref, "name": name[:80]})
        return slug

    def field_of(self, fact: str) -> str:
        return self.text if fact == self.entries else super().field_of(fact)

    def titles(self, facts: Facts) -> list[str]:
        return []

    def title(self, facts: Facts) -> str:
        return str(facts.get("slug") or "")

    def texts_of(self, fact: str, value: Any) -> Any:
        """Who and what; no address, and no date."""
        if fact != self.entries:
            return value
        return [[entry[WHOM][-1] or "", entry[WHAT][-1], entry[TITLE]] for entry in value or ()]

    def after(self, facts: Facts, before: Facts) -> Facts:
        if self.entries in facts:
            facts = facts | {self.entries: merged(before[self.entries], facts[self.entries])}
        return super().after(facts, before)

    def contradictions(self, after: Facts) -> list[tuple[str, str]]:
        """Of entries that are new: whom the recommendation does not address."""
        addressed = reporting_lookup().addressed(after["slug"])
        problems = []
        if addressed is None:
            return []
        for entry in after[self.entries]:
            country, body, actor = entry[WHOM]
            if not (country or body or actor):
                sentence = _("Say whom it is about: a country, an organisation or another actor.")
                problems.append(("country", sentence))
            elif not addressed.includes(_addressee(country, body)):
                sentence = _("%(ref)s does not address %(addressee)s.")
                who = term_cache().label(COUNTRY, country) if country else body
                field = "country" if country else "organisation"
                problems.append((field, sentence % {"ref": after["slug"], "addressee": who}))
        return problems


def _addressee(country: str | None, body: str | None) -> AddresseeKey:
    """Of slugs; an organisation that is still to be made has no key yet, and is no addressee."""
    if country:
        term = term_cache().by_key.get(f"{COUNTRY}/{country}")
        return AddresseeKey(country=term.pk if term else None)
    return AddresseeKey(organisation=current_lookup().organisations.get(body or "", -1))


class FollowUpImporter(EntryImporter):
    name = "follow_up"
    entries = "follow_ups"
    what, text = "status", "evidence"
    for_all_rows = (*EntryImporter.for_all_rows, "said_by")
    fields = (
        *WHOM_FIELDS,
        ImportField(
            "status",
            gettext_lazy("Status of the follow-up"),
            (),
            words.FOLLOW_UP_STATUS,
            scheme=STATUS,
            required=True,
        ),
        ImportField(
            "evidence",
            gettext_lazy("Evidence"),
            ("follow_ups",),
            words.EVIDENCE,
            required=True,
            free_text=True,
            limit=MOST_TEXT,
        ),
        ImportField(
            "said_by",
            gettext_lazy("Who says it"),
            (),
            words.SAID_BY,
            shape="choice",
            labels=tuple(FollowUp.SaidBy.choices),
        ),
        *SOURCE_FIELDS,
    )

    def _what(self, read: RowReader) -> str:
        statuses = read.row.get("status") or ()
        status = next(iter(statuses), "")
        if len(statuses) > 1:
            read.wrong("status", _("Write one status in a row."))
        elif status == NOT_ASSESSED:
            read.wrong("status", _("An entry assesses: choose what the evidence shows."))
        elif not status:
            read.wrong("status", _("“%(field)s” is missing.") % {"field": read.label("status")})
        return status

    def _more(self, read: RowReader) -> Iterator[Any]:
        yield read.choice("said_by", FollowUp.SaidBy.values, None)


class ResponseImporter(EntryImporter):
    name = "response"
    entries = "responses"
    what, text = "answer", "text"
    fields = (
        *WHOM_FIELDS,
        ImportField(
            "answer",
            gettext_lazy("Answer"),
            (),
            words.ANSWER,
            required=True,
            shape="choice",
            labels=tuple(ManagementResponse.Answer.choices),
        ),
        ImportField(
            "text",
            gettext_lazy("What was said, in our words"),
            ("responses",),
            words.ANSWER_TEXT,
            required=True,
            free_text=True,
            limit=MOST_TEXT,
        ),
        *SOURCE_FIELDS,
    )

    def _what(self, read: RowReader) -> str:
        if read.row.get("answer") is None:
            read.wrong("answer", _("“%(field)s” is missing.") % {"field": read.label("answer")})
        return read.choice("answer", ManagementResponse.Answer.values, None) or ""

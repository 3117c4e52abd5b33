"""Statistics that a row quotes, each with whose finding it is and where it was read.

A finding keeps every word of its quote that limits it: one that has lost some is a problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import RowReader
from events.models.quotation import LANGUAGE_TAG, MAX_QUOTE, lost_words_sentence


class QuoteRow(NamedTuple):
    """The source's exact words, where they stand, and their language; null is not known."""

    quote: str | None
    place_in_source: str | None
    quote_language: str | None


NO_QUOTE = QuoteRow(None, None, None)


QUOTATION_MARKS = "\"“”„«»‘’' "


@dataclass(frozen=True)
class StatisticRow:
    """``finding_of``: the primary key of an organisation. One of the two of the source is set."""

    value: str
    counts: str
    finding_of: int | None
    year: int | None
    source_url: str
    source_title: str
    published_in: str | None
    words: QuoteRow


def read_statistics(read: RowReader) -> list[StatisticRow]:
    """The row's ``statistics``. What is wrong with one is a problem of the row."""
    items = (part for item in read.items("statistics") or [] for part in _objects(item, read))
    return [_statistic(read, item) for item in items]


def _objects(item: object, read: RowReader) -> list[object]:
    """A text has a figure on each line: value | what it counts | whose it is | year | source |
    exact words | their place in the source."""
    if not isinstance(item, str):
        return [item]
    return [_object(line, read) for line in item.splitlines() if line.strip()]


def _object(line: str, read: RowReader) -> dict[str, object]:
    parts = [part.strip() for part in line.split("|")]
    value, counts, whose, year, source, quote, place = [*parts, *[""] * 7][:7]
    is_known = matching_key(whose) in read.known.organisations
    is_address = source.startswith(("http://", "https://"))
    return {
        "value": value,
        "counts": counts,
        "finding_of" if is_known else "published_in": whose or None,
        "year": int(year) if year.isdecimal() else year or None,
        "source_url" if is_address else "source_title": source or None,
        "quote": quote.strip(QUOTATION_MARKS) or None,
        "place_in_source": place or None,
    }


def _statistic(read: RowReader, item: object) -> StatisticRow:
    reader = RowReader(item if isinstance(item, dict) else {}, read.known)
    year, whose = reader.row.get("year"), reader.organisations("finding_of")
    if year is not None and not isinstance(year, int):
        reader.wrong("year", _("The year of a figure is a number, or empty."))
    statistic = StatisticRow(
        value=reader.text("value", most=60, required=True) or "",
        counts=reader.text("counts", most=400, required=True) or "",
        finding_of=whose[0] if whose else None,
        year=year,
        source_url=reader.url("source_url") or "",
        source_title=reader.text("source_title", most=500) or "",
        published_in=reader.text("published_in", most=300),
        words=read_quote(reader),
    )
    check_words(reader, "counts", f"{statistic.value} {statistic.counts}", statistic.words)
    if statistic.finding_of is None and not statistic.published_in:
        reader.wrong("finding_of", _("Say whose figure it is, or where it was published."))
    if not statistic.source_url and not statistic.source_title:
        reader.wrong("source_url", _("A statistic needs its source."))
    if statistic.finding_of is None and statistic.published_in is None and not reader.problems:
        sentence = _("Say whose finding the statistic is, or where it was published.")
        reader.wrong("finding_of", sentence)
    read.inside("statistics", reader)
    return statistic


def read_quote(reader: RowReader) -> QuoteRow:
    """The exact words that an object within a row gives."""
    return QuoteRow(
        reader.text("quote", most=MAX_QUOTE),
        reader.text("place_in_source", most=200),
        reader.checked("quote_language", LANGUAGE_TAG, most=35),
    )


def check_words(reader: RowReader, name: str, finding: str, words: QuoteRow) -> None:
    """Note which words of its quote a finding has lost, where the quote is in English.

    A row does not say in which language our words are; in another one the form compares them.
    """
    language = words.quote_language or "en"
    sentence = lost_words_sentence(finding, words.quote or "", language)
    if sentence and language.lower().startswith("en"):
        reader.wrong(name, sentence)

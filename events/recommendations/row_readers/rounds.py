"""Reporting rounds of a document, as a cell of a table has them."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import RowReader
from events.recommendations.models import ReportingRound
from hub.records.text_folding import slugify

DAYS = ("opens", "due", "closes")
DAY = re.compile(r"^(opens|due|closes)\s*:?\s*(\S+)$", re.IGNORECASE)
MOST_NAME, MOST_ROUNDS = 120, 50
Entry = list[Any]  # address, name, who asks, and the three days, as the fact "rounds" holds it


def read_rounds(read: RowReader) -> list[Entry]:
    """A round on each line, or behind each semicolon: "First report, due 2026-07-30".

    Its address is made when it is written: see ``with_addresses``.
    """
    rounds = []
    for text in read.texts("rounds", most=5000):
        for line in re.split(r"[;\n]", text):
            if line.strip():
                rounds.append(_round(read, line.strip()))
    if len(rounds) > MOST_ROUNDS:
        read.wrong("rounds", _("These are more than %(most)d rounds.") % {"most": MOST_ROUNDS})
    return [entry for entry in rounds if entry]


def _round(read: RowReader, text: str) -> Entry:
    name, *parts = (part.strip() for part in text.split(","))
    days: dict[str, datetime.date] = {}
    while parts and (match := DAY.match(parts[-1])):
        parts.pop()
        try:
            days[match[1].lower()] = datetime.date.fromisoformat(match[2])
        except ValueError:
            sentence = _("“%(text)s” is no day. Write such as: First report, due 2026-07-30.")
            read.wrong("rounds", sentence % {"text": match[0][:60]})
    name = ", ".join([name, *parts])
    if not name or len(name) > MOST_NAME:
        read.wrong(
            "rounds", _("The name of a round has 1 to %(most)d letters.") % {"most": MOST_NAME}
        )
    try:
        ReportingRound(name=name, **days).clean()
    except ValidationError as problem:
        read.wrong("rounds", f"{name}: {' '.join(problem.messages)}")
    return [None, name, None, *(_iso(days.get(day)) for day in DAYS)]


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def merge_rounds(stored: list[Entry], given: list[Entry]) -> list[Entry]:
    """The rounds that a document has with what a file says of them, and those that are new.

    A round is one of the same name; a day that the file leaves open stays.
    """
    merged = [list(entry) for entry in stored]
    places = {matching_key(entry[1]): place for place, entry in enumerate(merged)}
    for entry in given:
        place = places.get(matching_key(entry[1]))
        if place is None:
            places[matching_key(entry[1])] = len(merged)
            merged.append(list(entry))
        else:
            known = merged[place]
            known[3:] = [new or old for new, old in zip(entry[3:], known[3:], strict=True)]
    return merged


def with_addresses(document: str, rounds: list[Entry]) -> list[Entry]:
    """Each with an address of its own, made from those of its document and its name."""
    taken = {entry[0] for entry in rounds}
    complete = []
    for entry in rounds:
        slug = entry[0]
        if slug is None:
            plain = f"{document[:60]}-{slugify(entry[1])[:50]}".strip("-")
            slug = next(
                name
                for number in range(1, len(rounds) + 2)
                if (name := plain if number == 1 else f"{plain}-{number}") not in taken
            )
            taken.add(slug)
        complete.append([slug, *entry[1:]])
    return complete

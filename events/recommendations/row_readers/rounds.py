"""Reporting rounds of a document, as a cell of a table has them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
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

    Its address is made when it is written: see ``give_addresses``.
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
    entry = [None, name, None, *(_iso(days.get(day)) for day in DAYS)]
    if problem := problem_of_round(entry):
        read.wrong("rounds", problem)
    return entry


def problem_of_round(entry: Entry) -> str:
    """A sentence where its days are in no order; else empty."""
    days = (datetime.date.fromisoformat(day) if day else None for day in entry[3:])
    try:
        ReportingRound(name=entry[1], **dict(zip(DAYS, days, strict=True))).clean()
    except ValidationError as problem:
        return f"{entry[1]}: {' '.join(problem.messages)}"
    return ""


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


def give_addresses(documents: Iterable[tuple[str, list[Entry]]]) -> None:
    """Give each round without an address one that is free over all documents, in place.

    ``documents``: slug and rounds. The address is made of the document's and the round's name; a
    number is put behind it where that is taken. One query for each number, none for no new round.
    """
    taken, number = set[str](), 1
    waiting = [
        (f"{slug[:60]}-{slugify(entry[1])[:50]}".strip("-"), entry)
        for slug, rounds in documents
        for entry in rounds
        if entry[0] is None
    ]
    while waiting:
        names = [plain if number == 1 else f"{plain}-{number}" for plain, _entry in waiting]
        taken |= ReportingRound.objects.in_bulk(set(names), field_name="slug").keys()
        again = []
        for name, (plain, entry) in zip(names, waiting, strict=True):
            if name in taken:
                again.append((plain, entry))
                continue
            entry[0] = name
            taken.add(name)
        waiting, number = again, number + 1

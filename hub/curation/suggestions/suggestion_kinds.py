"""What can be told: for each kind its words, the records that it may be about, and its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.curation.suggestions.models import Suggestion
from hub.imports.record_types import IMPORTERS, ImportField, RecordImporter
from hub.imports.record_types.importer import TITLES

Kind = Suggestion.Kind
Words = str | Promise

# Kinds of record that a reader can name as missing.
MISSING_KINDS: Mapping[str, Words] = {
    "tool": _("A tool"),
    "organisation": _("An organisation"),
    "event": _("An event"),
    "document": _("A document"),
    "recommendation": _("A recommendation"),
    "helpline": _("A helpline"),
}
# Decided on the site, or told with the suggestion itself.
NOT_CORRECTED = frozenset(
    {"slug", "visibility", "verification", "confidence", "status_checked_on", "sources", "source"}
)
# Of a practice note and of a follow-up: what a person can tell on a phone.
PRACTICE_FIELDS = (
    "summary", "worked", "failed", "incidents", "again", "countries", "contexts", "started", "ended"
)  # fmt: skip
FOLLOW_UP_FIELDS = ("country", "organisation", "actor", "status", "evidence", "date")


@dataclass(frozen=True)
class KindWords:
    """``label``: in the list of what can be told; ``hint``: what it is for; ``ask``: above the box
    for words of their own; ``choices``: of which one may be ticked; ``of``: kinds of record, empty:
    any; ``needs_record``: it is always about one; ``has_source``: whether a source is asked for."""

    label: Words
    hint: Words
    ask: Words
    choices: Mapping[str, Words] = field(default_factory=dict)
    of: frozenset[str] = frozenset()
    needs_record: bool = False
    has_source: bool = True


# In the order of the page.
KINDS: Mapping[str, KindWords] = {
    Kind.DANGER: KindWords(
        _("Danger: this could help somebody find or harm a person"),
        _("We alert the curators at once, and deal with it first."),
        _("What must not be seen, and on which page?"),
        has_source=False,
    ),
    Kind.CORRECTION: KindWords(
        _("Something is wrong"),
        _("Correct single facts, and say where we can check them."),
        _("What is wrong, in your words"),
    ),
    Kind.ENDED: KindWords(
        _("It has closed, or its link no longer works"),
        _("It is no longer run, or its link no longer works."),
        _("What you saw, and when"),
        {
            "ended": _("It has closed"),
            "address": _("Its link no longer works"),
            "elsewhere": _("Its link leads somewhere else"),
        },
        needs_record=True,
    ),
    Kind.HELPLINE: KindWords(
        _("A helpline did not answer, or was not safe"),
        _("Others rely on it. Tell us what happened, not who you are."),
        _("What happened, and when"),
        {
            "silent": _("Nobody answered"),
            "wrong": _("The number or address is wrong"),
            "unsafe": _("It was not safe to use"),
            "language": _("Not in a language that is listed"),
        },
        of=frozenset({"helpline"}),
        needs_record=True,
        has_source=False,
    ),
    Kind.MISSING: KindWords(
        _("Something is missing"),
        _("Something that should be listed here and is not."),
        _("Why it should be listed"),
    ),
    Kind.PRACTICE: KindWords(
        _("I have used it"),
        _("What worked and what did not, for others who are choosing."),
        _("Anything else that others should know"),
        of=frozenset({"tool"}),
        needs_record=True,
        has_source=False,
    ),
    Kind.FOLLOW_UP: KindWords(
        _("Something has been done about it"),
        _("Who did what and when, and where we can check it."),
        _("Anything else"),
        of=frozenset({"recommendation"}),
        needs_record=True,
    ),
    Kind.QUESTION: KindWords(
        _("I have a question"),
        _("About a tool or a situation: “Has anybody used it with shared phones?”"),
        _("Your question"),
        has_source=False,
    ),
}


def kinds_for(record_kind: str) -> list[str]:
    """What can be told about a record of this kind; about none where it is empty."""
    return [
        kind
        for kind, words in KINDS.items()
        if (record_kind and kind != Kind.MISSING and (not words.of or record_kind in words.of))
        or (not record_kind and not words.needs_record)
    ]


def importer_name(kind: str, record_kind: str, missing_kind: str) -> str:
    """The importer that reads the facts of such a suggestion; empty where it has none."""
    if kind == Kind.CORRECTION:
        return record_kind
    if kind == Kind.MISSING:
        return missing_kind
    return {Kind.PRACTICE: "deployment", Kind.FOLLOW_UP: "follow_up"}.get(Kind(kind), "")


def fields_of(kind: str, importer: str) -> list[ImportField]:
    """The fields that such a suggestion can speak of, in the order of the form."""
    if not importer:
        return []
    reader = IMPORTERS[importer]
    if kind == Kind.CORRECTION:
        return [each for each in reader.fields if each.name not in NOT_CORRECTED]
    if kind == Kind.MISSING:
        return _fields_of_new(reader)
    names = PRACTICE_FIELDS if kind == Kind.PRACTICE else FOLLOW_UP_FIELDS
    return [reader.by_name[name] for name in names]


def _fields_of_new(importer: RecordImporter) -> list[ImportField]:
    """Of a record that is missing: its name, its address, and what it is or is part of."""
    names = [each for each in importer.fields if each.name in TITLES]
    addresses = [each for each in importer.fields if each.name == "url"]
    others = [
        each
        for each in importer.fields
        if each.required and each not in names and each.name not in ("slug", "ref")
    ]
    return [*names[:1], *addresses, *others]

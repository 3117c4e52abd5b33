"""What a reader has typed so far: read from the form, cleaned, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from hub.curation.suggestions.fact_reader import (
    Knowing,
    ReadFact,
    TypedFact,
    may_be_none,
    read_facts,
)
from hub.curation.suggestions.findings import WORDS, Finding, find_in_texts
from hub.curation.suggestions.models import MAX_WORDS
from hub.curation.suggestions.suggestion_kinds import (
    KINDS,
    MISSING_KINDS,
    Kind,
    KindWords,
    fields_of,
    importer_name,
    kinds_for,
)
from hub.imports.record_types import IMPORTERS, ImportField, RecordImporter
from hub.outbox.addresses import UnusableAddressError, parse_address
from hub.records.models.record import Record
from hub.records.registry import record_types
from hub.records.stored_records import StoredRecord
from hub.records.text_cleaning import clean_text

TITLE_LENGTH, URL_LENGTH = 500, 1000
NOTHING = (Knowing.NONE, Knowing.UNKNOWN)
FACT, KNOWING = "f-", "k-"  # before the name of a field


@dataclass(frozen=True)
class Draft:
    """``record``: a published one, or None. ``about``: as it was asked for, ``tool/slug``."""

    kind: str
    about: str
    record: Record | None
    missing_kind: str = ""
    choice: str = ""
    words: str = ""
    facts: tuple[TypedFact, ...] = ()
    source_title: str = ""
    source_url: str = ""
    email: str = ""
    meant_public: bool = False
    may_be_asked: bool = False

    @property
    def kind_words(self) -> KindWords:
        return KINDS[self.kind]

    @cached_property
    def importer(self) -> RecordImporter | None:
        name = importer_name(self.kind, self.record_kind, self.missing_kind)
        return IMPORTERS[name] if name else None

    @cached_property
    def fields(self) -> list[ImportField]:
        return fields_of(self.kind, self.importer.name) if self.importer else []

    @property
    def record_kind(self) -> str:
        return self.record.kind if self.record else ""

    @cached_property
    def stored(self) -> StoredRecord | None:
        """The record as it is, where its own facts are told."""
        if self.record is None or self.kind != Kind.CORRECTION or self.importer is None:
            return None
        return self.importer.stored([self.record.pk]).get(self.record.pk)

    @cached_property
    def read(self) -> list[ReadFact]:
        if self.importer is None or not self.facts:
            return []
        given = {
            "ref": self.record.slug if self.record else "",
            "source_title": self.source_title,
            "source_url": self.source_url,
        }
        stored = self.stored.facts if self.stored else None
        return read_facts(self.importer, self.facts, stored, given)

    @property
    def told(self) -> str:
        """Their own words, below the choice that was ticked."""
        choice = str(self.kind_words.choices.get(self.choice, ""))
        return "\n".join(text for text in (choice, self.words) if text)

    @cached_property
    def findings(self) -> list[Finding]:
        return find_in_texts(self._texts())

    def _texts(self) -> list[tuple[str, str]]:
        texts = [(WORDS, f"{self.words}\n{self.source_title}")]
        names = self._prose_fields()
        return texts + [(each.name, each.text) for each in self.facts if each.name in names]

    def _prose_fields(self) -> frozenset[str]:
        if self.importer is None:
            return frozenset()
        people = self.importer.texts_of_people
        names = (each.name for each in self.fields if people.intersection(each.facts))
        return frozenset({*names, self.importer.text})

    @property
    def needs_consent(self) -> bool:
        """Whether the sender has to say first that what was found is meant to be public. Of a
        danger nothing is asked: it names what must not be seen."""
        return bool(self.findings) and not self.meant_public and self.kind != Kind.DANGER

    @cached_property
    def problems(self) -> dict[str, str]:
        """By the name of the form's field a sentence on why it cannot be sent."""
        return dict(_problems(self))


@dataclass(frozen=True)
class Choice:
    """What the address asks for, before anything is typed: the record, and what can be told."""

    about: str = ""
    record: Record | None = None
    is_gone: bool = False
    kinds: list[str] = field(default_factory=list)


def read_choice(data: Mapping[str, Any]) -> Choice:
    about = str(data.get("about") or "")[:300]
    record = find_record(about)
    kinds = kinds_for(record.kind if record else "")
    return Choice(about, record, bool(about) and record is None, kinds)


def find_record(about: str) -> Record | None:
    """The record that everybody may read at ``kind/slug``."""
    kind, _slash, slug = about.partition("/")
    if kind not in record_types or kind not in IMPORTERS or not slug:
        return None
    record: Record | None = record_types[kind].model.objects.published().filter(slug=slug).first()
    return record


def read_draft(data: Mapping[str, Any], choice: Choice) -> Draft | None:
    """None while no kind that fits was chosen."""
    kind = str(data.get("what") or "")
    if kind not in choice.kinds:
        return None
    missing = str(data.get("of") or "") if kind == Kind.MISSING else ""
    if kind == Kind.MISSING and missing not in MISSING_KINDS:
        return None
    empty = Draft(kind, choice.about, choice.record, missing)
    return Draft(
        kind,
        choice.about,
        choice.record,
        missing,
        choice=_typed(data, "choice"),
        words=_typed(data, "words"),
        facts=tuple(_typed_facts(data, empty)),
        source_title=_typed(data, "source_title"),
        source_url=_typed(data, "source_url"),
        email=_typed(data, "email"),
        meant_public=bool(data.get("public")),
        may_be_asked=kind == Kind.PRACTICE and bool(data.get("asked")),
    )


def _typed(data: Mapping[str, Any], name: str) -> str:
    return clean_text(str(data.get(name) or "")).strip()


def _typed_facts(data: Mapping[str, Any], draft: Draft) -> list[TypedFact]:
    """Those of which something is told. A text says more than a mark that was left where it was."""
    facts = []
    for each in draft.fields:
        text = _typed(data, f"{FACT}{each.name}")
        knowing = str(data.get(f"{KNOWING}{each.name}") or "")
        if text:
            facts.append(TypedFact(each.name, Knowing.KNOWN, text))
        elif draft.importer and knowing in NOTHING and may_be_none(draft.importer, each):
            facts.append(TypedFact(each.name, knowing))
    return facts


def web_address(text: str) -> str:
    """With its scheme. Raises ValidationError for what is no address of a page."""
    address = text if "://" in text else f"https://{text}"
    URLValidator(schemes=["http", "https"])(address)
    return address


def _problems(draft: Draft) -> list[tuple[str, str]]:
    problems = []
    if not (draft.words or draft.facts or draft.choice in draft.kind_words.choices):
        problems.append(("words", _("Nothing was typed yet.")))
    if draft.kind == Kind.MISSING and not draft.facts:
        problems.append((f"{FACT}{draft.fields[0].name}", _("Say what it is called.")))
    limits = {"words": MAX_WORDS, "source_title": TITLE_LENGTH, "source_url": URL_LENGTH}
    texts = [(name, getattr(draft, name), most) for name, most in limits.items()]
    texts += [(f"{FACT}{each.name}", each.text, MAX_WORDS) for each in draft.facts]
    for name, text, most in texts:
        if len(text) > most:
            problems.append((name, _("Shorten this to %(most)d letters.") % {"most": most}))
    try:
        if draft.source_url and len(draft.source_url) <= URL_LENGTH:
            web_address(draft.source_url)
    except ValidationError:
        sentence = _("This is no address of a page. Write one such as https://www.example.org/act.")
        problems.append(("source_url", sentence))
    try:
        if draft.email:
            parse_address(draft.email)
    except UnusableAddressError:
        sentence = _("This is no e-mail address that we could write to. It may stay empty.")
        problems.append(("email", sentence))
    if draft.may_be_asked and not draft.email:
        sentence = _("To be asked about it, give an e-mail address; or leave the box empty.")
        problems.append(("email", sentence))
    return problems

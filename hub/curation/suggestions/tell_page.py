"""What the pages of a reader who tells something show, in words ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.curation.look_alikes.record_finder import find_records
from hub.curation.suggestions.draft import FACT, KNOWING, Choice, Draft
from hub.curation.suggestions.fact_fields import (
    FactField,
    capital,
    hint_of,
    options_of,
    rows_of,
    value_now,
)
from hub.curation.suggestions.fact_reader import Knowing, ReadFact, joint_facts, may_be_none
from hub.curation.suggestions.findings import WORDS
from hub.curation.suggestions.form_stamp import FormStamp
from hub.curation.suggestions.suggestion_kinds import KINDS, MISSING_KINDS, Kind
from hub.imports.record_types.fact_labels import FactLabels
from hub.imports.record_types.field import ImportField
from hub.web.view_models import FactState, Link


@dataclass(frozen=True)
class Way:
    """One thing that can be told. ``parts``: names and labels where it is asked of what."""

    label: str
    hint: str
    what: str
    parts: tuple[tuple[str, str], ...] = ()
    is_urgent: bool = False


@dataclass(frozen=True)
class SentLine:
    """One line of what is sent. ``before``: what stands there now; ``note``: a sentence."""

    label: str
    text: str
    before: str = ""
    note: str = ""


@dataclass(frozen=True)
class TellPage:
    """The form and the look at it before it is sent. ``hidden``: all that was typed."""

    draft: Draft
    heading: str
    title: str
    record: Link | None
    stamp: str
    language: str = ""
    fields: tuple[FactField, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    complaints: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[SentLine, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    alike: tuple[Link, ...] = ()
    found: str = ""


def ways(choice: Choice) -> list[Way]:
    """What can be told, as links."""
    return [
        Way(
            str(KINDS[kind].label),
            str(KINDS[kind].hint),
            kind,
            tuple((name, str(label)) for name, label in MISSING_KINDS.items())
            if kind == Kind.MISSING
            else (),
            is_urgent=kind == Kind.DANGER,
        )
        for kind in choice.kinds
    ]


def form_page(draft: Draft, stamp: FormStamp, complaints: Iterable[str] = ()) -> TellPage:
    """The form, with what was typed. ``complaints``: why it was not taken, if it was sent."""
    sentences = tuple(complaints)
    problems = draft.problems if sentences else {}
    return TellPage(
        draft=draft,
        heading=_heading(draft),
        title=str(draft.record) if draft.record else "",
        record=_record_link(draft),
        language=draft.record.language if draft.record else "",
        stamp=stamp.token,
        fields=tuple(_fields(draft, problems)),
        choices=tuple((name, str(text)) for name, text in draft.kind_words.choices.items()),
        complaints=sentences,
        problems=problems,
    )


def look_page(draft: Draft, stamp: FormStamp, complaints: Iterable[str] = ()) -> TellPage:
    """Exactly what is sent when it is sent."""
    found = ", ".join(dict.fromkeys(each.label for each in draft.findings))
    return TellPage(
        draft=draft,
        heading=_heading(draft),
        title=str(draft.record) if draft.record else "",
        record=_record_link(draft),
        language=draft.record.language if draft.record else "",
        stamp=stamp.token,
        complaints=tuple(complaints),
        lines=tuple(_lines(draft)),
        hidden=tuple(_hidden(draft)),
        alike=tuple(_look_alikes(draft)),
        found=found,
    )


def _look_alikes(draft: Draft) -> Iterable[Link]:
    """Records that everybody may read and that look like what is missing; never what others have
    suggested."""
    if draft.kind != Kind.MISSING or draft.importer is None:
        return
    facts = joint_facts(fact.value for fact in draft.read)
    for one in find_records(draft.importer, facts):
        yield Link(one.title, one.url, language=one.language)


def _heading(draft: Draft) -> str:
    if draft.kind == Kind.MISSING:
        return _("Missing: %(what)s") % {"what": MISSING_KINDS[draft.missing_kind]}
    return str(draft.kind_words.label)


def _record_link(draft: Draft) -> Link | None:
    if draft.record is None:
        return None
    address = draft.record.get_absolute_url()  # type: ignore[attr-defined]
    return Link(str(draft.record), address)


# The fields of the form


def _fields(draft: Draft, problems: Mapping[str, str]) -> Iterable[FactField]:
    if draft.importer is None:
        return
    labels = FactLabels(draft.importer)
    facts = draft.stored.facts if draft.stored else {}
    if facts:
        labels.load_names([facts])
    typed = {each.name: each for each in draft.facts}
    for each in draft.fields:
        state, now = value_now(labels, each, facts)
        told = typed.get(each.name)
        yield FactField(
            name=each.name,
            label=capital(str(each.label)),
            now=now,
            state=state,
            text=told.text if told else "",
            knowing=told.knowing if told and told.knowing != Knowing.KNOWN else "",
            hint=hint_of(each),
            options=options_of(each),
            rows=rows_of(each),
            may_be_none=draft.stored is not None and may_be_none(draft.importer, each),
            problem=problems.get(f"{FACT}{each.name}", ""),
            is_address=each.shape == "url",
            language=_language_of_text(draft, each, state),
        )


def _language_of_text(draft: Draft, field: ImportField, state: FactState) -> str:
    """The record's, of a text of its own; empty for terms and words, which are the page's."""
    if draft.record is None or draft.importer is None or state is not FactState.VALUE:
        return ""
    return draft.record.language if not draft.importer.prose.isdisjoint(field.facts) else ""


# What is sent


def _lines(draft: Draft) -> Iterable[SentLine]:
    labels = {each.name: capital(str(each.label)) for each in draft.fields}
    now = _what_stands(draft)
    for fact in draft.read:
        name = fact.typed.name
        yield SentLine(labels[name], _typed_text(fact), now.get(name, ""), _note(fact))
    if draft.told:
        yield SentLine(_("In your words"), draft.told)
    if draft.source_title or draft.source_url:
        source = "\n".join(filter(None, (draft.source_title, draft.source_url)))
        yield SentLine(_("Where it can be checked"), source)
    if draft.email:
        note = _("Only for our reply; curators cannot see it.")
        yield SentLine(_("Your e-mail address"), draft.email, note=note)
    if draft.may_be_asked:
        note = _("We keep your address for that, until you say otherwise or two years have passed.")
        yield SentLine(_("I may be asked about it"), _("Yes"), note=note)
    yield SentLine(_("Language of this page"), _language())


def _what_stands(draft: Draft) -> dict[str, str]:
    """What the record says now of the fields that are told, in words."""
    if draft.stored is None or draft.importer is None:
        return {}
    labels, fields = FactLabels(draft.importer), draft.importer.by_name
    names = [each.name for each in draft.facts]
    return {name: value_now(labels, fields[name], draft.stored.facts)[1] for name in names}


def _language() -> str:
    code = get_language() or settings.LANGUAGE_CODE
    return str(dict(settings.LANGUAGES).get(code, code))


def _typed_text(fact: ReadFact) -> str:
    if fact.typed.knowing == Knowing.NONE:
        return _("There is none")
    return _("Not known") if fact.typed.knowing == Knowing.UNKNOWN else fact.typed.text


def _note(fact: ReadFact) -> str:
    if fact.problem:
        problem = {"problem": fact.problem}
        return _("%(problem)s You can still send it: a curator reads it.") % problem
    return ""


def _hidden(draft: Draft) -> Iterable[tuple[str, str]]:
    """All that was typed, as the form has it."""
    yield "about", draft.about
    yield "what", draft.kind
    for name in ("choice", "words", "source_title", "source_url", "email"):
        yield name, getattr(draft, name)
    yield "of", draft.missing_kind
    yield "asked", "1" if draft.may_be_asked else ""
    for fact in draft.facts:
        if fact.knowing == Knowing.KNOWN:
            yield f"{FACT}{fact.name}", fact.text
        else:
            yield f"{KNOWING}{fact.name}", fact.knowing


def places_found(draft: Draft) -> str:
    """Where something was found, in the words of the form."""
    labels = {each.name: capital(str(each.label)) for each in draft.fields}
    places = dict.fromkeys(each.place for each in draft.findings)
    names = [_("your words") if each == WORDS else labels.get(each, each) for each in places]
    return ", ".join(names)

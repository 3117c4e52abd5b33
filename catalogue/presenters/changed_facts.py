"""What a change changed: each fact before and after it, and a sentence on it.

Revisions are private; what is told of them is what readers could see before the change and after
it. Of a text that was taken out since, nothing is repeated, nor any value that holds an address, a
number or coordinates that stand there no more, nor persons who are named there no more: they may
have been taken out because of that.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import DateField, TextField, TimeField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.models.deployment import SAFETY as SAFETY_OF_NOTES
from catalogue.models.tool import SAFETY as SAFETY_OF_TOOLS
from hub.records.fields import Label, RecordType, Storage
from hub.records.models import Change, Record, Revision
from hub.records.models.ledger import Facts
from hub.records.models.record import NOT_NEWS
from hub.records.partial_date import PartialDateField
from hub.records.registry import record_types
from hub.records.stored_records import read_records
from hub.records.text_cleaning import personal_data
from hub.vocabulary.models import Term
from hub.vocabulary.term_cache import term_cache
from hub.web.localization import isolate, localize_date

What = Change.What
CHUNK = 500
# Kinds of change that are told fact by fact.
FACTUAL = frozenset(
    {What.UPDATED, What.SAFETY, What.ENDED, What.MOVED, What.CANCELLED, What.FOLLOW_UP}
)
CHECKS = frozenset({"verification", "verified_on"})  # told as one
KNOWN_NONE = "known_none"
# Dates that say nothing of the record itself, only that somebody looked at it.
DULL_DATES = frozenset({"verified_on", "status_checked_on"})
TOLD_APART = CHECKS | DULL_DATES | {KNOWN_NONE}
UNTOLD = NOT_NEWS | {"state", "position"}
# Of these texts no word is left out: whoever acts on a half of one may be hurt.
SAFETY_FACTS = SAFETY_OF_TOOLS | SAFETY_OF_NOTES | {"warning_signs"}
# Lists of persons: who is named there no more is not named here either.
PERSON_FACTS = frozenset({"speakers", "messages"})
UNTOLD_PARTS = frozenset({"subject", "note", "language", "shown"})
PASSAGE, CONTEXT_WORDS, ENTRY = 300, 4, 200  # letters, words, letters
MOST_VALUES = 3  # where it is brief

Versions = tuple[Facts, Facts, Facts]  # before a change, right after it, by now
Names = dict[tuple[Any, str, Any], str]  # model, "slug" or "pk", its value -> its name


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A fact before and after a change, in words of the page; empty: not known.

    ``many``: a list, told by what came and what went. ``prose``: a text. ``current``: what it is by
    now; one text, or the values of a list. ``known_none``: a source says now that there is none.
    ``statement``, ``was``: where it has a sentence of its own. ``removed``: a column of free words
    in which nothing stands by now.
    """

    name: str
    label: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    many: bool = False
    prose: bool = False
    current: tuple[str, ...] = ()
    known_none: bool = False
    statement: str = ""
    was: str = ""
    removed: bool = False


def read_changed_facts(changes: Iterable[Change]) -> dict[int, tuple[ChangedFact, ...]]:
    """By the key of a change, in the order of the declaration, dates of checking last.

    Nothing for changes without a revision. Two queries for each kind of record, and one for each
    table of links and each kind of record that the changed facts name.
    """
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        if change.what in FACTUAL and change.kind in record_types:
            by_kind.setdefault(change.kind, []).append(change)
    result: dict[int, tuple[ChangedFact, ...]] = {}
    for kind, of_kind in by_kind.items():
        remaining = iter(of_kind)
        while chunk := list(islice(remaining, CHUNK)):
            result |= _of_kind(record_types[kind], chunk)
    return result


def is_dull(change: Change) -> bool:
    """Whether nothing but dates of checking changed."""
    facts = set(change.facts) - UNTOLD
    return change.what == What.UPDATED and bool(facts) and facts <= DULL_DATES


# Reading


def _of_kind(
    record_type: RecordType, changes: Sequence[Change]
) -> dict[int, tuple[ChangedFact, ...]]:
    versions = {change.pk: of_change for change, of_change in _versions(record_type, changes)}
    names = _names(record_type, versions.values())
    words = {}
    for change in changes:
        if change.pk in versions:
            facts = set(change.facts)
            differences = _differences(record_type, facts, versions[change.pk], names)
            words[change.pk] = (
                *differences,
                *_known_none(record_type, facts, versions[change.pk]),
                *_checks(facts, versions[change.pk]),
            )
    return words


def _versions(
    record_type: RecordType, changes: Sequence[Change]
) -> Iterator[tuple[Change, Versions]]:
    """The facts before each change, right after it and now, where readers could see both."""
    keys = {change.record_id for change in changes}
    steps: dict[int, list[tuple[datetime.datetime, Facts | None]]] = {}
    revisions = Revision.objects.filter(
        kind=record_type.kind, record_id__in=keys, at__gte=min(change.at for change in changes)
    )
    for pk, at, before in revisions.order_by("version").values_list("record_id", "at", "before"):
        steps.setdefault(pk, []).append((at, before))
    changed = {name for change in changes for name in change.facts}
    stored = read_records(record_type.model, keys, changed) if steps else {}
    for change in changes:
        of_record = steps.get(change.record_id, [])
        place = next((i for i, (at, _facts) in enumerate(of_record) if at == change.at), None)
        if place is None or change.record_id not in stored:
            continue
        now = stored[change.record_id].facts
        before = of_record[place][1]
        after = of_record[place + 1][1] if place + 1 < len(of_record) else now
        if _is_public(before) and _is_public(after):
            yield change, (before or {}, after or {}, now)


def _is_public(facts: Facts | None) -> bool:
    return facts is not None and (facts.get("state"), facts.get("visibility")) == (
        Record.State.PUBLISHED,
        Record.Visibility.PUBLIC,
    )


def _names(record_type: RecordType, versions: Iterable[Versions]) -> Names:
    """Names of the records that these facts point at, of those that everybody may see."""
    wanted: dict[tuple[Any, str], set[Any]] = {}
    for of_change in versions:
        for facts in of_change:
            for model, lookup, value in _references(record_type, facts):
                wanted.setdefault((model, lookup), set()).add(value)
    return {
        (model, lookup, getattr(record, lookup)): str(record)
        for (model, lookup), values in wanted.items()
        for record in model._default_manager.published().filter(**{f"{lookup}__in": values})
    }


def _references(record_type: RecordType, facts: Facts) -> Iterator[tuple[type[Record], str, Any]]:
    for name, model in keyed_records(record_type).items():
        if facts.get(name):
            yield model, "pk", facts[name]
    for name, parts in link_parts(record_type).items():
        for place, part in enumerate(parts):
            if part.model is not None:
                for entry in facts.get(name) or ():
                    value = entry if part.flat else entry[place]
                    if value:
                        yield part.model, "slug", value


# Words


def _differences(
    record_type: RecordType, changed: Collection[str], versions: Versions, names: Names
) -> Iterator[ChangedFact]:
    _before, after, _now = versions
    for name in _in_order(record_type, set(changed) - TOLD_APART - UNTOLD):
        label = fact_label(record_type, name)
        old, new, current = (_values(record_type, name, facts, names) for facts in versions)
        if label and old != new:
            prose = _is_prose(record_type, name)
            many = _is_many(record_type, name)
            is_none = not new and name in (after.get("known_none") or ())
            removed = not current and _is_free_text(record_type, name)
            yield ChangedFact(name, label, old, new, many, prose, current, is_none, removed=removed)


def _known_none(
    record_type: RecordType, facts: Collection[str], versions: Versions
) -> Iterator[ChangedFact]:
    """What a source says that there is none of. Facts with a value, now or before, say it alone."""
    before, after, _now = versions
    if KNOWN_NONE not in facts:
        return
    old, new = (
        tuple(
            label
            for fact in version.get(KNOWN_NONE) or ()
            if not (before.get(fact) or after.get(fact))
            if (label := fact_label(record_type, fact))
        )
        for version in (before, after)
    )
    if old != new:
        yield ChangedFact(KNOWN_NONE, "", old, new, many=True)


def _checks(facts: Collection[str], versions: Versions) -> Iterator[ChangedFact]:
    """Who stands behind the record now, and since when; then when its status was looked at."""
    before, after, _now = versions
    new = after.get("verification") or ""
    statement = str(CHECK_STATEMENTS.get(new, ""))
    if statement and not CHECKS.isdisjoint(facts):
        old, day = before.get("verification"), after.get("verified_on")
        was = str(Record.Verification(old).label) if old else ""
        if old == new:
            was = localize_date(before["verified_on"]) if before.get("verified_on") else ""
        dated = statement
        if day and new in DATED_CHECKS:
            dated = _("%(statement)s on %(day)s") % {
                "statement": statement,
                "day": localize_date(day),
            }
        yield ChangedFact("verification", statement, statement=dated, was=was)
    if "status_checked_on" in facts and (day := after.get("status_checked_on")):
        looked = before.get("status_checked_on")
        statement = _("Status last checked on %(day)s") % {"day": localize_date(day)}
        was = localize_date(looked) if looked else ""
        yield ChangedFact("status_checked_on", statement, statement=statement, was=was)


CHECK_STATEMENTS: dict[str, Label] = {
    Record.Verification.UNREVIEWED: gettext_lazy("No longer counted as checked"),
    Record.Verification.SOURCE_CHECKED: gettext_lazy("Checked against its sources"),
    Record.Verification.OWNER_CONFIRMED: gettext_lazy("Confirmed by its owner"),
    Record.Verification.PRACTITIONER_CONFIRMED: gettext_lazy("Confirmed by a practitioner"),
    Record.Verification.STALE: gettext_lazy("Last checked too long ago to be relied on"),
    Record.Verification.DISPUTED: gettext_lazy("Disputed: a part of it may be wrong"),
}
DATED_CHECKS = frozenset(
    {
        Record.Verification.SOURCE_CHECKED,
        Record.Verification.OWNER_CONFIRMED,
        Record.Verification.PRACTITIONER_CONFIRMED,
    }
)


def fact_label(record_type: RecordType, name: str) -> str:
    """What a fact is called at the beginning of a sentence; empty for what is not told."""
    declared = record_type.by_name.get(name)
    if declared is not None and declared.visibility != Record.Visibility.PUBLIC:
        return ""
    label = str(record_type.news_label(name))
    return label[:1].upper() + label[1:]


def _in_order(record_type: RecordType, facts: Collection[str]) -> list[str]:
    """As declared, what safety depends on first."""
    order = {name: place for place, name in enumerate(record_type.by_name)}

    def sort_key(name: str) -> tuple[bool, int, str]:
        return name not in SAFETY_FACTS, order.get(name, len(order)), name

    return sorted(facts, key=sort_key)


def _values(record_type: RecordType, name: str, facts: Facts, names: Names) -> tuple[str, ...]:
    """A fact's values in words. Lists of links: one line for each entry that is shown."""
    value = facts.get(name)
    if value in (None, "", []):
        return ()
    if name in record_type.schemes:
        terms = term_cache()
        return tuple(terms.label(name, slug) for slug in value)
    if name in link_parts(record_type):
        entries = (_entry(link_parts(record_type)[name], entry, names) for entry in value)
        return tuple(dict.fromkeys(filter(None, entries)))
    if name in keyed_records(record_type):
        record = names.get((keyed_records(record_type)[name], "pk", value), "")
        return (record,) if record else ()
    return _column_words(record_type, name, value)


def _column_words(record_type: RecordType, name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (_("Yes") if value else _("No"),)
    if isinstance(value, list):
        return tuple(map(str, value))
    column = _column(record_type, name)
    if isinstance(column, DateField | PartialDateField):
        return (localize_date(value),)
    if isinstance(column, TimeField):
        return (str(value)[:5],)
    choices = {str(key): str(label) for key, label in getattr(column, "flatchoices", ())}
    return (choices.get(str(value)) or " ".join(str(value).split()),)


# What the declaration and the tables say of a fact


@dataclass(frozen=True, slots=True)
class LinkPart:
    """A part of an entry of links. ``model``: of the record that it names by its slug; ``scheme``:
    of the term; ``choices``: of a column with choices. ``flat``: the entry is this part itself.
    """

    name: str
    model: type[Record] | None = None
    scheme: str = ""
    choices: Mapping[str, Label] | None = None
    is_date: bool = False
    flat: bool = False


@cache
def link_parts(record_type: RecordType) -> dict[str, tuple[LinkPart, ...]]:
    return {
        table.fact: tuple(_part(table.model, lookup, flat=table.flat) for lookup in table.shape)
        for table in record_type.model.tables()
        if table.fact not in record_type.schemes
    }


def _part(model: Any, lookup: str, *, flat: bool) -> LinkPart:
    name, _underscores, rest = lookup.partition("__")
    field = model._meta.get_field(name)
    related = field.related_model
    if rest == "slug" and related is Term:
        limits = field.remote_field.limit_choices_to or {}
        return LinkPart(lookup, scheme=limits.get("scheme__slug", ""), flat=flat)
    if rest == "slug" and issubclass(related, Record):
        return LinkPart(lookup, model=related, flat=flat)
    choices = {str(key): label for key, label in field.flatchoices} if not rest else {}
    is_date = not rest and isinstance(field, DateField | PartialDateField)
    return LinkPart(lookup, choices=choices or None, is_date=is_date, flat=flat)


def _entry(parts: Sequence[LinkPart], entry: Any, names: Names) -> str:
    """An entry in one line; empty for one that readers are not shown."""
    values = [entry] if parts[0].flat else list(entry)
    by_name = dict(zip((part.name for part in parts), values, strict=False))
    if by_name.get("shown") is False:
        return ""
    for title, address in (("source__title", "source__url"), ("title", "url")):
        if by_name.get(title):
            by_name.pop(address, None)
    words = (
        _part_words(part, by_name[part.name], names)
        for part in parts
        if part.name in by_name and part.name not in UNTOLD_PARTS and by_name[part.name]
    )
    return " · ".join(filter(None, words))


def _part_words(part: LinkPart, value: Any, names: Names) -> str:
    if part.model is not None:
        return names.get((part.model, "slug", value), "")
    if part.scheme:
        return term_cache().label(part.scheme, value)
    if part.is_date:
        return localize_date(value)
    return str((part.choices or {}).get(str(value)) or " ".join(str(value).split()))


@cache
def keyed_records(record_type: RecordType) -> dict[str, type[Record]]:
    """Columns that name another record, and its model."""
    return {
        column.attname: column.related_model
        for column in record_type.model._meta.concrete_fields
        if column.related_model is not None and issubclass(column.related_model, Record)
    }


def _column(record_type: RecordType, name: str) -> Any:
    columns = record_type.model._meta.concrete_fields
    return next((column for column in columns if name in (column.attname, column.name)), None)


@cache
def _is_many(record_type: RecordType, name: str) -> bool:
    """Whether what came and what went says more than the whole list, twice."""
    if name in link_parts(record_type):
        return True
    declared = record_type.by_name.get(name)
    if name in record_type.schemes:
        columns = declared.imports if declared else ()
        return not columns or columns[0].many
    return bool(declared and any(column.many for column in declared.imports))


@cache
def _is_prose(record_type: RecordType, name: str) -> bool:
    declared = record_type.by_name.get(name)
    is_column = declared is None or declared.storage is Storage.COLUMN
    return is_column and isinstance(_column(record_type, name), TextField)


@cache
def _is_free_text(record_type: RecordType, name: str) -> bool:
    """Whether it is a column of words as people write them, not of codes, dates or choices."""
    declared = record_type.by_name.get(name)
    if declared is None or declared.index is None:
        return False
    return declared.storage is Storage.COLUMN


# Sentences


def fact_sentence(fact: ChangedFact, *, brief: bool = False) -> str:
    """What became of a fact. ``brief``: texts only named, lists cut, nothing about before."""
    if fact.statement:
        return _check_sentence(fact, brief=brief)
    if fact.name == KNOWN_NONE:
        return _known_none_sentence(fact)
    if fact.many:
        return _list_sentence(fact, brief=brief)
    if fact.prose:
        return _prose_sentence(fact, brief=brief)
    return _value_sentence(fact)


def _value_sentence(fact: ChangedFact) -> str:
    old, new = _told_values(fact, fact.before), _told_values(fact, fact.after)
    words = {"label": fact.label, "old": _quoted(old), "new": _quoted(new)}
    if not fact.before:
        recorded = _("“%(label)s” is now recorded: %(new)s.")
        return (recorded if new else _("“%(label)s” is now recorded.")) % words
    if fact.known_none:
        none = _("“%(label)s” is known to be none; it was %(old)s.")
        return (none if old else _("“%(label)s” is known to be none.")) % words
    if not fact.after:
        unknown = _("“%(label)s” is no longer known; it was %(old)s.")
        return (unknown if old else _("“%(label)s” is no longer known.")) % words
    if not new:
        return _("“%(label)s” changed.") % words
    changed = _("“%(label)s” changed from %(old)s to %(new)s.")
    return (changed if old else _("“%(label)s” changed to %(new)s.")) % words


def _told_values(fact: ChangedFact, values: Iterable[str]) -> list[str]:
    """These values without what was taken out of the record since."""
    if fact.removed:
        return []
    if fact.name in PERSON_FACTS:
        values = [value for value in values if value in fact.current]
    return [value for value in values if _holds_nothing_removed(fact, value)]


def _holds_nothing_removed(fact: ChangedFact, text: str) -> bool:
    """Whether all personal data in a text stand in the fact as it is by now."""
    personal = {match.value for match in personal_data(text)}
    if not personal:
        return True
    return personal <= {match.value for match in personal_data("\n".join(fact.current))}


def _check_sentence(fact: ChangedFact, *, brief: bool) -> str:
    statement = fact.label if brief else fact.statement
    if fact.was and not brief:
        return _("%(statement)s (before: %(was)s).") % {"statement": statement, "was": fact.was}
    return _("%(statement)s.") % {"statement": statement}


def _known_none_sentence(fact: ChangedFact) -> str:
    added = [label for label in fact.after if label not in fact.before]
    labels = added or [label for label in fact.before if label not in fact.after]
    words = {"labels": ", ".join(f"“{label}”" for label in labels)}
    if added:
        return _("Known to be none: %(labels)s.") % words
    return _("No longer known to be none: %(labels)s.") % words


def _list_sentence(fact: ChangedFact, *, brief: bool) -> str:
    added = [value for value in fact.after if value not in fact.before]
    removed = [value for value in fact.before if value not in fact.after]
    words = {
        "label": fact.label,
        "added": _joined_entries(fact, added, brief=brief),
        "removed": _joined_entries(fact, removed, brief=brief),
    }
    if added and removed:
        return _("“%(label)s”: %(added)s added, %(removed)s taken away.") % words
    if added:
        return _("Added under “%(label)s”: %(added)s.") % words
    if removed:
        return _("Taken away under “%(label)s”: %(removed)s.") % words
    return _("“%(label)s” was put into another order.") % words


def _prose_sentence(fact: ChangedFact, *, brief: bool) -> str:
    old, new = ((), ()) if brief else _told_passages(fact)
    words = {"label": fact.label, "old": _quoted(old), "new": _quoted(new)}
    if not fact.before:
        added = _("“%(label)s” was added: %(new)s") if new else _("“%(label)s” was added.")
        return added % words
    if not fact.after:
        removed = _("“%(label)s” was taken away. It said: %(old)s")
        return (removed if old else _("“%(label)s” was taken away.")) % words
    if not new:
        return _("“%(label)s” was reworded.") % words
    reworded = _("“%(label)s” was reworded. Now: %(new)s Before: %(old)s")
    return (reworded if old else _("“%(label)s” was reworded. Now: %(new)s")) % words


def _told_passages(fact: ChangedFact) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is told of a text before and after.

    Whole where safety depends on it, without personal data that were taken out. Else what was there
    before is not told, and what came only as it stands there by now.
    """
    old, new, current = map(" ".join, (fact.before, fact.after, fact.current))
    was, now = changed_passages(old, new) if old and new else (old, new)
    if fact.name not in SAFETY_FACTS:
        words = now.removeprefix("… ").removesuffix("…").strip()
        stands = f" {words} " in f" {current} "
        return (), ((now,) if words and stands else ())
    return (
        (was,) if was and _holds_nothing_removed(fact, old) else (),
        (new,) if new and _holds_nothing_removed(fact, new) else (),
    )


def changed_passages(before: str, after: str) -> tuple[str, str]:
    """The passages in which two texts differ, with a few words around them, shortened."""
    old, new = before.split(), after.split()
    shortest = min(len(old), len(new))
    first = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    rest = shortest - first
    last = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    first, last = max(0, first - CONTEXT_WORDS), max(0, last - CONTEXT_WORDS)
    return _passage(old, first, last), _passage(new, first, last)


def _passage(words: Sequence[str], first: int, last: int) -> str:
    text = " ".join(words[first : len(words) - last])
    if len(text) > PASSAGE:
        text, last = text[: PASSAGE - 1].rpartition(" ")[0] or text[: PASSAGE - 1], 1
    return f"{'… ' if first else ''}{text}{' …' if last else ''}"


def _joined_entries(fact: ChangedFact, entries: Sequence[str], *, brief: bool) -> str:
    """Entries of a list; those that are not to be repeated by their number alone."""
    told = _told_values(fact, entries)
    untold = len(entries) - len(told)
    if fact.name not in SAFETY_FACTS:
        told = [one if len(one) <= ENTRY else f"{one[: ENTRY - 1]}…" for one in told]
    number = ngettext("%(number)d entry", "%(number)d entries", untold) % {"number": untold}
    joined = _joined(told, brief=brief) if told else ""
    return ", ".join(filter(None, (joined, number if untold else "")))


def _joined(values: Sequence[str], *, brief: bool) -> str:
    listed = values[:MOST_VALUES] if brief else values
    # The full stop behind an address would become a part of it in many programs.
    shown = [f"“{value}”" if "://" in value else isolate(value) for value in listed]
    if len(values) > len(shown):
        more = len(values) - len(shown)
        shown.append(ngettext("%(number)d more", "%(number)d more", more) % {"number": more})
    return ("; " if any("," in value for value in shown) else ", ").join(shown)


def _quoted(values: Sequence[str]) -> str:
    return ", ".join(f"“{isolate(value)}”" for value in values)

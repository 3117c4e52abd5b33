"""What became of a fact, in a sentence.

What a curator took out of a record is never repeated. Terms, dates, numbers and names of records
that are public are told with what they were; words of persons only as they stand there by now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.presenters.changes.changed_facts import KNOWN_NONE, SAFETY_FACTS, ChangedFact
from catalogue.presenters.changes.link_entries import PART, FactValue
from hub.web.localization import isolate

PASSAGE, CONTEXT_WORDS, ENTRY = 300, 4, 200  # letters, words, letters
MOST_VALUES = 3  # where it is brief


def fact_sentence(fact: ChangedFact, *, brief: bool = False, first: Collection[str] = ()) -> str:
    """``brief``: texts only named, lists cut, nothing about before of dates of checking.

    ``first``: names; entries of a list with one of them stand before all others.
    """
    if fact.statement:
        return _check_sentence(fact, brief=brief)
    if fact.name == KNOWN_NONE:
        return _known_none_sentence(fact)
    if fact.many:
        return _list_sentence(fact, brief=brief, first=frozenset(first))
    if fact.prose:
        return _prose_sentence(fact, brief=brief)
    if fact.title and fact.before and fact.after:
        return _title_sentence(fact)
    return _value_sentence(fact)


# One value


def _title_sentence(fact: ChangedFact) -> str:
    new = _told(fact, fact.after)
    return _("Renamed: it is now called %(new)s.") % {"new": _quoted(new)} if new else _("Renamed.")


def _value_sentence(fact: ChangedFact) -> str:
    old, new = [value.term for value in fact.before if value.term], _told(fact, fact.after)
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


def _told(fact: ChangedFact, values: Iterable[FactValue]) -> list[str]:
    """These values, without the words that do not stand in the record by now."""
    current = {value.text for value in fact.current}
    told = (value.text if value.text in current else value.term for value in values)
    return list(dict.fromkeys(filter(None, told)))


def _check_sentence(fact: ChangedFact, *, brief: bool) -> str:
    statement = fact.label if brief else fact.statement
    if fact.was and not brief:
        return _("%(statement)s (before: %(was)s).") % {"statement": statement, "was": fact.was}
    return _("%(statement)s.") % {"statement": statement}


# Lists


def _known_none_sentence(fact: ChangedFact) -> str:
    added = [value for value in fact.after if value not in fact.before]
    values = added or [value for value in fact.before if value not in fact.after]
    words = {"labels": ", ".join(f"“{value.text}”" for value in values)}
    if added:
        return _("Known to be none: %(labels)s.") % words
    return _("No longer known to be none: %(labels)s.") % words


def _list_sentence(fact: ChangedFact, *, brief: bool, first: frozenset[str]) -> str:
    def is_other(value: FactValue) -> bool:
        return first.isdisjoint(value.text.split(PART))

    added = sorted((value for value in fact.after if value not in fact.before), key=is_other)
    removed = sorted((value for value in fact.before if value not in fact.after), key=is_other)
    words = {
        "label": fact.label,
        "added": _joined_entries(fact, added, brief=brief),
        "removed": _joined_entries(fact, removed, brief=brief),
    }
    if added and removed:
        return _("“%(label)s”: %(added)s added, %(removed)s removed.") % words
    if added:
        return _("Added to “%(label)s”: %(added)s.") % words
    if removed:
        return _("Removed from “%(label)s”: %(removed)s.") % words
    return _("“%(label)s” is in a new order.") % words


def _joined_entries(fact: ChangedFact, entries: Sequence[FactValue], *, brief: bool) -> str:
    """Entries of a list; those that are not to be repeated by their number alone."""
    told = _told(fact, entries)
    untold = sum(not _told(fact, [entry]) for entry in entries)
    if fact.name not in SAFETY_FACTS:
        told = [text if len(text) <= ENTRY else f"{text[: ENTRY - 1]}…" for text in told]
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


# Texts


def _prose_sentence(fact: ChangedFact, *, brief: bool) -> str:
    passage = "" if brief else _told_passage(fact)
    words = {"label": fact.label, "new": _quoted([passage])}
    if not fact.before:
        added = _("“%(label)s” was added: %(new)s") if passage else _("“%(label)s” was added.")
        return added % words
    if not fact.after:
        return _("“%(label)s” was removed.") % words
    reworded = _("“%(label)s” was reworded. Now: %(new)s")
    return (reworded if passage else _("“%(label)s” was reworded.")) % words


def _told_passage(fact: ChangedFact) -> str:
    """What is told of the text after a change: what came, where it stands there by now.

    Whole where safety depends on it, and where that was changed again, as it is by now.
    """
    old, new, current = (
        " ".join(value.text for value in values)
        for values in (fact.before, fact.after, fact.current)
    )
    if fact.name in SAFETY_FACTS:
        return new if _stands(new, current) else current
    passage = changed_passage(old, new) if old and new else new
    words = passage.removeprefix("… ").removesuffix("…").strip()
    return passage if _stands(words, current) else ""


def _stands(words: str, text: str) -> bool:
    return bool(words) and f" {words} " in f" {text} "


def changed_passage(before: str, after: str) -> str:
    """The passage of ``after`` that differs, with a few words around it, shortened."""
    old, new = before.split(), after.split()
    shortest = min(len(old), len(new))
    first = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    rest = shortest - first
    last = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    first, last = max(0, first - CONTEXT_WORDS), max(0, last - CONTEXT_WORDS)
    text = " ".join(new[first : len(new) - last])
    if len(text) > PASSAGE:
        text, last = text[: PASSAGE - 1].rpartition(" ")[0] or text[: PASSAGE - 1], 1
    return f"{'… ' if first else ''}{text}{' …' if last else ''}"

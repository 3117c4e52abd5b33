"""Lines of the change log about any kind of record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalogue.presenters.changes.changed_facts import (
    FACTUAL,
    UNTOLD,
    ChangedFact,
    fact_label,
    read_changed_facts,
)
from catalogue.presenters.changes.fact_sentences import fact_sentence
from catalogue.presenters.changes.news_subjects import (
    NewsSubject,
    read_subjects,
    subject_of_what_is_gone,
)
from hub.records.keyed_rows import KeyedRows
from hub.records.models import Change, Record
from hub.records.registry import record_types
from hub.web.atom_feed import FeedItem, feed_identity
from hub.web.view_models import NewsLine

SENTENCES = {
    Change.What.PUBLISHED: gettext_lazy("Added to the catalogue."),
    Change.What.UPDATED: gettext_lazy("Changed."),
    Change.What.SAFETY: gettext_lazy("Its safeguards, risks or cautions changed."),
    Change.What.ENDED: gettext_lazy("It is no longer in use."),
    Change.What.WITHDRAWN: gettext_lazy("It was removed from this site."),
    Change.What.MERGED: gettext_lazy("Two records of the same thing were merged."),
    Change.What.MOVED: gettext_lazy("Its date or place changed."),
    Change.What.CANCELLED: gettext_lazy("It was cancelled."),
    Change.What.POSTPONED: gettext_lazy("It was postponed."),
    Change.What.RECORDED: gettext_lazy("Recorded here."),
    Change.What.FOLLOW_UP: gettext_lazy("There is news on what came of it."),
}
GRAVE = {
    Change.What.SAFETY,
    Change.What.ENDED,
    Change.What.CANCELLED,
    Change.What.POSTPONED,
}


MAX_SENTENCES = 3  # of a line on a page; a mail tells all
# Whose own sentence says less than those of its facts.
TOLD_BY_FACTS = {Change.What.UPDATED, Change.What.SAFETY}


def news_lines(changes: Iterable[Change], first: Collection[str] = ()) -> tuple[NewsLine, ...]:
    """The lines of a page, in the given order, with what changed in short.

    Each has the name and the address that its record has now. ``first``: names of what somebody
    follows; of many entries those about these are told.
    """
    listed = list(changes)
    subjects, facts = read_subjects(listed), read_changed_facts(listed)
    return tuple(
        _line(change, subjects.get(change.pk), facts.get(change.pk, ()), first) for change in listed
    )


def _line(
    change: Change,
    visible: NewsSubject | None,
    facts: Sequence[ChangedFact],
    first: Collection[str],
) -> NewsLine:
    what = Change.What(change.what)
    subject = visible or subject_of_what_is_gone(change)
    return NewsLine(
        when=change.at.date().isoformat(),
        sentence=" ".join(news_sentences(change, facts, brief=True, first=first)),
        name=subject.name,
        url=subject.url,
        kind=str(what.label),
        language=subject.language,
        grave=what in GRAVE,
    )


def news_sentences(
    change: Change,
    facts: Sequence[ChangedFact],
    *,
    brief: bool = False,
    first: Collection[str] = (),
) -> list[str]:
    """What happened, and what became of each fact. ``brief``: the first of them, in short."""
    what = Change.What(change.what)
    told = [fact_sentence(fact, brief=brief, first=first) for fact in facts] or _unspecified(change)
    if brief and len(told) > MAX_SENTENCES:
        more = len(told) - MAX_SENTENCES
        words = ngettext("%(number)d more fact changed.", "%(number)d more facts changed.", more)
        told = [*told[:MAX_SENTENCES], words % {"number": more}]
    if what in TOLD_BY_FACTS and told:
        return told
    return [str(SENTENCES[what]), *told]


def _unspecified(change: Change) -> list[str]:
    """Of what no revision tells any more: which facts it was."""
    labels = fact_labels(change) if change.what in FACTUAL else []
    if not labels:
        return []
    quoted = ", ".join(f"“{label}”" for label in labels)
    return [_("What changed: %(facts)s.") % {"facts": quoted}]


def news_items(changes: Iterable[Change], first: Collection[str] = ()) -> list[FeedItem]:
    """The same lines in a feed."""
    listed = list(changes)
    return [
        FeedItem(
            title=f"{line.kind}: {line.name}",
            path=line.url or reverse("whats-new"),
            summary=line.sentence,
            updated=change.at,
            published=change.at,
            identity=feed_identity("change", change.pk),
        )
        for change, line in zip(listed, news_lines(listed, first), strict=True)
    ]


def fact_labels(change: Change) -> list[str]:
    """Labels of the changed facts that are told, as the record's own type declares them."""
    record_type = record_types.get(change.kind)
    if record_type is None:
        return []
    told = (name for name in change.facts if name not in UNTOLD)
    labels = (fact_label(record_type, name) for name in told)
    return list(dict.fromkeys(label for label in labels if label))


def record_news(record: Record, limit: int) -> tuple[NewsLine, ...]:
    """The newest public lines about one record."""
    return news_lines(_newest_of(record.kind, limit)([record.pk]))


@cache
def _newest_of(kind: str, limit: int) -> KeyedRows[Change]:
    """The newest public changes of a record of this kind, by its key."""
    changes = Change.objects.visible_to("public").newest_first()
    return KeyedRows(lambda keys: changes.filter(kind=kind, record_id__in=keys)[:limit], at_once=1)

"""Changes in the words of a digest: each is put into words once for a language.

The same changes go to many: what is common to all mails is made once, as facts are now.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import get_template
from django.utils.translation import get_language
from markupsafe import Markup

from catalogue.presenters.changes.changed_facts import ChangedFact, is_dull, read_changed_facts
from catalogue.presenters.changes.news_subjects import (
    NewsSubject,
    read_subjects,
    subject_of_what_is_gone,
)
from catalogue.presenters.news import news_sentences
from hub.digests.matching.change_documents import visible_changes
from hub.digests.matching.news_groups import group_of
from hub.digests.models import News
from hub.records.models import Change, SearchState
from hub.records.seq_cache import SeqCache
from hub.web.localization import format_partial_date
from hub.web.responses import absolute

MAX_CACHED_LINES = 20_000


class LineHead(NamedTuple):
    """A line as it stands in the two forms of a mail, but for what one reader alone is told."""

    html: Markup
    text: str


NO_HEAD = LineHead(Markup(""), "")


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One change in words. ``url`` is absolute, and empty where there is nothing to lead to.

    ``sentences``: what happened, and what became of each fact, each on a line. ``dull``: nothing
    but dates of checking. ``head``: all that everybody is told, in both forms. ``why``: the filters
    that let it through, empty where the mail says so once. ``matched``: by which words, under
    filters that have some.
    """

    change: int
    group: News
    name: str
    sentences: str
    url: str
    at: datetime.datetime
    dull: bool = False
    head: LineHead = NO_HEAD
    why: str = ""
    matched: str = ""
    safety: bool = False

    def in_mail(self, *, head: LineHead, why: str, matched: str, safety: bool) -> DigestLine:
        """The line as one mail has it; ``dataclasses.replace`` takes three times as long."""
        return DigestLine(
            self.change, self.group, self.name, self.sentences, self.url, self.at, self.dull,
            head, why, matched, safety,
        )  # fmt: skip


_line_cache: SeqCache[dict[tuple[str, int], DigestLine | None]] = SeqCache(
    SearchState.version_of_database, max_size=1
)


def digest_lines(
    keys: Iterable[int], ahead: Callable[[], Iterable[int]] = tuple
) -> dict[int, DigestLine]:
    """These changes in words, without those that readers may not hear of now.

    ``ahead``: keys of changes that will be asked for next; they are read in the same queries.
    """
    language, cached = get_language() or "en", _line_cache.get("lines", dict)
    if len(cached) > MAX_CACHED_LINES:
        _line_cache.clear()
        cached = _line_cache.get("lines", dict)
    wanted = list(keys)
    if any((language, key) not in cached for key in wanted):
        missing = [key for key in {*wanted, *ahead()} if (language, key) not in cached]
        # Cached when all are composed: what stops halfway must not pass for "not to be told".
        composed: dict[tuple[str, int], DigestLine | None]
        composed = dict.fromkeys((language, key) for key in missing)
        changes = _read_changes(missing)
        subjects, facts = read_subjects(changes), read_changed_facts(changes)
        for change in changes:
            pk = change.pk
            composed[language, pk] = _line(change, subjects.get(pk), facts.get(pk, ()))
        cached.update(composed)
    return {key: line for key in wanted if (line := cached[language, key]) is not None}


def _read_changes(keys: Sequence[int]) -> list[Change]:
    return visible_changes(Change.objects.visible_to("public").filter(pk__in=keys))


def _line(change: Change, visible: NewsSubject | None, facts: Sequence[ChangedFact]) -> DigestLine:
    subject = visible or subject_of_what_is_gone(change)
    sentences = [one_line(sentence) for sentence in news_sentences(change, facts)]
    return DigestLine(
        change=change.pk,
        group=group_of(change.kind, change.what),
        name=one_line(subject.name),
        sentences="\n".join(sentences),
        url=absolute(subject.url) if subject.url else "",
        at=change.at,
        dull=is_dull(change),
    )


Zone = datetime.tzinfo
_head_cache: SeqCache[dict[tuple[str, int, str, bool], LineHead]] = SeqCache(
    SearchState.version_of_database, max_size=1
)


def line_heads(
    lines: Iterable[DigestLine], zone: Zone, *, brief: bool = False
) -> dict[int, LineHead]:
    """By the key of a change its head, with the day by a calendar; ``brief``: without sentences."""
    language, cached = get_language() or "en", _head_cache.get("heads", dict)
    if len(cached) > MAX_CACHED_LINES:
        _head_cache.clear()
        cached = _head_cache.get("heads", dict)
    heads = {}
    for line in lines:
        key = language, line.change, _day(language, line.at, zone), brief
        if key not in cached:
            cached[key] = _head(line, key[2], brief=brief)
        heads[line.change] = cached[key]
    return heads


def _head(line: DigestLine, when: str, *, brief: bool) -> LineHead:
    sentences = [] if brief else line.sentences.split("\n")
    forms = {"html": Markup("<br>").join(sentences), "txt": "\n".join(sentences)}
    html, text = (
        get_template(f"digests/mails/_line.{form}", using="jinja2")
        .render({"line": line, "when": when, "sentences": words})
        .strip()
        for form, words in forms.items()
    )
    return LineHead(Markup(html), text)  # noqa: S704  # nosec  # rendered by an escaping template


@lru_cache(maxsize=20_000)
def _day(language: str, at: datetime.datetime, zone: Zone) -> str:
    return format_partial_date(language, at.astimezone(zone).date().isoformat())


def one_line(text: str) -> str:
    return " ".join(text.split())

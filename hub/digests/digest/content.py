"""What a digest says, in the words of its reader; HTML and text are laid out from the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup

from catalogue.presenters.changed_facts import ChangedFact, is_dull, read_changed_facts
from catalogue.presenters.news import news_sentences
from hub.digests import change_set_token
from hub.digests.matching.change_documents import visible_changes
from hub.digests.matching.matched_words import MatchedWord, matched_words, word_search
from hub.digests.matching.news_groups import group_of
from hub.digests.models import News, Subscriber
from hub.digests.periods import zone_of
from hub.outbox.models import Mail
from hub.records.models import Change, SearchState
from hub.records.seq_cache import SeqCache
from hub.web.localization import format_partial_date, isolate
from hub.web.responses import absolute

MAX_CACHED_LINES = 20_000
MAX_REASONS, MAX_REASON_LENGTH = 3, 160
FSI, PDI = "\u2068", "\u2069"  # Unicode, UAX 9


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One change in words. ``url`` is absolute, and empty where there is nothing to lead to.

    ``sentences``: what happened, and what became of each fact, each on a line; none where the mail
    would be too large. ``html``: the same. ``dull``: nothing but dates of checking. ``when``: the
    day by the reader's calendar. ``why``: the filters that let it through, empty where the mail
    says so once. ``matched``: by which words, under filters that have some.
    """

    change: int
    group: News
    name: str
    sentences: str
    html: Markup
    url: str
    at: datetime.datetime
    dull: bool = False
    when: str = ""
    why: str = ""
    matched: str = ""
    safety: bool = False

    def in_mail(self, *, when: str, why: str, matched: str, safety: bool) -> DigestLine:
        """The line as one mail has it; ``dataclasses.replace`` takes three times as long."""
        return DigestLine(
            self.change, self.group, self.name, self.sentences, self.html, self.url, self.at,
            self.dull, when, why, matched, safety,
        )  # fmt: skip


class ItemRow(NamedTuple):
    """Of a ``MailItem`` what its line needs: there are millions of them."""

    change_id: int
    subscriptions: list[int]
    safety: bool


FilterRows = Mapping[int, tuple[str, str]]  # key of a subscription -> its title, its query


@dataclass(frozen=True, slots=True)
class DigestSection:
    """Lines of one kind of news, under its name. ``folded``: those of nothing but dates."""

    title: str
    safety: bool
    lines: tuple[DigestLine, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class DigestRemainder:
    """What did not fit: a sentence with its number, and the page with exactly those."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a mail says. ``first`` and ``last`` are ISO dates by the reader's calendar.

    ``why``: the filter, where all lines came by the same.
    """

    total: int
    safety: int
    first: str
    last: str
    lines: tuple[DigestLine, ...]
    manage: str
    leave: str
    why: str = ""

    def sections(self, shown: int, whole: int) -> tuple[DigestSection, ...]:
        """The first lines by kind of news; those of safety are never left out.

        ``whole``: how many of those say what changed.
        """
        groups: dict[tuple[str, bool, bool], list[DigestLine]] = {}
        for place, line in enumerate(self.lines):
            if line.safety or place < shown:
                group = News.SAFETY if line.safety else line.group
                if line.safety and place >= whole:
                    line = replace(line, sentences="", html=Markup(""))
                title = _("Checked again, nothing else changed") if line.dull else str(group.label)
                groups.setdefault((title, line.safety, line.dull), []).append(line)
        return tuple(
            DigestSection(title, safety, tuple(lines), dull)
            for (title, safety, dull), lines in groups.items()
        )

    def rest(self, shown: int) -> tuple[DigestRemainder, ...]:
        """What the first lines leave out."""
        left = [line.change for line in self.lines[shown:] if not line.safety]
        remainders = []
        for code in change_set_token.encode(left):
            number = len(change_set_token.decode(code))
            label = ngettext(
                "%(number)d more change did not fit here: read it on the site",
                "%(number)d more changes did not fit here: read them on the site",
                number,
            ) % {"number": number}
            url = absolute(f"{reverse('changes')}?these={code}")
            remainders.append(DigestRemainder(label, url))
        return tuple(remainders)


def build_digest(mail: Mail, subscriber: Subscriber, *, manage: str, leave: str) -> Digest:
    """What this mail says in the language that is in force.

    Changes that are told no longer, because their record was hidden since, are left out.
    """
    zone = zone_of(subscriber.time_zone)
    with SearchState.held():
        lines, why = _lines(mail, subscriber, zone)
    begin, end = mail.period_start, mail.period_end
    days = [instant.astimezone(zone).date().isoformat() for instant in (begin, end) if instant]
    return Digest(
        total=len(lines),
        safety=sum(line.safety for line in lines),
        first=days[0],
        last=days[-1],
        lines=tuple(lines),
        manage=manage,
        leave=leave,
        why=why,
    )


def _lines(
    mail: Mail, subscriber: Subscriber, zone: datetime.tzinfo
) -> tuple[list[DigestLine], str]:
    """The lines of a mail, dull ones last, and the filter where all came by the same."""
    rows = mail.items.order_by("position").values_list(*ItemRow._fields)
    stored = [ItemRow(*row) for row in rows]
    lines_by_change = digest_lines({item.change_id for item in stored})
    items = [item for item in stored if item.change_id in lines_by_change]
    followed = {
        key: (title, query)
        for key, title, query in subscriber.subscriptions.values_list("pk", "title", "query")
    }
    reasons = _reasons(items, followed)
    told_once = len(set(reasons.values())) == 1
    matched = _matched_words(items, followed)
    language = get_language() or "en"
    lines = []
    for item in items:
        line = lines_by_change[item.change_id]
        lines.append(
            line.in_mail(
                when=format_partial_date(language, line.at.astimezone(zone).date().isoformat()),
                why="" if told_once else reasons[item.change_id],
                matched=matched.get(item.change_id, ""),
                safety=item.safety,
            )
        )
    lines.sort(key=attrgetter("dull"))
    return lines, next(iter(reasons.values())) if told_once else ""


def subject(digest: Digest, *, discreet: bool) -> str:
    """No names of records: it is read on locked screens, over shoulders and in lists of mails."""
    if discreet:
        return _("Your updates")
    numbers = {"number": digest.total, "safety": digest.safety, "site": str(settings.SITE_NAME)}
    if digest.safety:
        words = ngettext(
            "%(number)d change, to safety information: %(site)s",
            "%(number)d changes, %(safety)d to safety information: %(site)s",
            digest.total,
        )
    else:
        words = ngettext(
            "%(number)d change: %(site)s", "%(number)d changes: %(site)s", digest.total
        )
    return words % numbers


def _reasons(items: Iterable[ItemRow], followed: FilterRows) -> dict[int, str]:
    """By the key of a change the filters that let it through, in one line."""
    named: dict[tuple[int, ...], str] = {}
    reasons = {}
    for item in items:
        keys = tuple(item.subscriptions)
        if keys not in named:
            named[keys] = _why([followed[key][0] for key in keys if key in followed])
        reasons[item.change_id] = named[keys]
    return reasons


def _why(titles: Iterable[str]) -> str:
    """The filters by name; of many the first ones, and how many more: nobody reads a hundred."""
    titled = map(_one_line, titles)
    named = list(dict.fromkeys(titled))
    more = len(named) - MAX_REASONS
    reasons = [_shortened(name) for name in named[:MAX_REASONS]]
    if more > 0:
        words = ngettext("%(number)d more filter", "%(number)d more filters", more)
        reasons.append(words % {"number": more})
    return " | ".join(reasons) or _("a filter that you followed")


def _matched_words(items: Iterable[ItemRow], followed: FilterRows) -> dict[int, str]:
    """By the key of a change the words by which it matched filters that have some."""
    with_words = {
        key: search for key, (_title, query) in followed.items() if (search := word_search(query))
    }
    if not with_words:
        return {}
    searches = {
        item.change_id: of_item[:MAX_REASONS]
        for item in items
        if (of_item := [with_words[key] for key in item.subscriptions if key in with_words])
    }
    return {
        change: " ".join(dict.fromkeys(map(_match_sentence, matches)))
        for change, matches in matched_words(searches).items()
    }


MATCH_SENTENCES = {
    "title": gettext_lazy("Matched by %(word)s in its name."),
    "name": gettext_lazy("Matched by %(word)s in another name or an organisation’s."),
    "summary": gettext_lazy("Matched by %(word)s in its summary."),
    "description": gettext_lazy("Matched by %(word)s in its text."),
    "label": gettext_lazy("Matched by the term %(word)s."),
}


def _match_sentence(match: MatchedWord) -> str:
    return str(MATCH_SENTENCES[match.field]) % {"word": f"“{isolate(match.word)}”"}


def _shortened(text: str) -> str:
    """With the isolates closed that were open where it was cut."""
    if len(text) <= MAX_REASON_LENGTH:
        return text
    cut = text[: MAX_REASON_LENGTH - 1]
    return f"{cut}…{PDI * max(0, cut.count(FSI) - cut.count(PDI))}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


# The same changes go to many: each is put into words once for a language, as facts are now.

_line_cache: SeqCache[dict[tuple[str, int], DigestLine | None]] = SeqCache(
    SearchState.current, max_size=1
)


def digest_lines(keys: Iterable[int]) -> dict[int, DigestLine]:
    """These changes in words, without those that readers may not hear of now."""
    language, cached = get_language() or "en", _line_cache.get("lines", dict)
    if len(cached) > MAX_CACHED_LINES:
        _line_cache.clear()
        cached = _line_cache.get("lines", dict)
    wanted = list(keys)
    missing = [key for key in wanted if (language, key) not in cached]
    if missing:
        # Cached when all are composed: what stops halfway must not pass for "not to be told".
        composed: dict[tuple[str, int], DigestLine | None]
        composed = dict.fromkeys((language, key) for key in missing)
        changes = _read_changes(missing)
        facts = read_changed_facts(changes)
        for change in changes:
            composed[language, change.pk] = _line(change, facts.get(change.pk, ()))
        cached.update(composed)
    return {key: line for key in wanted if (line := cached[language, key]) is not None}


def _read_changes(keys: Sequence[int]) -> list[Change]:
    return visible_changes(Change.objects.visible_to("public").filter(pk__in=keys))


def _line(change: Change, facts: Sequence[ChangedFact]) -> DigestLine:
    url = "" if change.is_of_what_is_gone else change.get_absolute_url()
    sentences = [_one_line(sentence) for sentence in news_sentences(change, facts)]
    return DigestLine(
        change=change.pk,
        group=group_of(change.kind, change.what),
        name=_one_line(change.title),
        sentences="\n".join(sentences),
        html=Markup("<br>").join(sentences),
        url=absolute(url) if url else "",
        at=change.at,
        dull=is_dull(change),
    )

"""What a digest says, in the words of its reader; HTML and text are laid out from the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from catalogue.presenters.news import fact_labels, news_line
from hub.digests import change_set_token
from hub.digests.matching.change_documents import visible_changes
from hub.digests.matching.news_groups import group_of
from hub.digests.models import MailItem, News, Subscriber
from hub.digests.periods import zone_of
from hub.outbox.models import Mail
from hub.records.models import Change, SearchState
from hub.records.seq_cache import SeqCache
from hub.web.localization import format_partial_date
from hub.web.responses import absolute

What = Change.What
MAX_CACHED_LINES = 20_000
MAX_REASONS, MAX_REASON_LENGTH = 3, 160
FSI, PDI = "\u2068", "\u2069"  # Unicode, UAX 9
# Kinds of change whose usual sentence does not say which facts changed.
WITH_FACTS = {
    What.SAFETY: gettext_lazy("Safety information changed: %(facts)s."),
    What.MOVED: gettext_lazy("Its date or place changed: %(facts)s."),
}


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One change in words. ``url`` is absolute, and empty where there is nothing to lead to."""

    change: int
    group: News
    name: str
    sentence: str
    url: str
    at: datetime.datetime
    when: str = ""  # the day in words, by the reader's calendar
    why: str = ""  # the filters that let it through
    safety: bool = False


@dataclass(frozen=True, slots=True)
class DigestSection:
    """Lines of one kind of news, under its name."""

    title: str
    safety: bool
    lines: tuple[DigestLine, ...]


@dataclass(frozen=True, slots=True)
class DigestRemainder:
    """What did not fit: a sentence with its number, and the page with exactly those."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a mail says. ``first`` and ``last`` are ISO dates by the reader's calendar."""

    total: int
    safety: int
    first: str
    last: str
    lines: tuple[DigestLine, ...]
    manage: str
    leave: str

    def sections(self, shown: int) -> tuple[DigestSection, ...]:
        """The first lines by kind of news; those of safety are never left out."""
        groups: dict[tuple[bool, str], list[DigestLine]] = {}
        for place, line in enumerate(self.lines):
            if line.safety or place < shown:
                group = News.SAFETY if line.safety else line.group
                groups.setdefault((line.safety, str(group.label)), []).append(line)
        return tuple(
            DigestSection(title, safety, tuple(lines)) for (safety, title), lines in groups.items()
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
    items = list(mail.items.order_by("position"))
    lines_by_change = digest_lines({item.change_id for item in items})
    titles = dict(subscriber.subscriptions.values_list("pk", "title"))
    zone, language = zone_of(subscriber.time_zone), get_language() or "en"
    lines = tuple(
        replace(
            line,
            when=format_partial_date(language, line.at.astimezone(zone).date().isoformat()),
            why=_why(item, titles),
            safety=item.safety,
        )
        for item in items
        if (line := lines_by_change.get(item.change_id)) is not None
    )
    begin, end = mail.period_start, mail.period_end
    days = [instant.astimezone(zone).date().isoformat() for instant in (begin, end) if instant]
    return Digest(
        total=len(lines),
        safety=sum(line.safety for line in lines),
        first=days[0],
        last=days[-1],
        lines=lines,
        manage=manage,
        leave=leave,
    )


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


def _why(item: MailItem, titles: dict[int, str]) -> str:
    """The filters by name; of many the first ones, and how many more: nobody reads a hundred."""
    titled = [_one_line(titles[key]) for key in item.subscriptions if key in titles]
    named = list(dict.fromkeys(titled))
    more = len(named) - MAX_REASONS
    reasons = [_shortened(name) for name in named[:MAX_REASONS]]
    if more > 0:
        words = ngettext("%(number)d more filter", "%(number)d more filters", more)
        reasons.append(words % {"number": more})
    return " | ".join(reasons) or _("a filter that you followed")


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
        cached.update(dict.fromkeys(((language, key) for key in missing), None))
        for change in _read_changes(missing):
            cached[language, change.pk] = _line(change)
    return {key: line for key in wanted if (line := cached[language, key]) is not None}


def _read_changes(keys: Sequence[int]) -> list[Change]:
    return visible_changes(Change.objects.visible_to("public").filter(pk__in=keys))


def _line(change: Change) -> DigestLine:
    news = news_line(change)
    sentence = news.sentence
    labels = fact_labels(change)
    if change.what in WITH_FACTS and labels:
        sentence = str(WITH_FACTS[What(change.what)]) % {"facts": ", ".join(labels)}
    return DigestLine(
        change=change.pk,
        group=group_of(change.kind, change.what),
        name=_one_line(news.name),
        sentence=_one_line(sentence),
        url=absolute(news.url) if news.url else "",
        at=change.at,
    )

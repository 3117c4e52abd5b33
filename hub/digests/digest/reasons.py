"""Why a change is told to a subscriber: the filters that let it through, and by which word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from hub.digests.digest.lines import one_line
from hub.digests.matching.matched_words import MatchedWord, matched_words, word_search
from hub.web.localization import isolate

MAX_REASONS, MAX_REASON_LENGTH = 3, 160
FSI, PDI = "\u2068", "\u2069"  # Unicode, UAX 9


class ItemRow(NamedTuple):
    """Of a ``MailItem`` what its line needs: there are millions of them."""

    change_id: int
    subscriptions: list[int]
    safety: bool


FilterRows = Mapping[int, tuple[str, str]]  # key of a subscription -> its title, its query


def reasons_of(items: Iterable[ItemRow], followed: FilterRows) -> dict[int, str]:
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
    titled = map(one_line, titles)
    named = list(dict.fromkeys(titled))
    more = len(named) - MAX_REASONS
    reasons = [_shortened(name) for name in named[:MAX_REASONS]]
    if more > 0:
        words = ngettext("%(number)d more filter", "%(number)d more filters", more)
        reasons.append(words % {"number": more})
    return " | ".join(reasons) or _("a filter that you followed")


def match_sentences(
    items: Iterable[ItemRow], followed: FilterRows, ahead: Callable[[], Iterable[int]] = tuple
) -> dict[int, str]:
    """By the key of a change the words by which it matched filters that have some.

    ``ahead``: see ``matched_words``.
    """
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
    language = get_language() or "en"
    return {
        change: " ".join(dict.fromkeys(_match_sentence(match, language) for match in matches))
        for change, matches in matched_words(searches, ahead).items()
    }


MATCH_SENTENCES = {
    "title": gettext_lazy("Matched by %(word)s in its name."),
    "name": gettext_lazy("Matched by %(word)s in another name or an organisation’s."),
    "summary": gettext_lazy("Matched by %(word)s in its summary."),
    "description": gettext_lazy("Matched by %(word)s in its text."),
    "label": gettext_lazy("Matched by the term %(word)s."),
}


@lru_cache(maxsize=4096)
def _match_sentence(match: MatchedWord, _language: str) -> str:
    return str(MATCH_SENTENCES[match.field]) % {"word": f"“{isolate(match.word)}”"}


def _shortened(text: str) -> str:
    """With the isolates closed that were open where it was cut."""
    if len(text) <= MAX_REASON_LENGTH:
        return text
    cut = text[: MAX_REASON_LENGTH - 1]
    return f"{cut}…{PDI * max(0, cut.count(FSI) - cut.count(PDI))}"

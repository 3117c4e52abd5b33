"""The names of a scheme's terms: those that name one term, and the words that are said of several.

"Non-profit" is said of international bodies and of local ones: a person must say which is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from hub.vocabulary.cldr_names import language_names
from hub.vocabulary.country_groups import column_names
from hub.vocabulary.country_names import country_spellings
from hub.vocabulary.term_cache import TermCache

COUNTRY, REGION = "country", "region"
# Schemes whose terms have names in the table of names.
NAMED = {COUNTRY: country_spellings, REGION: column_names, "language": language_names}
SLUG, LABEL, OTHER_WORD = range(3)  # ranks of names, the surest first
SAME_WORD = 85  # likeness of "migrant" and "Migrants": a spelling of the label, and no wider word
RankedName = tuple[int, str, str]  # rank, name, slug
Ranks = Mapping[str, Mapping[int, set[str]]]  # by folded name: the slugs of each rank


@dataclass(frozen=True)
class TermNames:
    """``single``: slug by every folded name that one term has. ``shared``: slugs by every word
    that is said of several. ``own``: those that are slugs or labels."""

    single: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: frozenset[str] = frozenset()


def term_names(terms: TermCache, scheme: str) -> TermNames:
    """Made once for as long as no term changes."""
    return terms.derived.get(
        ("imports.term_names", scheme),
        lambda: sort_names(_ranked_names(terms, scheme), has_wider_words=scheme not in NAMED),
    )


def sort_names(ranked: Iterable[RankedName], *, has_wider_words: bool) -> TermNames:
    """A slug goes before a label, and that before another word of another term.

    ``has_wider_words``: whether words of one term may be meant for another that they are a part of;
    those of countries and languages are names.
    """
    ranks: dict[str, dict[int, set[str]]] = {}
    for rank, text, slug in ranked:
        if key := matching_key(text):
            ranks.setdefault(key, {}).setdefault(rank, set()).add(slug)
    wider = _wider_words(ranks) if has_wider_words else {}
    single: dict[str, str] = {}
    shared: dict[str, tuple[str, ...]] = {}
    for key, by_rank in ranks.items():
        slugs = by_rank[min(by_rank)] | wider.get(key, set())
        if len(slugs) == 1:
            single[key] = next(iter(slugs))
        else:
            shared[key] = tuple(sorted(slugs))
    own = frozenset(key for key, by_rank in ranks.items() if min(by_rank) < OTHER_WORD)
    return TermNames(single, shared, own)


def _ranked_names(terms: TermCache, scheme: str) -> Iterator[RankedName]:
    """The names of all terms; those of a retired one lead to its successors.

    Of a split one a person must say which part is meant.
    """
    for entry in terms.schemes[scheme].terms if scheme in terms.schemes else ():
        for current in terms.all_current(entry.key):
            if current.scheme != scheme:
                continue
            yield SLUG, entry.slug, current.slug
            for text in (entry.plain_label, *entry.labels.values()):
                yield LABEL, text, current.slug
            for _language, text in entry.others:
                yield OTHER_WORD, text, current.slug
            if scheme in NAMED:
                for text in NAMED[scheme](entry.slug):
                    yield OTHER_WORD, text, current.slug


def _wider_words(ranks: Ranks) -> dict[str, set[str]]:
    """Slugs of other terms that a word may be meant for, by that word.

    "Agency" is said of a government, and is a part of the label of inter-agency groups;
    "nonprofit" and "non-profit" are one word. A spelling of its term's own label is none of these.
    """
    labels = [
        (key, set(key.split()), slug)
        for key, by_rank in ranks.items()
        for rank in (SLUG, LABEL)
        for slug in by_rank.get(rank, ())
    ]
    spellings: dict[str, set[str]] = {}
    for key, by_rank in ranks.items():
        if min(by_rank) == OTHER_WORD:
            spellings.setdefault(key.replace(" ", ""), set()).update(by_rank[OTHER_WORD])
    wider: dict[str, set[str]] = {}
    for key, by_rank in ranks.items():
        if min(by_rank) == OTHER_WORD:
            own, words = by_rank[OTHER_WORD], set(key.split())
            others = {slug for _label, parts, slug in labels if slug not in own and words < parts}
            if others and any(
                fuzz.ratio(key, label) >= SAME_WORD for label, _parts, slug in labels if slug in own
            ):
                others = set()
            wider[key] = others | spellings[key.replace(" ", "")]
    return wider

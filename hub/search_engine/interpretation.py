"""What phrases of a query mean in the terms of the records ("no internet": works without it).

Rooms register a `Meaning` for phrases that are no words to match. One that limits (``orders``
False) takes the place of its phrase: only records with one of its rows match. One that orders
leaves the words to be searched, and raises the records with its rows. What a text denies
(`negation.py`) becomes one that excludes: records with one of its rows are left out.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hub.records.fields import Label
from hub.records.registry import Registry
from hub.search_engine.analyser import (
    IS_UNSPACED,
    STOP_WORDS,
    WORD,
    fold,
    primary_language,
    stem_phrase,
)
from hub.search_engine.cues import is_everything, is_requirement, may_deny
from hub.search_engine.negation import (
    Denial,
    DenialKind,
    Span,
    denied_with,
    find_denials,
    origin_facets,
)
from hub.search_engine.query_parser import QUOTES
from hub.search_engine.replaced_rows import (
    Replaced,
    read_replaced,
    weighted_today,
    with_successors,
)
from hub.search_engine.snapshot import Snapshot

OTHER_READERS = 0.25  # the weight of a record that is for none of the readers

Phrase = tuple[str, ...]
Labelled = Sequence[tuple[str, str]]  # the (language, text) of a term's labels, its own first


@dataclass(frozen=True, eq=False)
class Meaning:
    """``rows``: ("facet/slug", weight above 0 to 1); a record has the best weight of its rows.

    ``readers``: rows of those whom the words are about, weighted alike; what is for none of them
    has ``other_readers`` of its weight.
    ``label`` completes “Understood as: …”. ``in_danger``: who says it may need help, and not only
    records. ``names``: what is excluded is also what has one of these as a name of its own or of
    its maker. ``denied``: what was denied, as it was typed. ``alone``: words that mean
    it where nothing else is left beside what is denied.
    """

    slug: str
    label: Label
    rows: tuple[tuple[str, float], ...]
    phrases: tuple[str, ...]
    readers: tuple[tuple[str, float], ...] = ()
    orders: bool = False
    excludes: bool = False
    other_readers: float = OTHER_READERS
    in_danger: bool = False
    names: tuple[Phrase, ...] = ()
    denied: str = ""
    alone: tuple[str, ...] = ()

    @property
    def limits(self) -> bool:
        """Whether only records with one of its rows match."""
        return not self.orders and not self.excludes

    @property
    def is_idle(self) -> bool:
        """Whether it leaves nothing out, since these records are not told apart by it."""
        return self.excludes and not self.rows and not self.names

    @property
    def facets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.partition("/")[0] for row, _weight in self.rows))


class _PhraseTable:
    """The meanings by their phrases, of stems; those of unspaced scripts by their letters."""

    def __init__(self, registered: Sequence[Meaning]) -> None:
        self.spaced: dict[Phrase, Meaning] = {}
        self.unspaced: dict[str, Meaning] = {}
        for meaning in registered:
            for text in meaning.phrases:
                if IS_UNSPACED.search(text):
                    self.unspaced[fold(text)] = meaning
                else:
                    self.spaced[stem_phrase(WORD.findall(text.casefold()))] = meaning
        self.first_words = frozenset(phrase[0] for phrase in self.spaced)
        self.longest = max(map(len, self.spaced), default=0)
        self.runs = sorted(self.unspaced, key=len, reverse=True)

    def find(self, text: str) -> Iterator[tuple[Span, Meaning]]:
        words = list(WORD.finditer(text))
        stems = [stem_phrase([word.group().casefold()])[0] for word in words]
        i = 0
        while i < len(words):
            length, meaning = self._longest_at(stems, i)
            if meaning:
                yield (words[i].start(), words[i + length - 1].end()), meaning
            elif IS_UNSPACED.match(words[i].group()):
                yield from self._find_in_run(words[i].group(), words[i].start())
            i += length

    def _longest_at(self, stems: list[str], i: int) -> tuple[int, Meaning | None]:
        if stems[i] in self.first_words:
            for length in range(min(self.longest, len(stems) - i), 0, -1):
                if meaning := self.spaced.get(tuple(stems[i : i + length])):
                    return length, meaning
        return 1, None

    def _find_in_run(self, run: str, start: int) -> Iterator[tuple[Span, Meaning]]:
        """In a script without blanks: the first, longest phrase that the run contains."""
        folded = fold(run)
        for phrase in self.runs:
            place = folded.find(phrase)
            if place >= 0 and len(folded) == len(run):
                yield (start + place, start + place + len(phrase)), self.unspaced[phrase]
                return


class MeaningRegistry(Registry[Meaning]):
    """The registered meanings, and their phrases as they are looked up."""

    def register(self, name: str, entry: Meaning) -> None:
        super().register(name, entry)
        self.__dict__.pop("phrases", None)

    def unregister(self, name: str) -> None:
        super().unregister(name)
        self.__dict__.pop("phrases", None)

    @cached_property
    def phrases(self) -> _PhraseTable:
        return _PhraseTable(tuple(self.values()))


meanings = MeaningRegistry("meanings of phrases")


def _read_today(meaning: Meaning, replaced: Replaced) -> Meaning:
    """A meaning by the vocabulary of now; itself where none of its terms was replaced."""
    if replaced.keys().isdisjoint(row for row, _weight in (*meaning.rows, *meaning.readers)):
        return meaning
    return replace(
        meaning,
        rows=weighted_today(meaning.rows, replaced),
        readers=weighted_today(meaning.readers, replaced),
    )


@dataclass(frozen=True)
class Interpretation:
    """``words``: the text without the phrases that were understood, ``phrases`` these, as they were
    typed; ``meanings`` in the order of the text.

    ``unnamed``: denied phrases that name no term; they are not among the ``words``.
    """

    words: str
    phrases: str = ""
    meanings: tuple[Meaning, ...] = ()
    unnamed: tuple[str, ...] = ()


def is_idle(words: str, meanings: Sequence[Meaning]) -> bool:
    """Whether a text does nothing but deny what tells none of these records apart."""
    return bool(meanings) and not words and all(each.is_idle for each in meanings)


def interpret(text: str, snapshot: Snapshot) -> Interpretation:
    """The meanings of the phrases of a text.

    Quoted words are taken as they are, and so is a phrase whose rows no record has.
    """
    text = unicodedata.normalize("NFC", text)
    found = list(_meanings_in(text))
    replaced = read_replaced() if found or may_deny(text) else {}
    today = {meaning: _read_today(meaning, replaced) for _span, meaning in found}
    spans = [
        (span, today[meaning])
        for span, meaning in found
        if any(snapshot.has_row(row) for row, _weight in today[meaning].rows)
    ]
    limits = [span for span, each in spans if each.limits]
    denials = _denials_in(snapshot, text, limits) if may_deny(text) else []
    if not spans and not denials:
        return Interpretation(" ".join(text.split()))
    for denial in denials:
        spans = [each for each in spans if not _overlap(each[0], denial.span)]
    spans += [
        (each.span, _meaning_of_denial(snapshot, text, each, replaced))
        for each in denials
        if each.kind in (DenialKind.TERM, DenialKind.STATEMENT)
    ]
    if denials:
        taken_by = [*spans, *((each.span, None) for each in denials)]
        spans += _meanings_alone(snapshot, text, taken_by, replaced)
    spans.sort(key=itemgetter(0))
    taken = [_with_requirement(text, span) for span, meaning in spans if not meaning.orders]
    unnamed = [each.span for each in denials if each.kind is DenialKind.UNNAMED]
    lacks = [each.span for each in denials if each.kind is DenialKind.LACK]
    words = _without(text, [*taken, *unnamed, *lacks])
    return Interpretation(
        "" if _says_nothing(words) or (taken and _is_everything(words)) else words,
        " ".join(text[start:end] for start, end in taken),
        tuple(dict.fromkeys(meaning for _span, meaning in spans)),
        tuple(text[start:end] for start, end in unnamed),
    )


def _without(text: str, spans: Sequence[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split())


def _meanings_alone(
    snapshot: Snapshot,
    text: str,
    taken: Sequence[tuple[Span, Meaning | None]],
    replaced: Replaced,
) -> list[tuple[Span, Meaning]]:
    """Of the one word that is left beside what is denied: "free but not from Kenya"."""
    covered = [span for span, _meaning in taken]
    left = [
        match
        for match in WORD.finditer(text)
        if fold(match.group().casefold()) not in STOP_WORDS
        and not any(_overlap(match.span(), span) for span in covered)
        and not snapshot.matcher.is_kind_word(match.group().casefold())
    ]
    if len(left) != 1 or QUOTES.search(text):
        return []
    word = left[0].group().casefold()
    return [
        (left[0].span(), meaning)
        for each in meanings.values()
        if word in each.alone
        for meaning in [_read_today(each, replaced)]
        if any(map(snapshot.has_row, (row for row, _ in meaning.rows)))
    ]


def _with_requirement(text: str, span: Span) -> Span:
    """With the word behind it that only says that it is needed or not: "no login required"."""
    match = WORD.search(text, span[1])
    is_next = match is not None and text[span[1] : match.start()].isspace()
    return (span[0], match.end()) if match and is_next and is_requirement(match.group()) else span


def _is_everything(words: str) -> bool:
    left = [word for word in WORD.findall(words.casefold()) if fold(word) not in STOP_WORDS]
    return all(map(is_everything, left))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _denials_in(snapshot: Snapshot, text: str, limits: Sequence[Span]) -> list[Denial]:
    """What is denied outside of quotation marks, with its place in the text."""
    start, denials = 0, []
    for i, part in enumerate(QUOTES.split(text)):
        if i % 2 == 0:
            inside = [(first - start, last - start) for first, last in limits]
            denials += [
                replace(each, span=(start + each.span[0], start + each.span[1]))
                for each in find_denials(snapshot, part, inside)
            ]
        start += len(part) + 1
    return denials


def _meaning_of_denial(
    snapshot: Snapshot, text: str, denial: Denial, replaced: Replaced
) -> Meaning:
    """What leaves out the records with the denied terms, or asks for what the phrase states."""
    is_stated = denial.kind is DenialKind.STATEMENT
    named_rows = denial.rows if is_stated else _with_others(snapshot, denial.rows, replaced)
    seats = [_row_of_origin(snapshot, row) for row in named_rows] if denial.is_origin else []
    rows = tuple(dict.fromkeys(filter(None, seats))) or named_rows
    labels = [_labels_of(snapshot, row) for row in named_rows]
    sentence: Label = "%(term)s" if is_stated else _("without “%(term)s”")
    if rows != named_rows or (denial.label and denial.is_origin):
        sentence = _("not from “%(term)s”")
    named = text[slice(*denial.named)]
    label = _label_with_term(sentence, () if denial.label else labels, denial.label or named)
    slug = " ".join(("with" if is_stated else "without", *(rows or (str(denial.named),))))
    return Meaning(
        slug,
        label,
        tuple((row, 1.0) for row in rows),
        (),
        excludes=not is_stated,
        names=denial.names,
        denied=named,
    )


def _with_others(snapshot: Snapshot, rows: Sequence[str], replaced: Replaced) -> tuple[str, ...]:
    """With the rows that are denied with these, where records have them."""
    others = [
        current
        for named, with_it in denied_with.items()
        if not set(rows).isdisjoint(with_successors([named], replaced))
        for current in with_successors(with_it, replaced)
    ]
    return tuple(dict.fromkeys((*rows, *filter(snapshot.has_row, others))))


def _row_of_origin(snapshot: Snapshot, row: str) -> str:
    """The row of what comes from a place; empty where the records have no such facet."""
    facet, _slash, slug = row.partition("/")
    origin = origin_facets.get(facet, "")
    return f"{origin}/{slug}" if origin in snapshot.facets else ""


def _labels_of(snapshot: Snapshot, row: str) -> list[tuple[str, str]]:
    return next((each.labels[row] for each in snapshot.segments if row in each.labels), [])


def _label_with_term(sentence: Label, labels: Sequence[Labelled], typed: Label) -> Label:
    """The sentence with the labels of terms in the language that is active when it is shown."""

    def complete() -> str:
        language = primary_language(get_language() or "")
        own = [
            next((text for each, text in texts if each == language), texts[0][1])
            for texts in labels
            if texts
        ]
        return str(sentence) % {"term": ", ".join(dict.fromkeys(own)) or typed}

    return lazy(complete, str)()


def _says_nothing(words: str) -> bool:
    return all(fold(word) in STOP_WORDS for word in WORD.findall(words.casefold()))


def _meanings_in(text: str) -> Iterator[tuple[Span, Meaning]]:
    """The longest phrases with a meaning outside of quotation marks, with their places."""
    start = 0
    for i, part in enumerate(QUOTES.split(text)):
        if i % 2 == 0:
            for (first, last), meaning in meanings.phrases.find(part):
                yield (start + first, start + last), meaning
        start += len(part) + 1

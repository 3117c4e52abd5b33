"""Highlighting: the words of a card that match, its best passage, and why it matches. No HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

import numpy as np

from hub.records.seq_cache import DerivedValues
from hub.search_engine.analyser import (
    IS_UNSPACED,
    WORD,
    fold,
    primary_language,
    stem,
    tokenize,
)
from hub.search_engine.interpretation import Meaning
from hub.search_engine.inverted_index import MAX_ENDING, TermQuery
from hub.search_engine.query_parser import Clause, parse_query
from hub.search_engine.snapshot import Snapshot

PASSAGE_LENGTH = 220  # letters
LEAD_LENGTH = 60  # letters before the first marked word
BLANK = re.compile(r"\s")
ENGLISH = "en"
MOST_LABELS = 200  # queries whose matching labels are kept with a snapshot
# What English texts do not have. Words of a text without it need no folding.
NON_ENGLISH = re.compile("[^\x00-\x7f\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]")


class TextSegment(NamedTuple):
    """A named tuple, because a page makes some hundreds of them."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class MatchReason:
    """The field that matches and the text that does; of a label also the row key of its term.

    ``field``: title, name, maker (the name of an organisation behind it), summary, label or
    description.
    """

    field: str
    text: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Highlight:
    title: list[TextSegment]
    passage: list[TextSegment]
    why: MatchReason | None
    also: MatchReason | None = None  # a name with words that the title does not have


Spans = list[tuple[int, int]]  # start and end of what is marked


class Highlighter:
    """For the cards of one result; ``words`` is the text that was searched, ``meanings`` what
    phrases beside it were understood as.

    ``unfinished``: whether the last word may be the beginning of one. A record that has it whole
    was found by that, so its other words are not marked.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        words: str,
        meanings: Sequence[Meaning] = (),
        *,
        unfinished: bool = True,
    ) -> None:
        self.snapshot, self.words, self.meanings = snapshot, words, meanings
        clauses = parse_query(words, snapshot.matcher)
        self._last = clauses[-1] if clauses and unfinished and clauses[-1].beginning else None
        queries = [query for clause in clauses for query in clause.term_queries()]
        if self._last is not None and self._last.beginning is not None:
            queries.append(self._last.beginning)
        terms = [query for query in queries if len(query.tokens) == 1]
        self.tokens = {query.tokens[0] for query in terms if not query.prefix}
        self.prefixes = tuple(query.tokens[0] for query in terms if query.prefix)
        self.phrases = [query for query in queries if len(query.tokens) > 1]
        self.initials = {token.partition(":")[2][:1] or token[:1] for token in self.tokens}
        self._word_matches: dict[tuple[str, str], bool] = {}
        self._candidates = _words_with_initial(self.initials | {p[:1] for p in self.prefixes})
        self.typed = _typed_tokens(clauses)
        self.row_labels = self._labels_of_meanings(meanings) | self._kept_labels(clauses)

    def _has_last_word(self, pk: int) -> bool:
        """Whether the last word, if it may be unfinished, is in a record as it is."""
        location = self.snapshot.locate(pk) if self._last else None
        if location is None or self._last is None:
            return False
        number, position = location
        docs = self.snapshot.matcher.match_clause(self._last)[number].docs
        index = int(np.searchsorted(docs, position))
        return index < len(docs) and int(docs[index]) == position

    @cached_property
    def _finished(self) -> "Highlighter":
        return Highlighter(self.snapshot, self.words, self.meanings, unfinished=False)

    def mark(self, text: str, language: str = "") -> list[TextSegment]:
        """The whole text in segments; concatenated they are the text again, letter for letter."""
        return _split(text, self._spans(text, language))

    def card(
        self,
        pk: int,
        title: str,
        summary: str,
        description: str,
        names: Sequence[str] = (),
        language: str = "",
        makers: Sequence[str] = (),
    ) -> Highlight:
        """Title and best passage marked: the summary if it matches, else the description."""
        if self._has_last_word(pk):
            return self._finished.card(pk, title, summary, description, names, language, makers)
        in_title = self._spans(title, language)
        in_summary, in_description = self._spans(summary, language), []
        if not in_summary:
            in_description = self._spans(description, language)
        if in_description:
            passage = _cut_passage(description, in_description)
        else:
            passage = _cut_passage(summary or description, in_summary)
        name = self._name_match("name", names, language)
        name = name or self._name_match("maker", makers, language)
        return Highlight(
            title=_split(title, in_title),
            passage=passage,
            also=name if in_title and name and self._adds_words(name.text, title) else None,
            why=_first_match("title", title, in_title)
            or name
            or _first_match("summary", summary, in_summary)
            or self._label_match(pk)
            or _first_match("description", description, in_description),
        )

    def _name_match(self, field: str, names: Sequence[str], language: str) -> MatchReason | None:
        return next((MatchReason(field, n) for n in names if self._spans(n, language)), None)

    def _adds_words(self, name: str, title: str) -> bool:
        """Whether a name has words of the query that the title does not have."""
        return bool(self._typed_in(name, "") - self._typed_in(title, ""))

    def _typed_in(self, text: str, language: str) -> set[int]:
        """Which of the typed words, by number, are in a text of that language."""
        language = primary_language(language)
        tokens = {fold(word) for word in tokenize(text)}
        tokens.update(
            token for word in WORD.findall(text) for token in stem(word, language or None)
        )
        return {i for i, typed in enumerate(self.typed) if not typed.isdisjoint(tokens)}

    def _label_match(self, pk: int) -> MatchReason | None:
        if not self.row_labels:
            return None
        keys = self.snapshot.rows_of(pk)
        key = next((key for key in self.row_labels if key in keys), None)
        return MatchReason("label", self.row_labels[key], key) if key else None

    def _kept_labels(self, clauses: Sequence[Clause]) -> dict[str, str]:
        """As ``_match_labels``, once for a snapshot and these words: the next page and the next
        filter have the same, and it is a sixth of a list page. At most 40 kB each.
        """
        kept = self.snapshot.derived.get("row_labels", partial(DerivedValues, MOST_LABELS))
        key = self.words, self._last is not None
        return kept.get(key, partial(self._match_labels, clauses))

    def _match_labels(self, clauses: Sequence[Clause]) -> dict[str, str]:
        """The terms with a label that matches: row key and that label, most typed words first."""
        row_labels: dict[str, tuple[int, str]] = {}
        for segment in self.snapshot.segments:
            for clause in clauses:
                queries = clause.term_queries()
                if clause is self._last and clause.beginning is not None:
                    queries.append(clause.beginning)
                matches = segment.label_text.match_each(queries)
                keys = (sorted(map(segment.rows.keys.__getitem__, p.docs)) for p in matches)
                for key in chain.from_iterable(keys):
                    if key not in row_labels:
                        row_labels[key] = self._matching_label(segment.labels[key])
        ranked = sorted(row_labels.items(), key=lambda item: -item[1][0])
        return {key: text for key, (_count, text) in ranked if text}

    def _matching_label(self, labels: Sequence[tuple[str, str]]) -> tuple[int, str]:
        """How many typed words the label has, and the label: that with most of them.

        English before other languages, and where only synonyms match: a reader who did not type
        Arabic is not answered in Arabic.
        """
        if not any(self._spans(text, language) for language, text in labels):
            return 0, ""
        counts = [len(self._typed_in(text, language)) for language, text in labels]
        best = max(counts)
        fitting = [
            label
            for label, count in zip(labels, counts, strict=True)
            if count == best and (count or label[0] == ENGLISH)
        ]
        english = [text for language, text in fitting if language == ENGLISH]
        return best, next(iter([*english, *(text for _language, text in fitting)]), "")

    def _labels_of_meanings(self, meanings: Sequence[Meaning]) -> dict[str, str]:
        """The rows of limits with the label of their terms in the language of the page."""
        rows = [row for each in meanings if each.limits for row, _weight in each.rows]
        labels: dict[str, str] = {}
        for segment in self.snapshot.segments:
            for row in rows:
                if own := segment.labels.get(row):
                    labels.setdefault(row, own[0][1])
        return labels

    def _spans(self, text: str, language: str) -> Spans:
        """The spans of matching words; neighbours with only a blank between are one span."""
        language = primary_language(language)
        if not NON_ENGLISH.search(text):
            return self._english_spans(text, language)
        words = list(WORD.finditer(text))
        spans: Spans = []
        for word in words:
            if IS_UNSPACED.match(word.group()):
                spans += self._run_spans(word.start(), fold(word.group()), len(word.group()))
            elif self._matches(word.group(), language):
                spans.append(word.span())
        return _merge(spans + self._phrase_spans(words), text)

    def _english_spans(self, text: str, language: str) -> Spans:
        """The same for an English text, six times as fast: only words with a token's initial."""
        spans = [
            word.span()
            for word in self._candidates.finditer(text)
            if self._matches(word.group(), language)
        ]
        lower = text.lower()
        if any(all(token in lower for token in phrase.tokens) for phrase in self.phrases):
            spans += self._phrase_spans(list(WORD.finditer(text)))
        return _merge(spans, text)

    def _matches(self, word: str, language: str) -> bool:
        key = word, language
        if key not in self._word_matches:
            folded = fold(word)
            self._word_matches[key] = bool(folded) and (
                folded in self.tokens
                or folded.startswith(self.prefixes or ("\x00",))
                or self._stem_matches(word, folded, language)
            )
        return self._word_matches[key]

    def _stem_matches(self, word: str, folded: str, language: str) -> bool:
        """Stemming is the most expensive step; only in Arabic does it change a word's initial."""
        if folded[0] not in self.initials and not "\u0600" <= folded[0] < "\u0780":
            return False
        return not self.tokens.isdisjoint(stem(word, language))

    def _run_spans(self, start: int, run: str, length: int) -> Spans:
        """In a script without blanks: the bigrams, or the one letter, of the query."""
        if len(run) != length:  # folding changed the number of letters: spans would not fit
            return []
        tokens = self.tokens | {token for phrase in self.phrases for token in phrase.tokens}
        bigrams = [
            (start + i, start + i + 2) for i in range(length - 1) if run[i : i + 2] in tokens
        ]
        letters = {prefix for prefix in self.prefixes if len(prefix) == 1}
        return bigrams + [(start + i, start + i + 1) for i in range(length) if run[i] in letters]

    def _phrase_spans(self, words: list[re.Match[str]]) -> Spans:
        if not self.phrases:
            return []
        folded = [fold(word.group()) for word in words]
        spans = []
        for phrase in self.phrases:
            length = len(phrase.tokens)
            for i in range(len(folded) - length + 1):
                if folded[i] == phrase.tokens[0] and _is_phrase(folded[i : i + length], phrase):
                    spans.append((words[i].start(), words[i + length - 1].end()))
        return spans


def _typed_tokens(clauses: Sequence[Clause]) -> list[frozenset[str]]:
    """For each word of the query its forms; of a script without blanks each bigram is a word."""
    words = [word for clause in clauses for word in clause.words]
    return [
        frozenset((fold(token), *stem(token)))
        for word in dict.fromkeys(words)
        for token in tokenize(word)
    ]


def _words_with_initial(initials: set[str]) -> re.Pattern[str]:
    """Whole ASCII words that begin with one of these letters, in either case."""
    ascii_initials = {letter for letter in initials if letter.isascii() and letter.isalnum()}
    letters = "".join(sorted(ascii_initials | {letter.upper() for letter in ascii_initials}))
    if not letters:
        return re.compile(r"(?!)")  # matches nothing
    # The letter first, the lookbehind after it: so the search skips to such letters at once.
    rest = r"(?:[A-Za-z0-9]+|(?:(?<!\d)\.[A-Za-z](?![A-Za-z0-9]))*)"
    return re.compile(f"[{letters}](?<![A-Za-z0-9][{letters}]){rest}")


def _is_phrase(words: list[str], phrase: TermQuery) -> bool:
    """Whether these folded words, as many as the phrase has, are the phrase."""
    if tuple(words[:-1]) != phrase.tokens[:-1]:
        return False
    last = phrase.tokens[-1]
    if phrase.prefix:
        return words[-1].startswith(last) and len(words[-1]) <= len(last) + MAX_ENDING
    return words[-1] == last


def _merge(spans: Spans, text: str) -> Spans:
    """Sorted; those that overlap, or have only blanks between them, as one."""
    merged: Spans = []
    for start, end in sorted(spans):
        if merged and (start <= merged[-1][1] or text[merged[-1][1] : start].isspace()):
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _split(text: str, spans: Spans) -> list[TextSegment]:
    segments, last = [], 0
    for start, end in spans:
        if start > last:
            segments.append(TextSegment(text[last:start], False))
        segments.append(TextSegment(text[start:end], True))
        last = end
    if last < len(text):
        segments.append(TextSegment(text[last:], False))
    return segments


def _cut_passage(text: str, spans: Spans) -> list[TextSegment]:
    """About 220 letters where most is marked, cut at blanks, an ellipsis where text is left out."""
    if len(text) <= PASSAGE_LENGTH:
        return _split(text, spans)

    def count_inside(first: int) -> int:
        return sum(first <= s and e <= first + PASSAGE_LENGTH for s, e in spans)

    starts = [max(0, start - LEAD_LENGTH) for start, _end in spans] or [0]
    first = max(starts, key=lambda first: (count_inside(first), -first))
    first = min(first, len(text) - PASSAGE_LENGTH)
    start = _next_blank(text, first, first + 20) if first else 0
    last = start + PASSAGE_LENGTH
    end = _next_blank(text, last, last + 20) if last < len(text) else len(text)
    inside = [
        (max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and e > start
    ]
    segments = _split(text[start:end].rstrip(), [span for span in inside if span[0] < span[1]])
    before = [TextSegment("… ", False)] if start else []
    return [*before, *segments, *([TextSegment(" …", False)] if end < len(text) else [])]


def _next_blank(text: str, first: int, last: int) -> int:
    """After the next blank from ``first``, if there is one before ``last``; else ``first``."""
    blank = BLANK.search(text, first, min(last, len(text)))
    return blank.end() if blank else min(first, len(text))


def _first_match(field: str, text: str, spans: Spans) -> MatchReason | None:
    return MatchReason(field, text[spans[0][0] : spans[0][1]]) if spans else None

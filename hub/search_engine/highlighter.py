"""Which words of a card matched, its best passage, and why it was found. Never HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from hub.search_engine.analyser import IS_UNSPACED, WORD, primary, stems, surface
from hub.search_engine.inverted_index import TermMatch
from hub.search_engine.query_parser import Clause, parse_query
from hub.search_engine.snapshot import Snapshot

PASSAGE = 220  # letters
LEAD = 60  # letters kept before the first marked word
BLANK = re.compile(r"\s")
# Letters and signs other than those of plain English texts: no word of the others needs folding.
UNUSUAL = re.compile("[^\x00-\x7f\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]")


class TextSegment(NamedTuple):
    """A tuple, because a page makes some hundreds of them."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class MatchReason:
    """Where it was found, and what was found there; of a label also its term's row key."""

    field: str
    text: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Highlight:
    title: list[TextSegment]
    passage: list[TextSegment]
    why: MatchReason | None


Spans = list[tuple[int, int]]


class Highlighter:
    """For the cards of one answer: give it the words really searched."""

    def __init__(self, snapshot: Snapshot, words: str) -> None:
        self.snapshot = snapshot
        clauses = parse_query(words, snapshot.matcher.knows)
        ways = [way for clause in clauses for way in _ways(clause)]
        self.tokens = {way.tokens[0] for way in ways if len(way.tokens) == 1 and not way.prefix}
        self.beginnings = tuple(
            way.tokens[0] for way in ways if len(way.tokens) == 1 and way.prefix
        )
        self.phrases = [way for way in ways if len(way.tokens) > 1]
        self.initials = {token.partition(":")[2][:1] or token[:1] for token in self.tokens}
        self._known: dict[tuple[str, str], bool] = {}
        self._candidates = _beginning_with(self.initials | {b[:1] for b in self.beginnings})
        self.rows = self._rows(clauses)

    def mark(self, text: str, language: str = "") -> list[TextSegment]:
        """The whole text in segments; joined they are the text again, letter for letter."""
        return _segments(text, self._spans(text, language))

    def card(
        self,
        pk: int,
        title: str,
        summary: str,
        description: str,
        names: Sequence[str] = (),
        language: str = "",
    ) -> Highlight:
        """Title and best passage marked: the summary if it holds a match, else the description."""
        in_title = self._spans(title, language)
        in_summary, in_description = self._spans(summary, language), []
        if not in_summary:
            in_description = self._spans(description, language)
        chosen = (
            (description, in_description)
            if in_description
            else (summary or description, in_summary)
        )
        return Highlight(
            title=_segments(title, in_title),
            passage=_passage(*chosen),
            why=_first("title", title, in_title)
            or self._name(names, language)
            or _first("summary", summary, in_summary)
            or self._label(pk)
            or _first("description", description, in_description),
        )

    def _name(self, names: Sequence[str], language: str) -> MatchReason | None:
        return next((MatchReason("name", n) for n in names if self._spans(n, language)), None)

    def _label(self, pk: int) -> MatchReason | None:
        if not self.rows:
            return None
        held = self.snapshot.rows_of(pk)
        row = next((row for row in self.rows if row in held), None)
        return MatchReason("label", self.rows[row], row) if row else None

    def _rows(self, clauses: Sequence[Clause]) -> dict[str, str]:
        """The terms that are called what was searched: row key and the label that says so."""
        rows: dict[str, str] = {}
        for segment in self.snapshot.segments:
            for clause in clauses:
                hits = segment.label_text.find_each(_ways(clause))
                keys = (sorted(map(segment.rows.keys.__getitem__, found.docs)) for found in hits)
                for key in chain.from_iterable(keys):
                    if key not in rows:
                        rows[key] = self._saying(segment.labels[key])
        return {key: text for key, text in rows.items() if text}

    def _saying(self, labels: Sequence[tuple[str, str]]) -> str:
        return next((text for language, text in labels if self._spans(text, language)), "")

    def _spans(self, text: str, language: str) -> Spans:
        """Where words of the query stand; neighbours with only a blank between are one."""
        language = primary(language)
        if not UNUSUAL.search(text):
            return self._plain_spans(text, language)
        words = list(WORD.finditer(text))
        marked: Spans = []
        for word in words:
            if IS_UNSPACED.match(word.group()):
                marked += self._in_run(word.start(), surface(word.group()), len(word.group()))
            elif self._matches(word.group(), language):
                marked.append(word.span())
        return _joined(marked + self._phrase_spans(words), text)

    def _plain_spans(self, text: str, language: str) -> Spans:
        """The same in plain letters, six times as fast: few words begin as one looked for does."""
        marked = [
            word.span()
            for word in self._candidates.finditer(text)
            if self._matches(word.group(), language)
        ]
        lower = text.lower()
        if any(all(token in lower for token in way.tokens) for way in self.phrases):
            marked += self._phrase_spans(list(WORD.finditer(text)))
        return _joined(marked, text)

    def _matches(self, word: str, language: str) -> bool:
        key = word, language
        if key not in self._known:
            folded = surface(word)
            self._known[key] = bool(folded) and (
                folded in self.tokens
                or folded.startswith(self.beginnings or ("\x00",))
                or self._shares_stem(word, folded, language)
            )
        return self._known[key]

    def _shares_stem(self, word: str, folded: str, language: str) -> bool:
        """Stemming costs most of all here; only in Arabic does it change a word's first letter."""
        if folded[0] not in self.initials and not "\u0600" <= folded[0] < "\u0780":
            return False
        return not self.tokens.isdisjoint(stems(word, language))

    def _in_run(self, start: int, run: str, length: int) -> Spans:
        """In a script without blanks: the pairs (or the one letter) looked for."""
        if len(run) != length:  # folding changed the number of letters: places would not fit
            return []
        pairs = self.tokens | {token for way in self.phrases for token in way.tokens}
        found = [(start + i, start + i + 2) for i in range(length - 1) if run[i : i + 2] in pairs]
        single = [b for b in self.beginnings if len(b) == 1]
        return found + [
            (start + i, start + i + 1) for b in single for i in range(length) if run[i] == b
        ]

    def _phrase_spans(self, words: list[re.Match[str]]) -> Spans:
        if not self.phrases:
            return []
        folded = [surface(word.group()) for word in words]
        spans = []
        for way in self.phrases:
            for i in range(len(folded) - len(way.tokens) + 1):
                if folded[i] == way.tokens[0] and _follows(folded[i : i + len(way.tokens)], way):
                    spans.append((words[i].start(), words[i + len(way.tokens) - 1].end()))
        return spans


def _beginning_with(initials: set[str]) -> re.Pattern[str]:
    """Whole words of plain letters that begin with one of these, in either case."""
    plain = {letter for letter in initials if letter.isascii() and letter.isalnum()}
    some = "".join(sorted(plain | {letter.upper() for letter in plain}))
    if not some:
        return re.compile(r"(?!)")  # nothing
    # The letter before what stands before it: so the search skips to such letters at once.
    return re.compile(f"[{some}](?<![A-Za-z0-9][{some}])[A-Za-z0-9]*")


def _ways(clause: Clause) -> list[TermMatch]:
    return [*clause.ways, *(way for each in clause.or_all for way in _ways(each))]


def _follows(here: list[str], way: TermMatch) -> bool:
    if tuple(here[:-1]) != way.tokens[:-1]:
        return False
    return here[-1].startswith(way.tokens[-1]) if way.prefix else here[-1] == way.tokens[-1]


def _joined(spans: Spans, text: str) -> Spans:
    joined: Spans = []
    for start, end in sorted(spans):
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _segments(text: str, spans: Spans) -> list[TextSegment]:
    segments, at = [], 0
    for start, end in spans:
        if start > at:
            segments.append(TextSegment(text[at:start], False))
        segments.append(TextSegment(text[start:end], True))
        at = end
    if at < len(text):
        segments.append(TextSegment(text[at:], False))
    return segments


def _passage(text: str, spans: Spans) -> list[TextSegment]:
    """About 220 letters where most is marked, cut at blanks, an ellipsis where text is left out."""
    if len(text) <= PASSAGE:
        return _segments(text, spans)
    starts = [max(0, start - LEAD) for start, _end in spans] or [0]
    first = max(starts, key=lambda at: (sum(at <= s and e <= at + PASSAGE for s, e in spans), -at))
    first = min(first, len(text) - PASSAGE)
    start = _cut(text, first, first + 20) if first else 0
    last = start + PASSAGE
    end = _cut(text, last, last + 20) if last < len(text) else len(text)
    inside = [
        (max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and e > start
    ]
    segments = _segments(text[start:end].rstrip(), [span for span in inside if span[0] < span[1]])
    before = [TextSegment("… ", False)] if start else []
    return [*before, *segments, *([TextSegment(" …", False)] if end < len(text) else [])]


def _cut(text: str, at: int, latest: int) -> int:
    """After the next blank, if one is near; else right here."""
    blank = BLANK.search(text, at, min(latest, len(text)))
    return blank.end() if blank else min(at, len(text))


def _first(field: str, text: str, spans: Spans) -> MatchReason | None:
    return MatchReason(field, text[spans[0][0] : spans[0][1]]) if spans else None

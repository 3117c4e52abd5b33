"""What a query denies: "no facial recognition", "sans GPS", "not in English".

A denied word must not find what has it. Where it names a term, the records that are known to have
the term are left out; those of which it is not known stay. Where it names none, nothing says which
records are without it: see `Denial`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice

from hub.records.fields import Label
from hub.records.registry import Registry
from hub.search_engine.analyser import IS_UNSPACED, STOP_WORDS, WORD, fold, stem_phrase
from hub.search_engine.cues import cues
from hub.search_engine.named_rows import NamedRows, makers, name_tokens, named_rows
from hub.search_engine.query_parser import HYPHEN, find_synonyms
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.word_list import is_dictionary_word

LONGEST_LABEL = 6  # words
MAX_WORDS = 40  # of a text that are looked at
MAX_FILLERS = 4  # between what denies and what is denied: "not made in the"
SHORTEST_RUN = 2  # letters of a label in a script without blanks
# Between two words of one phrase there is nothing else: no comma, and no hyphen after what denies.
GAP = re.compile(r"[\s'’ʼ]*")

Phrase = tuple[str, ...]
Span = tuple[int, int]


# The facets whose terms are what records work against: who types "no child labour" asks for these.
opposed_facets: Registry[bool] = Registry("facets of what records are against")


# Where what comes from a place is recorded in another facet than what is used there, by that facet.
origin_facets: Registry[str] = Registry("facets of origin")
# Of a row those that are denied with it, though no label says so: who denies biometrics, and finds
# them called so "but for the face", denies the face too.
denied_with: Registry[tuple[str, ...]] = Registry("rows denied with another")


class DenialKind(Enum):
    TERM = "term"  # it names terms: records with one of their rows are left out
    STATEMENT = "statement"  # it is a label itself ("no login"): records are asked to have its rows
    LACK = "lack"  # of the reader ("I have no lawyer"): its span is that of "no"
    UNNAMED = "unnamed"  # it names no term


@dataclass(frozen=True)
class Denial:
    """A denied phrase at ``span`` of the text; what is denied in it is at ``named``.

    ``rows``: those of the terms that it names; none where no record has them. ``is_origin``: it
    says where something comes from ("not from Kenya"). ``names``: of a denied body, those that
    records have as a name of their own or of their maker; ``label``: what the body is called.
    """

    span: Span
    named: Span
    rows: tuple[str, ...] = ()
    kind: DenialKind = DenialKind.TERM
    is_origin: bool = False
    names: tuple[Phrase, ...] = ()
    label: Label = ""


def find_denials(snapshot: Snapshot, text: str, limits: Sequence[Span] = ()) -> list[Denial]:
    """The denied phrases of a text without quotation marks, in its order.

    ``limits``: what was understood already; "without internet or GPS" denies GPS as well.
    """
    return list(_Finder(snapshot, text, limits).find())


class _Finder:
    def __init__(self, snapshot: Snapshot, text: str, limits: Sequence[Span]) -> None:
        self.snapshot, self.text, self.limits, self.lists = snapshot, text, limits, cues()
        self.matches = list(islice(WORD.finditer(text), MAX_WORDS))
        self.words = [fold(match.group().casefold()) for match in self.matches]

    def find(self) -> Iterator[Denial]:
        i = 0
        while i < len(self.words):
            denial, i = self._step(i)
            while denial:
                yield denial
                i = self._word_behind(denial.span[1], i)
                denial = self._continued(i)

    def _step(self, i: int) -> tuple[Denial | None, int]:
        """What begins at a word, if it denies, and the number of the word to go on with."""
        if end := self._limit_end(i):
            denies = any(map(self._cue_length, range(i, end)))
            return (self._continued(end) if denies else None), end
        if IS_UNSPACED.match(self.words[i]):
            return self._in_run(i), i + 1
        length = self._cue_length(i)
        if denial := self._before(i):
            return denial, len(self.words)
        return (self._denied_at(i, i + length) if length else None), i + 1

    def _before(self, i: int) -> Denial | None:
        """What the last words of the text deny of those before them: "tools police do not use"."""
        is_trailing = tuple(self.words[i:]) in self.lists.trailing
        if not is_trailing or self.matches[-1].group().isupper():
            return None
        for first in range(max(0, i - LONGEST_LABEL), i):
            if not self._is_run(first, len(self.words)) or self._limit_end(first):
                continue
            if rows := self._rows_of(first, i):
                return Denial(self._span(first, len(self.words)), self._span(first, i), rows)
        return None

    def _limit_end(self, i: int) -> int:
        """The number of the word behind the limit that a word is part of; 0 where it is of none."""
        start = self.matches[i].start()
        end = next((last for first, last in self.limits if first <= start < last), 0)
        return self._word_behind(end, i) if end else 0

    def _word_behind(self, place: int, i: int) -> int:
        while i < len(self.matches) and self.matches[i].start() < place:
            i += 1
        return i

    def _cue_length(self, i: int) -> int:
        """Of the longest cue from a word on; 0 where there is none, or it denies nothing."""
        lists, words = self.lists, self.words
        if words[i] not in lists.first_words or (i and self._is_joined(i)):
            return 0
        for length in range(min(lists.longest, len(words) - i - 1), 0, -1):
            if tuple(words[i : i + length]) in lists.cues and self._is_run(i, i + length + 1):
                break
        else:
            return 0
        ahead = (tuple(words[i : i + count]) for count in (2, 3))
        return 0 if any(each in lists.affirmed for each in ahead) else length

    def _is_joined(self, i: int) -> bool:
        """Whether a hyphen joins a word to the one before."""
        return bool(HYPHEN.fullmatch(self.text, self.matches[i - 1].end(), self.matches[i].start()))

    def _is_run(self, first: int, last: int) -> bool:
        """Whether only blanks and apostrophes stand between these words."""
        pairs = zip(self.matches[first : last - 1], self.matches[first + 1 : last], strict=True)
        return all(GAP.fullmatch(self.text[a.end() : b.start()]) for a, b in pairs)

    def _continued(self, i: int) -> Denial | None:
        """What "or", "nor" and the like go on denying, if it names a term."""
        if i + 1 >= len(self.words) or self.words[i] not in self.lists.either:
            return None
        return self._term_at(i, i + 1)

    def _denied_at(self, first: int, start: int) -> Denial | None:
        """What the cue from word ``first`` up to ``start`` denies."""
        if first and self.words[first - 1] in self.lists.lacking.get(self.words[first], ()):
            span = self._span(first, start)
            return Denial(span, span, kind=DenialKind.LACK)
        denial = self._denial_at(first, start)
        if denial and self.words[first] in self.lists.of_places and not _is_of_places(denial):
            return None
        return denial and self._with_conjunction(first, denial)

    def _denial_at(self, first: int, start: int) -> Denial | None:
        return (
            self._stated_at(first, start)
            or self._lack_at(first, start)
            or self._nationality_at(first, start)
            or self._term_at(first, start)
            or self._unknown_at(first, start)
        )

    def _with_conjunction(self, first: int, denial: Denial) -> Denial:
        """From the "but" before it on: "gratis pero no de Kenia" asks nothing of Peru."""
        if not first or self.words[first - 1] not in self.lists.conjunctions:
            return denial
        if self._limit_end(first - 1) or denial.kind is DenialKind.LACK:
            return denial
        return replace(denial, span=(self.matches[first - 1].start(), denial.span[1]))

    def _nationality_at(self, first: int, start: int) -> Denial | None:
        """Where something comes from: "not Chinese", which is no language as "not in Chinese"."""
        label = self.lists.nationalities.get(self.words[start])
        rows = self._rows_of_phrase(label) if label else ()
        if not rows or self._is_called_so(first, start + 1):
            return None
        named = self._span(start, start + 1)
        return Denial(self._span(first, start + 1), named, rows, is_origin=True)

    def _lack_at(self, first: int, start: int) -> Denial | None:
        """What people are without, and ask for: "workers without passports"."""
        if tuple(self.words[first:start]) not in self.lists.privative:
            return None
        place = start + (self.words[start] in self.lists.articles)
        lacked = (tuple(self.words[place : place + count]) for count in (1, 2, 3))
        span = self._span(first, start)
        is_lacked = any(each in self.lists.lacked for each in lacked)
        return Denial(span, span, kind=DenialKind.LACK) if is_lacked else None

    def _stated_at(self, first: int, start: int) -> Denial | None:
        """A label that denies the same: "without a login" is "no login"."""
        place = start
        while place + 1 < len(self.words) and self.words[place] in self.lists.articles:
            place += 1
        for end in range(min(len(self.words), place + LONGEST_LABEL), place, -1):
            if not self._is_run(first, end):
                continue
            phrase = stem_phrase(match.group().casefold() for match in self.matches[place:end])
            for cue in self.lists.stating:
                if rows := self._rows_of_phrase((*cue, *phrase)):
                    span = self._span(first, end)
                    return Denial(span, span, rows, DenialKind.STATEMENT)
        return None

    def _term_at(self, first: int, start: int) -> Denial | None:
        """The longest label behind a cue and fillers."""
        place, is_origin = start, False
        while True:
            if maker := self._maker_at(first, start, place):
                return maker
            for end in range(min(len(self.words), place + LONGEST_LABEL), place, -1):
                if not self._is_run(first, end) or self._is_only_fillers(place, end):
                    continue
                rows, span = self._rows_of(place, end), self._span(first, end)
                if not (rows or self._is_unused(place, end)) or self._is_called_so(first, end):
                    continue
                if self._is_opposed(first, start, rows):
                    return Denial(self._span(first, start), span, kind=DenialKind.LACK)
                return Denial(span, self._span(place, end), rows, is_origin=is_origin)
            if group := self._group_at(first, place, is_origin):
                return group
            if place - start == MAX_FILLERS or place + 1 >= len(self.words):
                return None
            if self.words[place] not in self.lists.fillers:
                return None
            is_origin = is_origin or self.words[place] in self.lists.origins
            place += 1

    def _group_at(self, first: int, place: int, is_origin: bool) -> Denial | None:
        """A group of places, by the rows of its members that records have."""
        words = [match.group().casefold() for match in self.matches[place:]]
        length, group = named_rows.table.longest_at_start(words)
        end = place + length
        if not group or not group.label or not self._is_run(first, end):
            return None
        if self._is_called_so(first, end):
            return None
        labelled = {row for segment in self.snapshot.segments for row in segment.labels}
        rows = tuple(row for row, _weight in group.rows if row in labelled)
        if not rows:
            return None
        span, named = self._span(first, end), self._span(place, end)
        return Denial(span, named, rows, is_origin=is_origin, label=group.label)

    def _maker_at(self, first: int, start: int, place: int) -> Denial | None:
        """A body by any of its names; its rows and names are those that records have."""
        words = [match.group().casefold() for match in self.matches[place:]]
        length, body = makers.table.longest_at_start(words)
        end = place + length
        if not body or not self._is_run(first, end) or self._is_called_so(first, end):
            return None
        if length == 1 and self._is_mere_word(first, start, place):
            return None
        rows = tuple(row for row, _weight in body.rows if self.snapshot.has_row(row))
        return Denial(
            self._span(first, end),
            self._span(place, end),
            rows,
            is_origin=True,
            names=self._names_in_records(body),
            label=body.label,
        )

    def _is_mere_word(self, first: int, start: int, place: int) -> bool:
        """Whether a word with the letters of a name is none: "no rest" denies no REST."""
        word = self.matches[place].group()
        if word != word.casefold():
            return False
        is_privative = tuple(self.words[first:start]) in self.lists.privative
        return fold(word) in STOP_WORDS or (is_privative and is_dictionary_word(fold(word)))

    def _names_in_records(self, body: NamedRows) -> tuple[Phrase, ...]:
        phrases = dict.fromkeys(filter(None, map(name_tokens, body.names)))
        texts = [segment.text for segment in self.snapshot.segments]
        return tuple(
            phrase
            for phrase in phrases
            if any(len(text.match_exact_name(phrase)) for text in texts)
        )

    def _is_opposed(self, first: int, start: int, rows: Sequence[str]) -> bool:
        """Whether what takes a thing away ("no", not "not") names what records are against."""
        privative = tuple(self.words[first:start]) in self.lists.privative
        return privative and any(row.partition("/")[0] in opposed_facets for row in rows)

    def _unknown_at(self, first: int, start: int) -> Denial | None:
        """One word that names nothing, or as many as the records have in a row.

        Only behind what takes a thing away ("without"): "not" may deny anything but a condition.
        """
        place = start
        while place < len(self.words) and self.words[place] in self.lists.articles:
            place += 1
        is_condition = place < len(self.words) and self.words[place] in self.lists.conditions
        if not is_condition and tuple(self.words[first:start]) not in self.lists.privative:
            return None
        end = place + 1
        if end > len(self.words) or not self._is_run(first, end):
            return None
        if self.words[place] in STOP_WORDS or self._is_called_so(first, end):
            return None
        contains = self.snapshot.matcher.contains_phrase
        while end < len(self.words) and self._is_run(place, end + 1):
            if self.words[end] in STOP_WORDS or not contains(tuple(self.words[place : end + 1])):
                break
            end += 1
        return Denial(self._span(first, end), self._span(place, end), kind=DenialKind.UNNAMED)

    def _rows_of(self, first: int, end: int) -> tuple[str, ...]:
        """None of what people live under: "no surveillance" denies nothing to the watched."""
        words = [match.group().casefold() for match in self.matches[first:end]]
        if len(words) == 1 and self.words[first] in self.lists.conditions:
            return ()
        rows = self._rows_of_phrase(stem_phrase(words))
        if rows or len(words) > 1:
            return rows
        return self._rows_of_abbreviation(first)

    def _rows_of_abbreviation(self, i: int) -> tuple[str, ...]:
        """Also of "US" and "the us", which are no pronoun."""
        word, folded = self.matches[i].group(), self.words[i]
        phrase = self.lists.abbreviations.get(folded)
        if word.isupper() or (i > 0 and self.words[i - 1] == "the"):
            phrase = phrase or self.lists.capitals.get(folded)
        phrases = [phrase] if phrase else map(stem_phrase, find_synonyms((word.casefold(),)))
        return next(filter(None, map(self._rows_of_phrase, phrases)), ())

    def _rows_of_phrase(self, phrase: Phrase) -> tuple[str, ...]:
        """The rows of the list's facets of which this is a label, in the order of the facets."""
        segments, facets = self.snapshot.segments, self.snapshot.facets
        rows = {row for each in segments for row in each.label_phrases.get(phrase, ())}
        return tuple(row for facet in facets for row in sorted(rows) if row.startswith(f"{facet}/"))

    def _is_unused(self, first: int, end: int) -> bool:
        """Whether it names a term that no record has."""
        label = " ".join(self.words[first:end])
        if label in self.lists.conditions:
            return False
        return any(label in segment.unused_labels for segment in self.snapshot.segments)

    def _is_only_fillers(self, first: int, end: int) -> bool:
        return all(word in self.lists.fillers for word in self.words[first:end])

    def _is_called_so(self, first: int, end: int) -> bool:
        """Whether a record or a term is called so, or the phrase means something else."""
        words = tuple(self.words[first:end])
        return self.snapshot.matcher.names_phrase(words) or bool(find_synonyms(words))

    def _span(self, first: int, end: int) -> Span:
        return self.matches[first].start(), self.matches[end - 1].end()

    def _in_run(self, i: int) -> Denial | None:
        """In a script without blanks: a cue and, right behind it, a label."""
        run, start = self.matches[i].group(), self.matches[i].start()
        if len(self.words[i]) != len(run) or any(e in run for e in self.lists.unspaced_affirmed):
            return None
        for cue in self.lists.unspaced:
            place = run.find(cue)
            if place < 0:
                continue
            behind = place + len(cue)
            if behind == len(run) and self._ends_at(i):
                denial = self._term_at(i, i + 1)
                return denial and replace(denial, span=(start + place, denial.span[1]))
            for filler in self.lists.unspaced_fillers:
                behind += len(filler) if run.startswith(filler, behind) else 0
            rows, end = self._label_in_run(self.words[i], behind)
            if end:
                named = start + behind, start + end
                return Denial((start + place, start + end), named, rows)
        return None

    def _ends_at(self, i: int) -> bool:
        return i + 1 < len(self.words) and self._is_run(i, i + 2)

    def _label_in_run(self, run: str, start: int) -> tuple[tuple[str, ...], int]:
        for end in range(len(run), start + SHORTEST_RUN - 1, -1):
            label = run[start:end]
            phrase = self.lists.abbreviations.get(label, (label,))
            if rows := self._rows_of_phrase(phrase):
                return rows, end
        return (), 0


def _is_of_places(denial: Denial) -> bool:
    """Who is "outside school" is no place."""
    return any(row.partition("/")[0] in origin_facets for row in denial.rows)
